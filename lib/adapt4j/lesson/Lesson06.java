package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.data.Splits;
import adapt4j.distill.Comparison;
import adapt4j.distill.Latency;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The exercises of lesson 06, distillation. */
public final class Lesson06 {
  private static final String SOLUTION = "solutions/06-distillation.ipynb";
  private static final int MOST_PARAMETERS = 1_000;
  private static final double LEAST_ACCURACY = 0.80;

  private static final double[] TEACHER = {3, 1, -1};
  private static final double[] STUDENT = {1, 2, 0};
  private static final int LABEL = 0;

  /** Softmax with a temperature. */
  public final Exercise<Soften> soften;

  /** The slope of the soft loss. */
  public final Exercise<Slope> slope;

  /** Soft answers and labels together. */
  public final Exercise<Mixed> mixed;

  /** A student within a budget of parameters. */
  public final Exercise<Classifier> student;

  /** A model within a budget of time. */
  public final Exercise<Choice> choice;

  private final Lab lab;

  /** Probabilities at a temperature. */
  @FunctionalInterface
  public interface Soften {
    /**
     * @param scores before softmax
     * @param temperature above 0
     * @return probabilities
     */
    double[] probabilities(double[] scores, double temperature);
  }

  /** A gradient. */
  @FunctionalInterface
  public interface Slope {
    /**
     * @param student its scores
     * @param teacher its scores
     * @param temperature above 0
     * @return the slope of the soft loss at each of the student's scores
     */
    double[] at(double[] student, double[] teacher, double temperature);
  }

  /** A loss. */
  @FunctionalInterface
  public interface Mixed {
    /**
     * @param student its scores
     * @param teacher its scores
     * @param label the right class
     * @param temperature above 0
     * @param alpha the teacher's share
     * @return the loss
     */
    double loss(double[] student, double[] teacher, int label, double temperature, double alpha);
  }

  /** A decision. */
  @FunctionalInterface
  public interface Choice {
    /**
     * @param rows what was measured
     * @param millis what 95 of 100 calls may take at most, on one thread
     * @return the name of the best network that is fast enough, or null if there is none
     */
    String name(List<Comparison.Row> rows, double millis);
  }

  /**
   * @param lab owns what the checks draw
   */
  public Lesson06(Lab lab) {
    this.lab = lab;
    soften =
        new Exercise<>(
            "1. Softmax with a temperature",
            Lesson06::softenProblem,
            "right. A high temperature makes all classes alike, a low one leaves the best alone.",
            SOLUTION,
            "Divide each score by the temperature, then take the softmax: e to the power of each, divided by their sum.",
            "For large scores Math.exp is infinite. Take the greatest score away from each before: the result is the same.");
    slope =
        new Exercise<>(
            "2. The slope",
            Lesson06::slopeProblem,
            "right. One factor of T is left, the other one went into the division of the scores.",
            SOLUTION,
            "The slope of KL(p || softmax(s / T)) at s is (q - p) / T, with q the student's answer at T.",
            "Times T squared: T * (q - p).");
    mixed =
        new Exercise<>(
            "3. Soft answers and labels",
            Lesson06::mixedProblem,
            "right. The labels are compared at T = 1: that is how the student will be used.",
            SOLUTION,
            "alpha * T * T * KL(p || q) + (1 - alpha) * cross-entropy.",
            "KL is the sum of p log(p / q), both at T. The cross-entropy is -log of the student's probability of the label, at T = 1.");
    student =
        new Exercise<>(
            "4. A student within a budget",
            this::studentProblem,
            "right. It never saw a label, and would fit into an e-mail.",
            SOLUTION,
            "At a quarter of their size the images have 49 pixels: Pool.avgPool2dBlock(new Shape(4, 4), new Shape(4, 4)). How many units fit into the budget then?",
            "Mlp.of(16, 10) after it has 970 parameters. Fit.steps(1_500).optRate(3e-2) with the schedule of the lesson, and optObjective(asked.soft(1)).");
    choice =
        new Exercise<>(
            "5. Which one to use",
            Lesson06::choiceProblem,
            "right. The budget comes first, then the accuracy.",
            SOLUTION,
            "Keep the rows whose oneThread().p95Millis() is at most the limit, then take the one with the greatest accuracy().",
            "rows.stream().filter(...).max(Comparator.comparing(Comparison.Row::accuracy)).map(Comparison.Row::name).orElse(null)");
  }

  private static double[] right(double[] scores, double t) {
    double most = Arrays.stream(scores).max().orElseThrow();
    double[] e = Arrays.stream(scores).map(s -> Math.exp((s - most) / t)).toArray();
    double sum = Arrays.stream(e).sum();
    return Arrays.stream(e).map(v -> v / sum).toArray();
  }

  private static String softenProblem(Soften answer) {
    double[] found = answer.probabilities(TEACHER.clone(), 2);
    String given =
        "for the scores " + Arrays.toString(TEACHER) + " and T = 2 it gives " + rounded(found);
    if (found == null || found.length != TEACHER.length) {
      return given + "; each score has a probability.";
    }
    if (near(found, right(TEACHER, 1))) {
      return given + ", which is the answer at T = 1.";
    }
    if (near(found, right(TEACHER, 0.5))) {
      return given + ". Divided by 2, the scores come nearer to each other, not further apart.";
    }
    if (Math.abs(Arrays.stream(found).sum() - 1) > 1e-6) {
      return given + ", which does not add up to 1.";
    }
    if (!near(found, right(TEACHER, 2))) {
      return given + "; it should be " + rounded(right(TEACHER, 2)) + ".";
    }
    double[] large = answer.probabilities(new double[] {2_000, 0}, 1);
    return near(large, new double[] {1, 0})
        ? null
        : "for the scores [2000, 0] and T = 1 it gives "
            + Arrays.toString(large)
            + ". Math.exp(2000) is more than a double can hold.";
  }

  private static String slopeProblem(Slope answer) {
    double t = 3;
    double[] found = answer.at(STUDENT.clone(), TEACHER.clone(), t);
    double[] p = right(TEACHER, t);
    double[] q = right(STUDENT, t);
    String given = "for T = 3 it gives " + rounded(found);
    if (near(found, scaled(p, q, t))) {
      return given + ", which goes up where the loss goes down.";
    }
    if (near(found, scaled(q, p, 1))) {
      return given + ". That is without a factor; the loss is multiplied by T squared.";
    }
    if (near(found, scaled(q, p, t * t))) {
      return given + ". The scores are divided by T: by the chain rule that takes one T away.";
    }
    if (near(found, scaled(q, p, 1 / t))) {
      return given + ", which is the slope of KL alone. The loss is multiplied by T squared.";
    }
    double[] wanted = scaled(q, p, t);
    return near(found, wanted) ? null : given + "; it should be " + rounded(wanted) + ".";
  }

  private static double[] scaled(double[] a, double[] b, double factor) {
    double[] result = new double[a.length];
    Arrays.setAll(result, i -> factor * (a[i] - b[i]));
    return result;
  }

  private static String mixedProblem(Mixed answer) {
    double t = 3;
    double[] p = right(TEACHER, t);
    double[] q = right(STUDENT, t);
    double kl = 0;
    for (int i = 0; i < p.length; i++) {
      kl += p[i] * Math.log(p[i] / q[i]);
    }
    double hard = -Math.log(right(STUDENT, 1)[LABEL]);
    double hot = -Math.log(q[LABEL]);
    double soft = t * t * kl;
    double alpha = 0.7;
    double found = answer.loss(STUDENT.clone(), TEACHER.clone(), LABEL, t, alpha);
    String given = String.format(Locale.ROOT, "for T = 3 and alpha = 0.7 it gives %.4f", found);
    if (near(found, alpha * kl + (1 - alpha) * hard)) {
      return given + ". T squared is missing.";
    }
    if (near(found, (1 - alpha) * soft + alpha * hard)) {
      return given + ". Alpha is the teacher's share, not that of the labels.";
    }
    if (near(found, alpha * soft + (1 - alpha) * hot)) {
      return given + ". The labels are compared with the student's answer at T = 1.";
    }
    double wanted = alpha * soft + (1 - alpha) * hard;
    if (!near(found, wanted)) {
      return String.format(Locale.ROOT, "%s; it should be %.4f.", given, wanted);
    }
    double plain = answer.loss(STUDENT.clone(), TEACHER.clone(), LABEL, t, 0);
    return near(plain, hard) ? null : "with alpha = 0 it is not the cross-entropy of the labels.";
  }

  private String studentProblem(Classifier answer) {
    if (answer.parameters() > MOST_PARAMETERS) {
      return String.format(
          Locale.ROOT,
          "it has %,d parameters, and the budget is %,d.",
          answer.parameters(),
          MOST_PARAMETERS);
    }
    Splits digits = Digits.load(lab);
    Examples dev = digits.dev();
    if (!answer.classes().equals(dev.classes())) {
      return "its classes are " + answer.classes() + ", not the ten digits.";
    }
    double accuracy = Evaluation.of(answer, dev).accuracy();
    return accuracy >= LEAST_ACCURACY
        ? null
        : String.format(
            Locale.ROOT,
            "it gets %.1f %% of the development part right; %.0f %% can be done.",
            100 * accuracy,
            100 * LEAST_ACCURACY);
  }

  private static String choiceProblem(Choice answer) {
    List<Comparison.Row> rows =
        List.of(row("large", 0.97, 9, 14), row("middle", 0.95, 4, 7), row("small", 0.9, 1, 2));
    String found = answer.name(rows, 8);
    if ("large".equals(found)) {
      return "large needs 14 ms in the 95th percentile, which is over the limit of 8.";
    }
    if ("small".equals(found)) {
      return "small is fast enough, but so is another one that is better.";
    }
    if (!"middle".equals(found)) {
      return "for a limit of 8 ms it gives " + found + ", not middle.";
    }
    if (!"small".equals(answer.name(rows, 5))) {
      return "for a limit of 5 ms it does not give small. Is it the median that you look at? A"
          + " promise to users is about the 95th percentile.";
    }
    return answer.name(rows, 1) == null ? null : "for a limit of 1 ms there is none: null.";
  }

  private static Comparison.Row row(String name, double accuracy, double median, double p95) {
    Latency one = new Latency(median, p95);
    // On all threads each is faster: whoever looks there lets too slow a network through.
    Latency all = new Latency(median / 2, p95 / 2);
    return new Comparison.Row(name, accuracy, 1, 1, 1, one, all);
  }

  private static boolean near(double a, double b) {
    return Near.of(a, b, 1e-4);
  }

  private static boolean near(double[] a, double[] b) {
    return Near.of(a, b, 1e-4);
  }

  private static String rounded(double[] values) {
    return Near.rounded(values, 4);
  }
}
