package adapt4j.align;

import adapt4j.lm.Generation;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sample;
import adapt4j.lm.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text that a model wrote, with the very tokens that it wrote: cut anew into tokens, a text may
 * have others.
 */
record Written(Prompt prompt, String text, Sample sample) {
  /** One text for each prompt, drawn from the model's own probabilities. */
  static List<Written> by(Lm lm, List<Prompt> prompts, int most, long seed) {
    Sampling how = Sampling.temperature(1).optMost(most).optSeed(seed);
    List<Generation> texts = lm.generate(prompts, how);
    List<Written> written = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      int[] given = prompts.get(i).ids(lm.bpe());
      int[] own = texts.get(i).ids();
      int[] all = Arrays.copyOf(given, given.length + own.length);
      System.arraycopy(own, 0, all, given.length, own.length);
      written.add(new Written(prompts.get(i), texts.get(i).text(), new Sample(all, given.length)));
    }
    return written;
  }

  static List<Sample> samples(List<Written> written) {
    return written.stream().map(Written::sample).toList();
  }

  static double[] scores(Reward reward, List<Written> written) {
    double[] scores =
        reward.scores(
            written.stream().map(Written::prompt).toList(),
            written.stream().map(Written::text).toList());
    for (int i = 0; i < scores.length; i++) {
      if (!Double.isFinite(scores[i])) {
        throw new IllegalArgumentException(
            "The reward of \"" + written.get(i).text + "\" is no number but " + scores[i] + ".");
      }
    }
    return scores;
  }
}
