package adapt4j.lesson;

import adapt4j.data.Splits;
import adapt4j.lora.Footprint;
import adapt4j.lora.Lora;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The exercises of lesson 04, LoRA. */
public final class Lesson04 {
  private static final String SOLUTION = "solutions/04-lora.ipynb";
  private static final double ACCURACY = 0.55;
  private static final long BUDGET = 40_000;

  /** How many numbers LoRA trains. */
  public final Exercise<Count> count;

  /** LoRA on the last two layers. */
  public final Exercise<Lora> lastTwo;

  /** Weights with an adapter merged in. */
  public final Exercise<Merge> merged;

  /** A network that was adapted with few parameters. */
  public final Exercise<Classifier> budget;

  /** Counts. */
  @FunctionalInterface
  public interface Count {
    /**
     * @param layers how many linear layers
     * @param in numbers that go into each
     * @param out numbers that come out of each
     * @param rank of the adapter
     * @return how many numbers are trained
     */
    long trained(int layers, int in, int out, int rank);
  }

  /** Merges. */
  @FunctionalInterface
  public interface Merge {
    /**
     * @param w (out, in)
     * @param a (rank, in)
     * @param b (out, rank)
     * @param alpha of the adapter
     * @return (out, in)
     */
    double[][] weights(double[][] w, double[][] a, double[][] b, double alpha);
  }

  /**
   * @param data the tokens of the exercise's texts
   */
  public Lesson04(Splits data) {
    count =
        new Exercise<>(
            "1. What is trained?",
            Lesson04::countProblem,
            "right. For MiniLM's twelve query and value matrices and a rank of 8 that is 73,728, without the head.",
            SOLUTION,
            "A is (rank, in), B is (out, rank).",
            "One layer trains rank * in + out * rank numbers. Mind the overflow of int with large layers.");
    lastTwo =
        new Exercise<>(
            "2. Choose layers by name",
            Lesson04::lastTwoProblem,
            "right. Gradients stop at layer 4 now, so a step is cheaper, too.",
            SOLUTION,
            "optTargets takes several names. The query matrix of layer 5 is encoder.layer.5.attention.self.query.",
            "\"layer.5.*.*.query\" fits it: two stars for attention and self. Four names in all.");
    merged =
        new Exercise<>(
            "3. Merge by hand",
            Lesson04::mergedProblem,
            "right. This is all that merge() does, for each layer.",
            SOLUTION,
            "Three loops: for each out and in, the sum over r of b[out][r] * a[r][in].",
            "The factor is alpha / rank, where the rank is a.length. Copy each row with w[out].clone().");
    budget =
        new Exercise<>(
            "4. Adapt with a budget",
            net -> budgetProblem(data, net),
            "right. The budget is less than a fifth of a percent of the network.",
            SOLUTION,
            "The head takes 3,080 of the budget. Rank 2 on query and value takes 18,432.",
            "Fit.steps(60).optBatch(16).optRate(3e-3): adapters want far higher rates than full fine-tuning.");
  }

  private static String countProblem(Count answer) {
    long found = answer.trained(1, 10, 4, 2);
    if (found == 80) {
      return "for one layer from 10 to 4 and a rank of 2 it gives 80, which is in * out * rank.";
    }
    if (found == 20 || found == 8) {
      return "for one layer from 10 to 4 and a rank of 2 it gives "
          + found
          + ", which is one of the two matrices. Both are trained.";
    }
    if (found != 28) {
      return "for one layer from 10 to 4 and a rank of 2 it gives " + found + "; it should be 28.";
    }
    found = answer.trained(12, 384, 384, 8);
    if (found != 73_728) {
      return "for 12 layers from 384 to 384 and a rank of 8 it gives "
          + found
          + "; it should be 73,728.";
    }
    found = answer.trained(1_000, 50_000, 50_000, 64);
    return found == 6_400_000_000L
        ? null
        : "for 1,000 layers from 50,000 to 50,000 and a rank of 64 it gives "
            + found
            + "; is it too large for an int?";
  }

  private static String lastTwoProblem(Lora lora) {
    Set<String> names = new TreeSet<>(lora.layers());
    Set<String> wanted =
        List.of(4, 5).stream()
            .flatMap(
                layer ->
                    List.of("query", "value").stream()
                        .map(part -> "encoder.layer." + layer + ".attention.self." + part))
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : names) {
      if (wanted.stream().noneMatch(name::endsWith)) {
        return "there is an adapter on " + name + ", too. Its layer or its part was not asked for.";
      }
    }
    for (String name : wanted) {
      if (names.stream().noneMatch(n -> n.endsWith(name))) {
        return "there is no adapter on " + name + ".";
      }
    }
    long perRank = 4L * (384 + 384);
    long trained = lora.footprint().trained() - (384 * 8 + 8);
    return trained == 4 * perRank
        ? null
        : "its rank is " + trained / perRank + "; a rank of 4 is asked for.";
  }

  private static String mergedProblem(Merge answer) {
    double[][] w = {{1, 2, 3}, {4, 5, 6}};
    double[][] a = {{1, 0, -1}, {2, 2, 2}};
    double[][] b = {{1, 3}, {0, 5}};
    double[][] before = {w[0].clone(), w[1].clone()};
    double[][] found = answer.weights(w, a, b, 4);
    double[][] right = {{15, 14, 13}, {24, 25, 26}};
    if (!Arrays.deepEquals(w, before)) {
      return "it changes w itself. Copy each row first: w[out].clone().";
    }
    if (near(found, new double[][] {{8, 8, 8}, {14, 15, 16}})) {
      return "it adds B A without the factor alpha / rank.";
    }
    if (near(found, new double[][] {{29, 26, 23}, {44, 45, 46}})) {
      return "it adds alpha * B A. The factor is alpha / rank.";
    }
    return near(found, right)
        ? null
        : "for W = {{1, 2, 3}, {4, 5, 6}}, A = {{1, 0, -1}, {2, 2, 2}}, B = {{1, 3}, {0, 5}} and alpha = 4"
            + " it gives "
            + Arrays.deepToString(found)
            + "; it should be {{15, 14, 13}, {24, 25, 26}}.";
  }

  private static String budgetProblem(Splits data, Classifier net) {
    long trained = Footprint.of(net).trained();
    if (trained > BUDGET) {
      return String.format(
          Locale.ROOT, "%,d parameters are trained; the budget is %,d.", trained, BUDGET);
    }
    double accuracy = Evaluation.of(net, data.dev()).accuracy();
    return accuracy >= ACCURACY
        ? null
        : String.format(
            Locale.ROOT,
            "it gets %.1f %% of the development part right; %.0f %% are asked for.",
            100 * accuracy,
            100 * ACCURACY);
  }

  private static boolean near(double[][] a, double[][] b) {
    return Near.of(a, b, 1e-9);
  }
}
