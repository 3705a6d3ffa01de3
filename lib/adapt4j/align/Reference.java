package adapt4j.align;

import adapt4j.lm.Lm;
import adapt4j.lm.Sample;
import java.util.Arrays;
import java.util.List;

/**
 * The model as it was before it learnt from preferences. It is only asked, never trained: it says
 * how far the policy has gone.
 */
final class Reference implements AutoCloseable {
  private final Lm lm;
  private final boolean own;

  private Reference(Lm lm, boolean own) {
    this.lm = lm;
    this.own = own;
  }

  /**
   * @param policy to be trained
   * @param given null: a copy of the policy as it is now
   */
  static Reference of(Lm policy, Lm given) {
    if (given == policy) {
      throw new IllegalArgumentException(
          "The reference is the model that is trained, so it would move with it. Give a copy().");
    }
    if (given != null) {
      Tokens.checkSame("The reference", given.bpe(), policy.bpe());
      return new Reference(given, false);
    }
    try {
      return new Reference(policy.copy(), true);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The model cannot be copied, perhaps as there is an adapter in it. Take a copy() before"
              + " the adapter is put in, and give it with optReference(...).",
          e);
    }
  }

  List<double[]> logProbs(List<Sample> samples) {
    return lm.score(samples);
  }

  /**
   * How far the policy has gone, by texts that it wrote: the mean over the texts of log policy -
   * log reference, summed over a text's tokens. That is an estimate of the Kullback-Leibler
   * divergence, in nats a text.
   */
  static double kl(List<double[]> policy, List<double[]> reference) {
    double sum = 0;
    for (int i = 0; i < policy.size(); i++) {
      sum += Arrays.stream(policy.get(i)).sum() - Arrays.stream(reference.get(i)).sum();
    }
    return sum / policy.size();
  }

  @Override
  public void close() {
    if (own) {
      lm.close();
    }
  }
}
