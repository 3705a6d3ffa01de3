package adapt4j.align;

import java.util.Locale;

/**
 * Generalised advantage estimation (<a href="https://arxiv.org/abs/1506.02438">Schulman et al.
 * 2016</a>): by how much each action turned out better than expected.
 *
 * <p>An action of a language model is a token. With V(t) the value, which is the reward expected
 * from token t on, the surprise at a token is
 *
 * <pre>{@code
 * delta(t) = r(t) + gamma V(t+1) - V(t)
 * }</pre>
 *
 * <p>and the advantage is the sum of the surprises from there on, each step weighted by gamma times
 * lambda (equation 16). Lambda 0 looks one token ahead and trusts the values; lambda 1 looks at
 * what really came, which is right on average and scatters more.
 */
public final class Gae {
  private Gae() {}

  /**
   * The advantage of each token of a text.
   *
   * @param rewards one for each token
   * @param values expected before each token; behind the last one nothing more is expected
   * @param gamma how much a later reward counts, 0 to 1
   * @param lambda 0 to 1
   * @return one for each token
   * @throws IllegalArgumentException if there are more rewards than values or fewer, or a share is
   *     outside of 0 to 1
   */
  public static double[] advantages(
      double[] rewards, double[] values, double gamma, double lambda) {
    if (rewards.length != values.length) {
      throw new IllegalArgumentException(
          "There are "
              + rewards.length
              + " rewards and "
              + values.length
              + " values. Give one of each for a token.");
    }
    check(gamma, "Gamma");
    check(lambda, "Lambda");
    double[] advantages = new double[rewards.length];
    double next = 0;
    double nextValue = 0;
    for (int t = rewards.length - 1; t >= 0; t--) {
      double delta = rewards[t] + gamma * nextValue - values[t];
      next = delta + gamma * lambda * next;
      advantages[t] = next;
      nextValue = values[t];
    }
    return advantages;
  }

  static double check(double share, String name) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is from 0 to 1, not %s.", name, share));
    }
    return share;
  }
}
