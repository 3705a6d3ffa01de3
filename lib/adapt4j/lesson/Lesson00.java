package adapt4j.lesson;

import adapt4j.data.Splits;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;

/** The exercises of lesson 00, start here. */
public final class Lesson00 {
  private static final String SOLUTION = "solutions/00-start-here.ipynb";
  private static final int PARAMETERS = 30_000;
  private static final double ACCURACY = 0.92;

  /** How many training images show a seven. */
  public final Exercise<Number> sevens;

  /** The mean squared error of predictions and truth. */
  public final Exercise<ToDoubleBiFunction<double[], double[]>> error;

  /** Gradient descent on (w - 3)². */
  public final Exercise<Descent> descent;

  /** A small network that still reads well. */
  public final Exercise<Classifier> network;

  /** Walks downhill. */
  @FunctionalInterface
  public interface Descent {
    /**
     * @param start where w begins
     * @param rate the learning rate
     * @param steps how many steps to take
     * @return where w ends
     */
    double walk(double start, double rate, int steps);
  }

  /**
   * @param digits the lesson's data
   */
  public Lesson00(Splits digits) {
    sevens =
        new Exercise<>(
            "1. Count the sevens",
            answer -> sevensProblem(digits, answer.intValue()),
            "right. A glance at the counts comes before every training.",
            SOLUTION,
            "digits.train().labelArray() gives the label of each training image.",
            "digits.train().counts() has one number per class. Which index is the seven's?");
    error =
        new Exercise<>(
            "2. Mean squared error",
            Lesson00::errorProblem,
            "right. This is the loss with which a network learns to predict numbers.",
            SOLUTION,
            "Squared: each difference times itself. Mean: divided by how many there are.",
            "Start with double sum = 0; loop over i; add (p[i] - t[i]) * (p[i] - t[i]).");
    descent =
        new Exercise<>(
            "3. Walk downhill",
            Lesson00::descentProblem,
            "right. Every network of this course learns by steps of this kind, with more weights at once.",
            SOLUTION,
            "The gradient of (w - 3)² is 2 (w - 3).",
            "One step: w = w - rate * gradient. Take it steps times, in a loop.");
    network =
        new Exercise<>(
            "4. A smaller network",
            net -> networkProblem(digits, net),
            "right. Fewer weights and faster, at the price of some accuracy: size is a choice.",
            SOLUTION,
            "Mlp.of(16, 10) has one hidden layer of 16 units. How many parameters has it?",
            "Mlp.of(32, 10) is small enough. Train it for a few epochs.");
  }

  private static String sevensProblem(Splits digits, int answer) {
    int right = digits.train().counts()[7];
    if (answer == right) {
      return null;
    }
    int dev = digits.dev().counts()[7];
    int test = digits.test().counts()[7];
    if (answer == dev || answer == test) {
      String part = answer == dev ? "development" : "test";
      return answer + " is the count in the " + part + " part. Count in digits.train().";
    }
    if (answer == right + dev + test) {
      return answer + " is the count in all three parts. Count in digits.train() only.";
    }
    for (int digit = 0; digit < 10; digit++) {
      if (answer == digits.train().counts()[digit]) {
        return answer + " images show the digit " + digit + ". Index 0 is the digit 0.";
      }
    }
    return answer + " is not it. Let the program count; a hint says how.";
  }

  private static String errorProblem(ToDoubleBiFunction<double[], double[]> answer) {
    double[] p = {1, 2, 4};
    double[] t = {1, 4, 1};
    double found = answer.applyAsDouble(p.clone(), t.clone());
    if (near(found, 13)) {
      return "for (1, 2, 4) and (1, 4, 1) it gives 13, the sum. Divide by how many there are.";
    }
    if (near(found, 5.0 / 3)) {
      return "for (1, 2, 4) and (1, 4, 1) it gives 1.667, the mean of the plain distances. Square"
          + " each difference first.";
    }
    if (!near(found, 13.0 / 3)) {
      return "for (1, 2, 4) and (1, 4, 1) it gives " + found + "; it should give 4.333.";
    }
    double one;
    try {
      one = answer.applyAsDouble(new double[] {0.5}, new double[] {-1.5});
    } catch (ArrayIndexOutOfBoundsException e) {
      return "it works for three numbers, but for one, (0.5) and (-1.5), it reads past the end. Use"
          + " p.length.";
    }
    return near(one, 4)
        ? null
        : "it works for three numbers, but not for one: (0.5) and (-1.5) should give 4.";
  }

  private static String descentProblem(Descent answer) {
    double start = -2;
    double rate = 0.1;
    double one = answer.walk(start, rate, 1);
    if (near(one, -3)) {
      return "from -2 one step leads to -3, uphill. Subtract the gradient.";
    }
    if (near(one, -1.5)) {
      return "from -2 one step leads to -1.5, half of the way. The gradient is 2 (w - 3).";
    }
    if (!near(one, -1)) {
      return "from -2 with rate 0.1 one step leads to " + one + "; it should lead to -1.";
    }
    return near(answer.walk(start, rate, 20), 3 - 5 * Math.pow(0.8, 20))
        ? null
        : "one step is right, 20 steps are not. Take each from where the last one ended.";
  }

  private static String networkProblem(Splits digits, Classifier net) {
    if (net.parameters() > PARAMETERS) {
      return String.format(
          "%,d parameters; at most %,d are allowed.", net.parameters(), PARAMETERS);
    }
    double accuracy = Evaluation.of(net, digits.dev()).accuracy();
    return accuracy >= ACCURACY
        ? null
        : String.format(
            Locale.ROOT,
            "%,d parameters are small enough, but it reads %.1f %% of the development part; 92 %% are"
                + " asked for. Is it trained, and for long enough?",
            net.parameters(),
            100 * accuracy);
  }

  private static boolean near(double a, double b) {
    return Near.of(a, b, 1e-9);
  }
}
