package adapt4j.align;

import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Says how good a text is. An {@link Annotator} judges by a rule, a {@link RewardModel} by what it
 * has learnt from preferences.
 */
@FunctionalInterface
public interface Reward {
  /**
   * How good a text is.
   *
   * @param prompt what was asked
   * @param text what was written
   * @return more is better
   */
  double score(Prompt prompt, String text);

  /**
   * The scores of many texts.
   *
   * @param prompts as many as texts
   * @param texts one for each prompt
   * @return one score each
   */
  default double[] scores(List<Prompt> prompts, List<String> texts) {
    return IntStream.range(0, texts.size())
        .mapToDouble(i -> score(prompts.get(i), texts.get(i)))
        .toArray();
  }

  /**
   * Checks that a model can be trained against this reward.
   *
   * @param policy the model to be trained
   * @throws IllegalArgumentException if the reward was learnt with another tokeniser
   */
  default void checkFits(Lm policy) {}

  /**
   * How often this reward finds the text better that was chosen.
   *
   * @param preferences that it was not trained on
   * @return from 0 to 1; two equal scores count as half
   */
  default double agreement(Preferences preferences) {
    double[] margins = margins(preferences);
    double agreed = 0;
    for (double margin : margins) {
      agreed += margin > 0 ? 1 : margin == 0 ? 0.5 : 0;
    }
    return agreed / margins.length;
  }

  /**
   * By how much this reward finds the chosen texts better than the rejected.
   *
   * @param preferences any
   * @return the difference of the scores of each pair
   */
  default double[] margins(Preferences preferences) {
    List<Prompt> prompts = preferences.list().stream().map(Preference::prompt).toList();
    double[] chosen = scores(prompts, preferences.list().stream().map(Preference::chosen).toList());
    double[] rejected =
        scores(prompts, preferences.list().stream().map(Preference::rejected).toList());
    return IntStream.range(0, chosen.length).mapToDouble(i -> chosen[i] - rejected[i]).toArray();
  }
}
