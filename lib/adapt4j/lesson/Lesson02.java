package adapt4j.lesson;

import adapt4j.data.Splits;
import adapt4j.nn.Layers;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import ai.djl.nn.Parameter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The exercises of lesson 02, transfer learning. */
public final class Lesson02 {
  private static final String SOLUTION = "solutions/02-transfer-learning.ipynb";
  private static final double ACCURACY = 0.86;

  /** A network of which only the last convolution and the head are trained. */
  public final Exercise<Classifier> partly;

  /** The class whose mean lies nearest. */
  public final Exercise<Nearest> nearest;

  /** How often the nearest other example has the same label. */
  public final Exercise<LeaveOneOut> leaveOneOut;

  /** A network that reads well from five labels a class. */
  public final Exercise<Classifier> five;

  /** Chooses a class. */
  @FunctionalInterface
  public interface Nearest {
    /**
     * @param features of one example
     * @param means the mean features of each class
     * @return the index of the class whose mean is nearest
     */
    int classOf(float[] features, float[][] means);
  }

  /** Judges features by a few labelled examples. */
  @FunctionalInterface
  public interface LeaveOneOut {
    /**
     * @param features of each example
     * @param labels of each example
     * @return the share of examples whose nearest other example has the same label
     */
    double accuracy(float[][] features, int[] labels);
  }

  /**
   * @param digits the lesson's data
   */
  public Lesson02(Splits digits) {
    partly =
        new Exercise<>(
            "1. Freeze by name",
            Lesson02::partlyProblem,
            "right. The deeper a layer, the more it belongs to the old task; so the last ones are unfrozen first.",
            SOLUTION,
            "withHead(...) gives a network in which everything is trained. freeze(\"body\") freezes the body.",
            "What is frozen can be unfrozen by its own name: unfreeze(\"conv4\").");
    nearest =
        new Exercise<>(
            "2. The nearest class mean",
            Lesson02::nearestProblem,
            "right. With good features no training is needed at all; lesson 05 meets this again as prototypes.",
            SOLUTION,
            "The squared distance of two points is the sum of the squared differences.",
            "Loop over the classes, keep the smallest distance so far and its class.");
    leaveOneOut =
        new Exercise<>(
            "3. Choose a source without a test set",
            Lesson02::leaveOneOutProblem,
            "right. It costs no training and no test image, and says which backbone sees your classes apart.",
            SOLUTION,
            "Two loops: for each example i, look at all others j and keep the nearest.",
            "Leave out j == i: the nearest point to an example is always itself.");
    five =
        new Exercise<>(
            "4. Five labels a class",
            net -> fiveProblem(digits, net),
            "right. With five labels a class, augmentation does a large part of the work.",
            SOLUTION,
            "Start from Backbone.glyphs(lab), and train with the augmentation of the lesson.",
            "300 steps at a rate of 3e-3 for the head; a rate of 3e-4 for \"body\", or freeze it.");
  }

  private static String partlyProblem(Classifier net) {
    TreeSet<String> trained = new TreeSet<>();
    TreeSet<String> wanted = new TreeSet<>();
    for (Map.Entry<String, Parameter> entry : Layers.of(net.model().getBlock()).entrySet()) {
      String name = entry.getKey();
      if (entry.getValue().requiresGradient()) {
        trained.add(name);
      }
      if (Layers.learns(entry.getValue()) && (name.contains("conv4") || name.startsWith("head"))) {
        wanted.add(name);
      }
    }
    if (wanted.size() != 6) {
      return "this network has other layers than the glyph backbone with a head. Use withHead.";
    }
    if (trained.equals(wanted)) {
      return null;
    }
    if (trained.stream().anyMatch(name -> !wanted.contains(name))) {
      trained.removeAll(wanted);
      return "also trained, but should be frozen: " + String.join(", ", trained) + ".";
    }
    wanted.removeAll(trained);
    return "still frozen: " + String.join(", ", wanted) + ".";
  }

  private static String nearestProblem(Nearest answer) {
    float[][] means = {{0, 0}, {4, 0}, {0, 10}};
    int found = answer.classOf(new float[] {1, 1}, means);
    if (found == 2) {
      return "for (1, 1) and the means (0, 0), (4, 0), (0, 10) it gives class 2, the farthest one.";
    }
    if (found != 0) {
      return "for (1, 1) and the means (0, 0), (4, 0), (0, 10) it gives class "
          + found
          + "; the nearest is class 0.";
    }
    found = answer.classOf(new float[] {1, 8}, means);
    if (found != 2) {
      return "for (1, 8) and the means (0, 0), (4, 0), (0, 10) it gives class "
          + found
          + "; the nearest is class 2.";
    }
    // Differences that cancel each other, unless they are squared.
    found = answer.classOf(new float[] {5, -5}, new float[][] {{20, -20}, {4, -4}});
    return found == 1
        ? null
        : "for (5, -5) and the means (20, -20), (4, -4) it gives class 0. Do differences of opposite"
            + " sign cancel each other?";
  }

  private static String leaveOneOutProblem(LeaveOneOut answer) {
    float[][] points = {{0, 0}, {1, 0}, {5, 5}, {6, 5}, {1, 2}};
    int[] labels = {0, 0, 1, 1, 1};
    double found = answer.accuracy(points, labels);
    if (near(found, 1)) {
      return "it gives 1, a perfect score. Does each example find itself?";
    }
    if (near(found, 4)) {
      return "it gives 4, a count. Divide by how many examples there are.";
    }
    if (near(found, 0.2)) {
      return "it gives 0.2, the share of wrong ones.";
    }
    if (!near(found, 0.8)) {
      return String.format(
          Locale.ROOT,
          "for five points, of which four lie next to one of their own class, it gives %.3f; it"
              + " should give 0.8.",
          found);
    }
    found = answer.accuracy(new float[][] {{0}, {9}}, new int[] {0, 1});
    return near(found, 0) ? null : "two examples of two classes should give 0, not " + found + ".";
  }

  private static String fiveProblem(Splits digits, Classifier net) {
    double accuracy = Evaluation.of(net, digits.dev()).accuracy();
    return accuracy >= ACCURACY
        ? null
        : String.format(
            Locale.ROOT,
            "it reads %.1f %% of the development part; %.0f %% are asked for.",
            100 * accuracy,
            100 * ACCURACY);
  }

  private static boolean near(double a, double b) {
    return Near.of(a, b, 1e-9);
  }
}
