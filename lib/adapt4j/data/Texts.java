package adapt4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Labelled texts, and the names of the classes. A model's tokenizer makes {@link Examples} of them.
 *
 * @param texts one string an example
 * @param labels the index of each text's class, from 0
 * @param classes the names of the classes
 */
public record Texts(List<String> texts, List<Integer> labels, List<String> classes) {

  /**
   * @throws IllegalArgumentException if there is no text, there are not as many labels, or a label
   *     is not the index of a class
   */
  public Texts {
    texts = List.copyOf(texts);
    labels = List.copyOf(labels);
    classes = List.copyOf(classes);
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("There are no texts.");
    }
    if (texts.size() != labels.size()) {
      throw new IllegalArgumentException(
          texts.size() + " texts need as many labels, but there are " + labels.size() + ".");
    }
    for (int label : labels) {
      if (label < 0 || label >= classes.size()) {
        throw new IllegalArgumentException(
            "Label " + label + " names no class: there are " + classes.size() + ", from 0.");
      }
    }
  }

  /**
   * How many texts there are.
   *
   * @return n
   */
  public int size() {
    return texts.size();
  }

  /**
   * How many texts each class has.
   *
   * @return one number per class
   */
  public int[] counts() {
    int[] counts = new int[classes.size()];
    labels.forEach(label -> counts[label]++);
    return counts;
  }

  /**
   * Some of the texts, in a given order.
   *
   * @param indexes from 0 to {@link #size()} - 1
   * @return a new set
   * @throws IllegalArgumentException if none is asked for, or an index is out of range
   */
  public Texts select(int... indexes) {
    for (int index : indexes) {
      if (index < 0 || index >= size()) {
        throw new IllegalArgumentException(
            "There is no text " + index + ": they go from 0 to " + (size() - 1) + ".");
      }
    }
    return new Texts(
        Arrays.stream(indexes).mapToObj(texts::get).toList(),
        Arrays.stream(indexes).mapToObj(labels::get).toList(),
        classes);
  }

  /**
   * These texts and changed copies of each. Unlike those of {@link Examples#augmented} the
   * originals are there too, as in EDA: a change may cost a text its meaning.
   *
   * @param copies how many of each text, at least 1
   * @param augment changes a text; each copy is drawn anew
   * @param random where the draws come from
   * @return a new set with the same classes: all texts in their order, then a copy of each in that
   *     order, and so on
   * @throws IllegalArgumentException if no copy is asked for
   */
  public Texts augmented(int copies, TextAugment augment, Random random) {
    if (copies < 1) {
      throw new IllegalArgumentException(
          "Asked for " + copies + " copies of each text. Ask for at least 1.");
    }
    List<String> more = new ArrayList<>(texts);
    List<Integer> same = new ArrayList<>(labels);
    for (int copy = 0; copy < copies; copy++) {
      texts.forEach(text -> more.add(augment.apply(text, random)));
      same.addAll(labels);
    }
    return new Texts(more, same, classes);
  }

  @Override
  public String toString() {
    return size() + " texts in " + classes.size() + " classes";
  }
}
