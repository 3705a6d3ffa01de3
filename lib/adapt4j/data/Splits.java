package adapt4j.data;

import java.util.List;
import java.util.function.Function;

/**
 * The three parts of a data set. They share no example.
 *
 * <p>Mostly they have the same classes. For tasks whose classes are new each time (few-shot
 * learning) {@link #byClass} makes parts that share no class either.
 *
 * @param train what a model learns from
 * @param dev the development part: choices (when to stop, which model) are made on it
 * @param test used once, at the end, to say how good the result is
 */
public record Splits(Examples train, Examples dev, Examples test) {

  /**
   * Parts with different classes, drawn once: the same for every seed.
   *
   * @param examples of many classes
   * @param dev the share of the classes for the development part, above 0
   * @param test the share for the test part, above 0; together under 1
   * @return new sets, each with its own classes only, numbered from 0 in their old order
   * @throws IllegalArgumentException if a share is out of range, or a part would have no class
   */
  public static Splits byClass(Examples examples, double dev, double test) {
    return byGroup(examples, name -> name, dev, test);
  }

  /**
   * Parts with different classes, where related classes stay together: all letters of a script in
   * one part.
   *
   * @param examples of many classes
   * @param group says from the name of a class what it belongs to
   * @param dev the share of the classes for the development part, above 0. Groups go there whole,
   *     so it may get less.
   * @param test the share for the test part, above 0; together under 1
   * @return new sets, each with its own classes only, numbered from 0 in their old order
   * @throws IllegalArgumentException if a share is out of range, or a part would have no class
   */
  public static Splits byGroup(
      Examples examples, Function<String, String> group, double dev, double test) {
    List<Examples> parts = ClassParts.of(examples, group, test, dev);
    return new Splits(parts.get(2), parts.get(1), parts.get(0));
  }
}
