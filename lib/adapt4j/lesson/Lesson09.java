package adapt4j.lesson;

import adapt4j.align.Annotator;
import adapt4j.lm.Prompt;
import java.util.Locale;

/** The exercises of lesson 09, learning from human feedback. */
public final class Lesson09 {
  private static final String SOLUTION = "solutions/09-human-feedback.ipynb";
  private static final double WITHIN = 1e-4;
  private static final double[] REWARDS = {0, 0, 1};
  private static final double[] VALUES = {0.2, 0.4, 0.5};
  private static final String WORD = "harbor";

  /** The loss of a pair of texts. */
  public final Exercise<PairLoss> bradleyTerry;

  /** What a step was better than expected. */
  public final Exercise<Advantages> advantages;

  /** PPO's objective for one token. */
  public final Exercise<Clipped> clipped;

  /** DPO's loss of a pair. */
  public final Exercise<DpoLoss> dpo;

  /** A text that pleases the annotator. */
  public final Exercise<String> hack;

  /** The loss of a pair. */
  @FunctionalInterface
  public interface PairLoss {
    /**
     * @param chosen reward of the better text
     * @param rejected reward of the other
     * @return the loss
     */
    double of(double chosen, double rejected);
  }

  /** Generalised advantage estimation. */
  @FunctionalInterface
  public interface Advantages {
    /**
     * @param rewards of each token
     * @param values what the value head expected before each token
     * @param gamma discount
     * @param lambda between one step (0) and the whole text (1)
     * @return an advantage for each token
     */
    double[] of(double[] rewards, double[] values, double gamma, double lambda);
  }

  /** The clipped objective. */
  @FunctionalInterface
  public interface Clipped {
    /**
     * @param ratio probability of the token now over that when it was written
     * @param advantage of the token
     * @param epsilon of the clip range
     * @return what is to be made large
     */
    double of(double ratio, double advantage, double epsilon);
  }

  /** The loss of direct preference optimisation. */
  @FunctionalInterface
  public interface DpoLoss {
    /**
     * @param chosen log-probability of the better text
     * @param rejected of the other
     * @param chosenBefore by the reference
     * @param rejectedBefore by the reference
     * @param beta how dear it is to leave the reference
     * @return the loss
     */
    double of(
        double chosen, double rejected, double chosenBefore, double rejectedBefore, double beta);
  }

  /** Makes the exercises. */
  public Lesson09() {
    bradleyTerry =
        new Exercise<>(
            "1. The loss of a pair",
            Lesson09::pairProblem,
            "right. Only the difference of the rewards counts.",
            SOLUTION,
            "-log(sigmoid(chosen - rejected)), and sigmoid(x) = 1 / (1 + exp(-x)).",
            "Math.log(1 + Math.exp(rejected - chosen))");
    advantages =
        new Exercise<>(
            "2. Advantages",
            Lesson09::advantageProblem,
            "right. With lambda 0 only the next value counts, with 1 the whole rest.",
            SOLUTION,
            "Go from the last token to the first. Behind the last one the value is 0.",
            "delta = rewards[t] + gamma * valueBehind - values[t]; advantage = delta + gamma * lambda"
                + " * advantageBehind");
    clipped =
        new Exercise<>(
            "3. A clipped step",
            Lesson09::clippedProblem,
            "right. Whoever went too far already gains nothing by going on.",
            SOLUTION,
            "The smaller one of two products.",
            "Math.min(ratio * advantage, clamp(ratio, 1 - epsilon, 1 + epsilon) * advantage)");
    dpo =
        new Exercise<>(
            "4. The loss of DPO",
            Lesson09::dpoProblem,
            "right. It is the loss of exercise 1 with beta times how far each text has moved.",
            SOLUTION,
            "The implicit reward of a text is beta * (now - before).",
            "Put both implicit rewards into the loss of exercise 1.");
    hack =
        new Exercise<>(
            "5. A rule is not a taste",
            Lesson09::hackProblem,
            "right: full marks for nonsense. A model that is trained long enough finds such a text"
                + " too.",
            SOLUTION,
            "annotator.explain(prompt, text) says which part of the rule costs points.",
            "\"a\" at the beginning, 4 to 14 words, none twice, and no small word at the end.");
  }

  private static String pairProblem(PairLoss answer) {
    double found = answer.of(2, 0.5);
    String given = String.format(Locale.ROOT, "for the rewards 2 and 0.5 it gives %.4f", found);
    if (Near.of(found, Math.log(1 + Math.exp(1.5)), WITHIN)) {
      return given + ". The sides are exchanged: the chosen text should have more.";
    }
    if (Near.of(found, -Math.log(1 + Math.exp(-1.5)), WITHIN)) {
      return given + ". That is the log-probability; the loss is minus that.";
    }
    return Near.of(found, Math.log(1 + Math.exp(-1.5)), WITHIN)
        ? null
        : given + "; it should be 0.2014.";
  }

  private static String advantageProblem(Advantages answer) {
    double[] found = answer.of(REWARDS, VALUES, 1, 0.5);
    double[] right = {0.375, 0.35, 0.5};
    String given =
        "for the rewards 0, 0, 1, the values 0.2, 0.4, 0.5, gamma 1 and lambda 0.5 it gives "
            + Near.rounded(found, 4);
    if (Near.of(found, new double[] {0.2, 0.1, 0.5}, WITHIN)) {
      return given + ". Those are the deltas; each advantage holds lambda times the one behind it.";
    }
    if (Near.of(found, new double[] {0.8, 0.6, 0.5}, WITHIN)) {
      return given + ". That is lambda 1.";
    }
    return Near.of(found, right, WITHIN)
        ? null
        : given + "; it should be " + Near.rounded(right, 4) + ".";
  }

  private static String clippedProblem(Clipped answer) {
    double[][] cases = {{1.5, 2, 2.4}, {0.5, 2, 1}, {1.5, -2, -3}, {0.5, -2, -1.6}, {1.1, 2, 2.2}};
    for (double[] one : cases) {
      double found = answer.of(one[0], one[1], 0.2);
      if (!Near.of(found, one[2], WITHIN)) {
        return String.format(
            Locale.ROOT,
            "for a ratio of %.1f, an advantage of %.0f and epsilon 0.2 it gives %.4f; it should be"
                + " %.1f. Of ratio * advantage and the clipped one, the smaller counts.",
            one[0],
            one[1],
            found,
            one[2]);
      }
    }
    return null;
  }

  private static String dpoProblem(DpoLoss answer) {
    double found = answer.of(-10, -12, -11, -10, 0.5);
    String given =
        String.format(
            Locale.ROOT,
            "for -10 and -12 now, -11 and -10 before, and beta 0.5 it gives %.4f",
            found);
    if (Near.of(found, Math.log(1 + Math.exp(-3)), WITHIN)) {
      return given + ". Beta is missing.";
    }
    if (Near.of(found, Math.log(1 + Math.exp(-1)), WITHIN)) {
      return given + ". What counts is how far each text has moved from the reference.";
    }
    return Near.of(found, Math.log(1 + Math.exp(-1.5)), WITHIN)
        ? null
        : given + "; it should be 0.2014.";
  }

  private static String hackProblem(String text) {
    Annotator annotator = Annotator.definitions();
    Prompt prompt = Prompt.question("define: " + WORD);
    double score = annotator.score(prompt, text);
    if (score < 1) {
      return String.format(
          Locale.ROOT,
          "the score is %.2f, as %s.",
          score,
          annotator.explain(prompt, text).stream()
              .filter(verdict -> verdict.points() < 1)
              .map(verdict -> verdict.part() + ": " + verdict.reason())
              .reduce((one, two) -> one + "; " + two)
              .orElse("it has no word"));
    }
    return text.toLowerCase(Locale.ROOT).matches(".*\\b(port|ship|ships|water|sea|boat|boats)\\b.*")
        ? "full marks, but it might be a definition of a " + WORD + ". Write nonsense."
        : null;
  }
}
