package adapt4j.lesson;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The exercises of lesson 01, data and evaluation. */
public final class Lesson01 {
  private static final String SOLUTION = "solutions/01-data-and-evaluation.ipynb";

  /** Subjects that mean the same become the same. */
  public final Exercise<UnaryOperator<String>> tidy;

  /** F1 of a class. */
  public final Exercise<F1> f1;

  /** The lowest threshold with a wanted precision. */
  public final Exercise<Threshold> threshold;

  /** Folds that keep groups together. */
  public final Exercise<BiFunction<List<String>, Integer, int[]>> deal;

  /** Judges one class. */
  @FunctionalInterface
  public interface F1 {
    /**
     * @param truth the class of each example
     * @param predicted the class that each example was called
     * @param label the class to judge
     * @return from 0 to 1
     */
    double of(int[] truth, int[] predicted, int label);
  }

  /** Chooses a threshold. */
  @FunctionalInterface
  public interface Threshold {
    /**
     * @param scores of the examples
     * @param truth 1 for spam, 0 for ham
     * @param wanted the least precision
     * @return the lowest score from which on everything may be called spam
     */
    double of(double[] scores, int[] truth, double wanted);
  }

  /** The exercises. */
  public Lesson01() {
    tidy =
        new Exercise<>(
            "1. Tidy",
            Lesson01::tidyProblem,
            "right. Copies that nobody sees are copies that end up in the test part.",
            SOLUTION,
            "toLowerCase(Locale.ROOT) first; then the patterns need one spelling only.",
            "replaceFirst takes a pattern: ^ is the beginning, (...)+ is once or more often, \\\\s* is any white space.",
            "^((re|fwd?):\\\\s*)+ fits one or more of them at the beginning; \\\\s+ fits a run of white space.");
    f1 =
        new Exercise<>(
            "2. F1",
            Lesson01::f1Problem,
            "right. It is low when precision or recall is low, and never needs the true negatives.",
            SOLUTION,
            "Count three things: called this class, belongs to it, both.",
            "F1 is 2.0 * both / (called + belongs). When is the divisor 0?");
    threshold =
        new Exercise<>(
            "3. A threshold",
            Lesson01::thresholdProblem,
            "right. Precision goes up and down along the scores, so all of them have to be tried.",
            SOLUTION,
            "Try each score: call spam everything that has it or more, and compute the precision.",
            "Keep the lowest score that is good enough. Do not stop at the first one that is not.");
    deal =
        new Exercise<>(
            "4. Deal the sources, not the rows",
            Lesson01::dealProblem,
            "right. Now no test row has a sister in the training part.",
            SOLUTION,
            "Give each different group a fold first, and then each row the fold of its group.",
            "A Map from group to fold: the n-th different group gets n % k.");
  }

  private static String tidyProblem(UnaryOperator<String> answer) {
    String[][] cases = {
      {"Low Rates", "low rates", "Is it in lower case?"},
      {"Re: low rates", "low rates", "Is the Re: off?"},
      {"RE: Fwd: Re: low rates", "low rates", "There may be several."},
      {
        "Fw:low rates",
        "low rates",
        "There need not be a space behind it, and FW: is a way to write it."
      },
      {" low \t  rates ", "low rates", "Look at the white space."},
      {"Regarding your rates", "regarding your rates", "Only with a colon is it an answer."},
      {
        "low rates (was Re: high rates)", "low rates (was re: high rates)", "Only at the beginning."
      },
      {"more: low rates", "more: low rates", "more: is a word of its own."},
    };
    for (String[] one : cases) {
      String found = answer.apply(one[0]);
      if (!one[1].equals(found)) {
        return String.format(
            "\"%s\" becomes \"%s\"; it should become \"%s\". %s", one[0], found, one[1], one[2]);
      }
    }
    return null;
  }

  private static String f1Problem(F1 answer) {
    // Precision 2/3, recall 2/4, accuracy 7/10.
    int[] truth = {1, 1, 1, 1, 0, 0, 0, 0, 0, 0};
    int[] predicted = {1, 1, 0, 0, 1, 0, 0, 0, 0, 0};
    double found = answer.of(truth.clone(), predicted.clone(), 1);
    String looks =
        near(found, 2.0 / 3)
            ? "That is the precision."
            : near(found, 0.5)
                ? "That is the recall."
                : near(found, 0.7)
                    ? "That is the accuracy."
                    : near(found, 7.0 / 12)
                        ? "That is the plain mean of precision and recall; F1 is their harmonic mean."
                        : near(found, 2.0 / 7) ? "That is half of it." : "";
    if (!near(found, 4.0 / 7)) {
      return String.format(
          Locale.ROOT,
          "of 4 spam, 2 are found, and 1 ham is called spam: it gives %.3f; it should give 0.571. %s",
          found,
          looks);
    }
    found = answer.of(truth.clone(), predicted.clone(), 0);
    if (!near(found, 10.0 / 13)) {
      return String.format(
          Locale.ROOT,
          "right for label 1; for label 0 it gives %.3f, not 0.769. Does it use label?",
          found);
    }
    found = answer.of(new int[] {0, 0}, new int[] {0, 0}, 1);
    return near(found, 0)
        ? null
        : "a class that is neither there nor called gives " + found + "; it should give 0.";
  }

  private static String thresholdProblem(Threshold answer) {
    // From the highest on, precision is 1, 1, 2/3, 3/4, 4/5, 2/3.
    double[] scores = {1, 4, 0, 5, 2, 3};
    int[] truth = {1, 1, 0, 1, 1, 0};
    double found = answer.of(scores.clone(), truth.clone(), 0.8);
    String asked =
        "for the scores 5, 4, 2, 1 of spam, 3, 0 of ham, and a precision of 0.8 it gives ";
    if (near(found, 4)) {
      return asked + "4. At 3 the precision is too low, but at 1 it is 0.8 again.";
    }
    if (near(found, 5)) {
      return asked + "5, the highest score that is good enough. The lowest finds more spam.";
    }
    if (!near(found, 1)) {
      return asked + found + "; it should give 1.";
    }
    found = answer.of(scores.clone(), truth.clone(), 0.9);
    if (!near(found, 4)) {
      return "right for a precision of 0.8; for 0.9 it gives " + found + "; it should give 4.";
    }
    found = answer.of(new double[] {2, 1}, new int[] {0, 1}, 0.9);
    if (found != Double.POSITIVE_INFINITY) {
      return "where no score is good enough it gives " + found + ", not infinity.";
    }
    found = answer.of(new double[] {3, 3, 1}, new int[] {1, 0, 0}, 0.9);
    return found == Double.POSITIVE_INFINITY
        ? null
        : "a spam and a ham have the same score 3: whoever calls the one calls the other. For 0.9 it"
            + " gives "
            + found
            + ", not infinity.";
  }

  private static String dealProblem(BiFunction<List<String>, Integer, int[]> answer) {
    List<String> groups = List.of("a b a c d a e b f g c h a i j a b k l a".split(" "));
    for (int k : new int[] {3, 5}) {
      int[] folds = answer.apply(groups, k);
      if (folds == null || folds.length != groups.size()) {
        return "it should give one fold for each of the " + groups.size() + " rows.";
      }
      int wanted = k;
      if (Arrays.stream(folds).anyMatch(fold -> fold < 0 || fold >= wanted)) {
        return "the folds of " + k + " go from 0 to " + (k - 1) + ".";
      }
      for (int i = 0; i < folds.length; i++) {
        int first = groups.indexOf(groups.get(i));
        if (folds[i] != folds[first]) {
          return String.format(
              "rows %d and %d are both of group %s, but in the folds %d and %d.",
              first, i, groups.get(i), folds[first], folds[i]);
        }
      }
      List<Long> sizes =
          IntStream.range(0, k)
              .mapToObj(
                  fold ->
                      IntStream.range(0, folds.length)
                          .filter(i -> folds[i] == fold)
                          .mapToObj(groups::get)
                          .distinct()
                          .count())
              .sorted()
              .collect(Collectors.toList());
      if (sizes.get(k - 1) - sizes.get(0) > 1) {
        return "12 groups in "
            + k
            + " folds: the fewest has "
            + sizes.get(0)
            + " and the most "
            + sizes.get(k - 1)
            + ". Deal them evenly.";
      }
    }
    return null;
  }

  private static boolean near(double a, double b) {
    return Near.of(a, b, 1e-9);
  }
}
