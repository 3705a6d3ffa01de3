package adapt4j.meta;

import adapt4j.Lab;
import adapt4j.data.Augment;
import adapt4j.data.Examples;
import adapt4j.data.Pictures;
import adapt4j.data.Splits;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Few-shot tasks (episodes): tell N classes apart that were never seen before, from K examples of
 * each (N-way, K-shot; <a href="https://arxiv.org/abs/1606.04080">Vinyals et al. 2016</a>, section
 * 2). Each episode draws its classes, numbers them in a random order, and draws examples of each.
 *
 * <pre>{@code
 * Episodes letters =
 *     Episodes.of(Glyphs.load(lab).splits()).optAugment(RandomAffine.builder().build());
 * maml.train(letters.train(), 2_000);                  // letters of some scripts
 * MetaTest.of(maml, letters.test(), 600);              // letters of scripts that it has not seen
 * Episodes five = letters.optShots(5);
 *
 * Episodes drawings = Episodes.of(Omniglot.load(lab));
 * Episodes mine = Episodes.fromFolder(lab, Path.of("my-images"));
 * Episodes meanings = Episodes.of(Splits.byClass(features, 0.2, 0.3)); // of any examples
 * }</pre>
 *
 * <p>The three parts share no class; that is checked. Settings do not change what they are called
 * on: each gives other episodes over the same examples.
 */
public final class Episodes {
  private static final double DEV = 0.2;
  private static final double TEST = 0.2;

  private final Splits splits;
  private final int ways;
  private final int shots;
  private final int queries;
  private final Augment augment; // null: none

  private Episodes(Splits splits, int ways, int shots, int queries, Augment augment) {
    this.splits = splits;
    this.ways = ways;
    this.shots = shots;
    this.queries = queries;
    this.augment = augment;
  }

  /**
   * Episodes of 5 classes with 1 example of each to learn from and 5 others to judge by.
   *
   * @param splits with different classes in each part, such as {@link Splits#byClass} makes
   * @return the episodes
   * @throws IllegalArgumentException if a class, by its name, is in two parts
   */
  public static Episodes of(Splits splits) {
    apart("train", splits.train(), "dev", splits.dev());
    apart("train", splits.train(), "test", splits.test());
    apart("dev", splits.dev(), "test", splits.test());
    return new Episodes(splits, 5, 1, 5, null);
  }

  private static void apart(String one, Examples first, String other, Examples second) {
    Set<String> both = new HashSet<>(first.classes());
    both.retainAll(second.classes());
    if (!both.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "The %s and the %s part share %d classes, such as \"%s\": a test would not show what"
                  + " is done with new ones. Split by class, with Splits.byClass.",
              one, other, both.size(), both.iterator().next()));
    }
  }

  /**
   * Episodes from your own images, as {@link Pictures} reads them: grey, 28 x 28 pixels. 60 % of
   * the class folders, drawn once and for every seed, are to train, 20 % for development and 20 %
   * to test.
   *
   * @param lab owns the arrays
   * @param folder with a folder for each class
   * @return the episodes
   * @throws adapt4j.data.DataException if the folder is not as it should be, or an image cannot be
   *     read
   * @throws IllegalArgumentException for too few classes to make three parts
   */
  public static Episodes fromFolder(Lab lab, Path folder) {
    return of(Splits.byClass(Pictures.load(lab, folder), DEV, TEST));
  }

  /**
   * Episodes from your own images in another shape.
   *
   * @param lab owns the arrays
   * @param folder with a folder for each class
   * @param shape as for {@link Pictures#load(Lab, Path, Shape)}
   * @return the episodes
   * @throws adapt4j.data.DataException if the folder is not as it should be, or an image cannot be
   *     read
   * @throws IllegalArgumentException for another shape, or too few classes to make three parts
   */
  public static Episodes fromFolder(Lab lab, Path folder, Shape shape) {
    return of(Splits.byClass(Pictures.load(lab, folder, shape), DEV, TEST));
  }

  /**
   * How many classes an episode has (N); 5 at first.
   *
   * @param n at least 2
   * @return such episodes
   * @throws IllegalArgumentException for fewer than 2
   */
  public Episodes optWays(int n) {
    return new Episodes(splits, atLeast(2, n, "classes"), shots, queries, augment);
  }

  /**
   * How many examples of each class are learnt from (K); 1 at first.
   *
   * @param k at least 1
   * @return such episodes
   * @throws IllegalArgumentException for fewer than 1
   */
  public Episodes optShots(int k) {
    return new Episodes(splits, ways, atLeast(1, k, "shots of each class"), queries, augment);
  }

  /**
   * How many other examples of each class a learner is judged by; 5 at first, and 15 in many
   * papers.
   *
   * @param n at least 1
   * @return such episodes
   * @throws IllegalArgumentException for fewer than 1
   */
  public Episodes optQueries(int n) {
    return new Episodes(splits, ways, shots, atLeast(1, n, "queries of each class"), augment);
  }

  /**
   * Changes each example that is drawn, in every part: a way to make many examples of a class from
   * the few that there are. A class may then have fewer images than an episode needs: those to
   * learn from and those to judge by come from different ones, and where it has a single image, all
   * are variants of it. That is easier than telling drawings by different people apart.
   *
   * @param augment changes images
   * @return such episodes
   */
  public Episodes optAugment(Augment augment) {
    return new Episodes(splits, ways, shots, queries, augment);
  }

  private static int atLeast(int least, int n, String what) {
    if (n < least) {
      throw new IllegalArgumentException(
          "An episode has " + least + " or more " + what + ", not " + n + ".");
    }
    return n;
  }

  /**
   * Tasks to learn from.
   *
   * @return a source of tasks of the classes to train
   * @throws IllegalArgumentException if there are too few classes, or a class has too few examples
   */
  public Tasks train() {
    return tasks("train", splits.train());
  }

  /**
   * Tasks for choices, such as the inner rate.
   *
   * @return a source of tasks of the classes for development
   * @throws IllegalArgumentException if there are too few classes, or a class has too few examples
   */
  public Tasks dev() {
    return tasks("dev", splits.dev());
  }

  /**
   * Tasks to test with, once, at the end.
   *
   * @return a source of tasks of the classes to test
   * @throws IllegalArgumentException if there are too few classes, or a class has too few examples
   */
  public Tasks test() {
    return tasks("test", splits.test());
  }

  private Tasks tasks(String part, Examples examples) {
    return new EpisodeTasks(part, examples, ways, shots, queries, augment);
  }

  @Override
  public String toString() {
    List<Examples> parts = List.of(splits.train(), splits.dev(), splits.test());
    List<Integer> n = parts.stream().map(part -> part.classes().size()).toList();
    return String.format(
        "%d-way %d-shot episodes: %,d classes to train, %,d for development, %,d to test",
        ways, shots, n.get(0), n.get(1), n.get(2));
  }
}
