package adapt4j.align;

import adapt4j.lm.Generation;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sampling;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a model write n texts and takes the one with the highest reward (<a
 * href="https://arxiv.org/abs/2112.09332">Nakano et al. 2021</a>, section 3.2, "rejection
 * sampling"): nothing is trained, and n times as much is written. What costs training must beat it.
 *
 * <pre>{@code
 * List<BestOfN.Best> texts = BestOfN.of(4, reward).write(lm, prompts);
 * }</pre>
 */
public final class BestOfN {
  private final int n;
  private final Reward reward;
  private Sampling how = Sampling.temperature(1);

  private BestOfN(int n, Reward reward) {
    this.n = n;
    this.reward = reward;
  }

  /**
   * A text that was chosen.
   *
   * @param text what was written
   * @param reward of this text
   */
  public record Best(String text, double reward) {}

  /**
   * Describes the choice.
   *
   * @param n how many texts are written for a prompt, at least 1; 1 is plain sampling
   * @param reward chooses among them
   * @return the description, with a temperature of 1
   * @throws IllegalArgumentException for fewer than 1
   */
  public static BestOfN of(int n, Reward reward) {
    return new BestOfN(Checks.atLeastOne(n, "N of best-of-n"), reward);
  }

  /**
   * How the tokens are chosen.
   *
   * @param how not greedy, which would write the same text n times
   * @return this description
   */
  public BestOfN optSampling(Sampling how) {
    this.how = how;
    return this;
  }

  /**
   * Writes.
   *
   * @param lm the model; it is not changed
   * @param prompts any number
   * @return the best text for each prompt; of two, the first
   * @throws IllegalArgumentException if a prompt leaves no room in the context, or the reward was
   *     learnt with another tokeniser
   */
  public List<Best> write(Lm lm, List<Prompt> prompts) {
    reward.checkFits(lm);
    List<Prompt> each = new ArrayList<>();
    for (Prompt prompt : prompts) {
      for (int i = 0; i < n; i++) {
        each.add(prompt);
      }
    }
    List<String> texts = lm.generate(each, how).stream().map(Generation::text).toList();
    double[] scores = reward.scores(each, texts);
    List<Best> best = new ArrayList<>();
    for (int from = 0; from < scores.length; from += n) {
      int at = from;
      for (int i = from + 1; i < from + n; i++) {
        at = scores[i] > scores[at] ? i : at;
      }
      best.add(new Best(texts.get(at), scores[at]));
    }
    return best;
  }

  @Override
  public String toString() {
    return "best of " + n;
  }
}
