package adapt4j.lesson;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The exercises of lesson 10, which method when. */
public final class Lesson10 {
  private static final String SOLUTION = "solutions/10-which-method-when.ipynb";
  private static final double WITHIN = 1e-4;
  private static final String WANTED = "full fine-tuning";

  /** Whether a difference is more than chance. */
  public final Exercise<Paired> paired;

  /** From how many changes on an index is cheaper. */
  public final Exercise<BreakEven> breakEven;

  /** Which methods nobody beats in both. */
  public final Exercise<Front> front;

  /** A situation for fine-tuning. */
  public final Exercise<Situation> situation;

  /** A paired comparison. */
  @FunctionalInterface
  public interface Paired {
    /**
     * @param first whether the first method was right, question by question
     * @param second the same for the second
     * @return by how much the second is right more often, and half of the 95 % interval of that
     */
    double[] of(boolean[] first, boolean[] second);
  }

  /** Training time against answering time. */
  @FunctionalInterface
  public interface BreakEven {
    /**
     * @param updateSeconds of training for each change
     * @param questions a year
     * @param extraMillis that an answer with an index takes more
     * @return changes a year at which both ways cost the same time
     */
    double of(double updateSeconds, double questions, double extraMillis);
  }

  /** The Pareto front. */
  @FunctionalInterface
  public interface Front {
    /**
     * @param right share of right answers of each method; more is better
     * @param cost of each method; less is better
     * @return the indexes of the methods that no other one beats
     */
    Set<Integer> of(double[] right, double[] cost);
  }

  /** Makes the exercises. */
  public Lesson10() {
    paired =
        new Exercise<>(
            "1. More than chance?",
            Lesson10::pairedProblem,
            "right. Pairing takes out how hard each question is.",
            SOLUTION,
            "For each question the difference is 1, 0 or -1. Take their mean m.",
            "The spread is Math.sqrt(sum of (d - m)^2 / (n - 1)); half of the interval is 1.96 *"
                + " spread / Math.sqrt(n).");
    breakEven =
        new Exercise<>(
            "2. Break-even",
            Lesson10::breakEvenProblem,
            "right. Above that, training again costs more time than looking up.",
            SOLUTION,
            "One way costs changes * updateSeconds, the other questions * extraMillis / 1000.",
            "Set both equal, and solve for the changes.");
    front =
        new Exercise<>(
            "3. The Pareto front",
            Lesson10::frontProblem,
            "right. Whoever is not on the front can be left out, whatever you value.",
            SOLUTION,
            "A method is beaten if another one is at least as good in both and better in one.",
            "Two loops: keep i if no j has right[j] >= right[i], cost[j] <= cost[i], and one of the"
                + " two strictly.");
    situation =
        new Exercise<>(
            "4. A case for the weights",
            Lesson10::situationProblem,
            "right: fast answers about facts that stay as they are, and nobody asks for a source.",
            SOLUTION,
            "What does full fine-tuning do better than RAG and the hybrid? Look at the table of"
                + " costs.",
            "optMillis(...) below what an answer with an index takes.");
  }

  private static String pairedProblem(Paired answer) {
    boolean[] first = {true, false, false, true, false, false, true, false};
    boolean[] second = {true, true, false, false, true, true, true, false};
    double[] found = answer.of(first, second);
    String given = "for eight questions it gives " + Near.rounded(found, 4);
    if (found == null || found.length != 2) {
      return given + "; give two numbers, the mean difference and half of its interval.";
    }
    if (Near.of(found[0], -0.25, WITHIN)) {
      return given + ". How much better is the second? Subtract the other way round.";
    }
    if (!Near.of(found[0], 0.25, WITHIN)) {
      return given + "; the mean difference is 0.25: three were won, and one was lost.";
    }
    double spread = Math.sqrt(3.5 / 7);
    if (Near.of(found[1], 1.96 * Math.sqrt(3.5 / 8) / Math.sqrt(8), WITHIN)) {
      return given + ". Divide the sum of squares by n - 1.";
    }
    if (Near.of(found[1], 1.96 * spread, WITHIN)) {
      return given + ". That is for one question; of the mean of n it is less by Math.sqrt(n).";
    }
    return Near.of(found[1], 1.96 * spread / Math.sqrt(8), WITHIN)
        ? null
        : given + String.format(Locale.ROOT, "; half of the interval is 0.4900.");
  }

  private static String breakEvenProblem(BreakEven answer) {
    double found = answer.of(6, 100_000, 30);
    String given =
        String.format(
            Locale.ROOT,
            "for 6 s a change, 100,000 questions a year and 30 ms more an answer it gives %.2f",
            found);
    if (Near.of(found, 500_000, 1)) {
      return given + ". Milliseconds are not seconds.";
    }
    if (Near.of(found, 1 / 500.0, WITHIN)) {
      return given + ". That is the other way round.";
    }
    return Near.of(found, 500, WITHIN) ? null : given + "; it should be 500.";
  }

  private static String frontProblem(Front answer) {
    double[] right = {0.2, 0.6, 0.5, 0.6, 0.9, 0.1};
    double[] cost = {1, 5, 6, 4, 20, 1};
    Set<Integer> found = answer.of(right, cost);
    String given =
        "for right "
            + Arrays.toString(right)
            + " and cost "
            + Arrays.toString(cost)
            + " it gives "
            + found;
    if (found != null && found.containsAll(List.of(0, 3, 4)) && found.contains(1)) {
      return given + ". Method 1 is as often right as method 3, and costs more.";
    }
    if (found != null && found.containsAll(List.of(0, 3, 4)) && found.contains(5)) {
      return given + ". Method 5 costs as much as method 0, and is right less often.";
    }
    return Set.of(0, 3, 4).equals(found) ? null : given + "; it should be 0, 3 and 4.";
  }

  private static String situationProblem(Situation situation) {
    if (situation == null || situation.task() != Situation.Task.ANSWER) {
      return "the task is not to answer questions.";
    }
    if (situation.changes() > 0) {
      return "facts that change have to be trained again each time. Leave optChanges(...) out.";
    }
    Advice advice = Guide.recommend(situation);
    String why =
        advice.against().stream()
            .filter(line -> line.startsWith(WANTED))
            .findFirst()
            .map(line -> "; " + line + ".")
            .orElse(".");
    String first = advice.first().orElse("nothing");
    return first.equals(WANTED) ? null : "the guide says: " + first + why;
  }
}
