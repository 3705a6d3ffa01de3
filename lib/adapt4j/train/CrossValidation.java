package adapt4j.train;

import adapt4j.data.Examples;
import adapt4j.data.Texts;
import adapt4j.show.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Cross-validation: the examples are dealt into k folds, and each fold is the test part once, while
 * all others are the training part (<a
 * href="https://doi.org/10.1111/j.2517-6161.1974.tb00994.x">Stone 1974</a>). So every example is
 * tested on exactly once, and k results say how far a single one can be off.
 *
 * <pre>{@code
 * List<Evaluation> five = CrossValidation.stratified(5, lab.random()).on(examples, (train, test) -> {
 *   try (Classifier net = Classifier.of(lab, Mlp.of(2), train)) {
 *     Fit.epochs(5).optProgress(false).on(net, train);
 *     return Evaluation.of(net, test);
 *   }
 * });
 * }</pre>
 *
 * <p>Whatever learns from data belongs into the function: not only the network, but also which
 * words are counted, and by how much numbers are scaled. Where examples belong together (the same
 * text, the same patient), deal the groups, not the examples. The k results are not independent, so
 * their spread is a hint, no confidence interval.
 */
public final class CrossValidation {
  private final int k;
  private final Random random;
  private boolean progressShown = true;

  private CrossValidation(int k, Random random) {
    this.k = k;
    this.random = random;
  }

  /**
   * Cross-validation in which each class has the same share in every fold, give or take one
   * example.
   *
   * @param k how many folds, 2 or more; 5 and 10 are usual
   * @param random deals the examples; each run deals anew
   * @return the cross-validation
   * @throws IllegalArgumentException for fewer than 2 folds
   */
  public static CrossValidation stratified(int k, Random random) {
    if (k < 2) {
      throw new IllegalArgumentException("Cross-validation needs 2 folds or more, not " + k + ".");
    }
    return new CrossValidation(k, random);
  }

  /**
   * Whether a run shows a bar that fills.
   *
   * @param shown true if not called
   * @return this cross-validation
   */
  public CrossValidation optProgress(boolean shown) {
    progressShown = shown;
    return this;
  }

  /**
   * Deals examples into folds.
   *
   * @param labels the index of each example's class, from 0
   * @param classes the names of the classes
   * @return for each fold the indexes of its examples, in order; each example is in exactly one
   * @throws IllegalArgumentException if a class has fewer examples than there are folds, or a label
   *     names no class
   */
  public int[][] folds(int[] labels, List<String> classes) {
    List<List<Integer>> members = new ArrayList<>();
    classes.forEach(name -> members.add(new ArrayList<>()));
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes.size()) {
        throw new IllegalArgumentException(
            "Label " + labels[i] + " names no class: there are " + classes.size() + ", from 0.");
      }
      members.get(labels[i]).add(i);
    }
    List<List<Integer>> folds = new ArrayList<>();
    IntStream.range(0, k).forEach(fold -> folds.add(new ArrayList<>()));
    int next = 0; // goes on from class to class, so that the folds' sizes differ by 1 at most
    for (int c = 0; c < classes.size(); c++) {
      checkSize(classes.get(c), members.get(c).size());
      Collections.shuffle(members.get(c), random);
      for (int example : members.get(c)) {
        folds.get(next++ % k).add(example);
      }
    }
    return folds.stream()
        .map(fold -> fold.stream().mapToInt(Integer::intValue).sorted().toArray())
        .toArray(int[][]::new);
  }

  private void checkSize(String name, int size) {
    if (size < k) {
      throw new IllegalArgumentException(
          "Class \""
              + name
              + "\" has "
              + size
              + (size == 1 ? " example" : " examples")
              + ", too few for "
              + k
              + " folds. Use fewer folds, or leave the class out.");
    }
  }

  /**
   * Trains and tests once a fold, by the numbers of rows: for tables, and for whatever else has
   * rows.
   *
   * @param <R> what a test gives, such as {@link Scores}
   * @param labels the index of each row's class, from 0
   * @param classes the names of the classes
   * @param trial takes the rows to train on and the rows to test on
   * @return the result of each fold
   * @throws IllegalArgumentException as {@link #folds} says
   * @throws CancellationException if the thread was interrupted between two folds
   */
  public <R> List<R> on(int[] labels, List<String> classes, BiFunction<int[], int[], R> trial) {
    int[][] folds = folds(labels, classes);
    List<R> results = new ArrayList<>();
    try (Progress progress =
        progressShown ? Progress.of("Cross-validation", k) : Progress.silent()) {
      for (int fold = 0; fold < k; fold++) {
        if (Thread.interrupted()) {
          throw new CancellationException(
              "Cross-validation was stopped after " + fold + " of " + k + " folds.");
        }
        results.add(trial.apply(others(folds, fold), folds[fold]));
        progress.step();
      }
    }
    return results;
  }

  /**
   * Trains and tests once a fold.
   *
   * @param <R> what a test gives, such as {@link Evaluation}
   * @param all the examples
   * @param trial takes the training and the test part, both of which are freed after it
   * @return the result of each fold
   * @throws IllegalArgumentException as {@link #folds} says
   * @throws CancellationException if the thread was interrupted between two folds
   */
  public <R> List<R> on(Examples all, BiFunction<Examples, Examples, R> trial) {
    return on(
        all.labelArray(),
        all.classes(),
        (train, test) -> {
          Examples trainPart = all.select(train);
          Examples testPart = all.select(test);
          try {
            return trial.apply(trainPart, testPart);
          } finally {
            free(trainPart);
            free(testPart);
          }
        });
  }

  /**
   * Trains and tests once a fold.
   *
   * @param <R> what a test gives, such as {@link Scores}
   * @param all the texts
   * @param trial takes the training and the test part
   * @return the result of each fold
   * @throws IllegalArgumentException as {@link #folds} says
   * @throws CancellationException if the thread was interrupted between two folds
   */
  public <R> List<R> on(Texts all, BiFunction<Texts, Texts, R> trial) {
    int[] labels = all.labels().stream().mapToInt(Integer::intValue).toArray();
    return on(
        labels, all.classes(), (train, test) -> trial.apply(all.select(train), all.select(test)));
  }

  /** All rows but those of one fold, in order. */
  private static int[] others(int[][] folds, int left) {
    return IntStream.range(0, folds.length)
        .filter(fold -> fold != left)
        .mapToObj(fold -> folds[fold])
        .flatMapToInt(Arrays::stream)
        .sorted()
        .toArray();
  }

  private static void free(Examples part) {
    part.inputs().close();
    part.labels().close();
  }
}
