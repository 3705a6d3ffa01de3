package adapt4j.align;

import adapt4j.lm.Lm;
import adapt4j.lm.LmBatch;
import adapt4j.lm.Sample;
import adapt4j.nn.Gradients;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A text that the policy wrote, with what is known about each of its tokens when it is written.
 *
 * @param sample the text; its written tokens are those that count
 * @param logProbs of the tokens, by the policy
 * @param rewards of the tokens: each costs beta (log policy - log reference), and the last one
 *     earns the reward of the text (<a href="https://arxiv.org/abs/1909.08593">Ziegler et al.
 *     2019</a>, equation 2, taken apart token by token)
 * @param values foretold before the tokens
 * @param advantages see {@link Gae}
 * @param returns what came: advantages plus values
 */
record Rollout(
    Sample sample,
    double[] logProbs,
    double[] rewards,
    double[] values,
    double[] advantages,
    double[] returns) {
  private static final double TINY = 1e-8;

  /** The texts without advantages yet. */
  static List<Rollout> of(
      Lm lm,
      ValueHead head,
      List<Written> written,
      List<double[]> reference,
      double[] scores,
      double beta,
      int atOnce) {
    List<Rollout> rollouts = new ArrayList<>();
    for (int from = 0; from < written.size(); from += atOnce) {
      int start = from;
      List<Written> some = written.subList(from, Math.min(written.size(), from + atOnce));
      List<Sample> samples = Written.samples(some);
      try (NDManager scope = lm.lab().scope()) {
        Gradients.without(
            () -> {
              LmBatch batch = lm.batch(scope, samples);
              NDArray hidden = lm.hidden(batch, false);
              List<double[]> logProbs = cut(lm.logProbs(batch, hidden, false), samples);
              List<double[]> values = cut(head.values(batch, hidden), samples);
              for (int i = 0; i < some.size(); i++) {
                double[] costs =
                    rewards(logProbs.get(i), reference.get(start + i), scores[start + i], beta);
                rollouts.add(
                    new Rollout(samples.get(i), logProbs.get(i), costs, values.get(i), null, null));
              }
              return null;
            });
      }
    }
    return rollouts;
  }

  /** What each token earns. */
  static double[] rewards(double[] policy, double[] reference, double score, double beta) {
    double[] rewards = new double[policy.length];
    for (int t = 0; t < rewards.length; t++) {
      rewards[t] = -beta * (policy[t] - reference[t]);
    }
    rewards[rewards.length - 1] += score;
    return rewards;
  }

  Rollout withAdvantages(double gamma, double lambda) {
    double[] estimated = Gae.advantages(rewards, values, gamma, lambda);
    double[] came = new double[estimated.length];
    Arrays.setAll(came, t -> estimated[t] + values[t]);
    return new Rollout(sample, logProbs, rewards, values, estimated, came);
  }

  /** The same with advantages of mean 0 and spread 1 over all tokens of all texts. */
  static List<Rollout> normalised(List<Rollout> rollouts) {
    double[] all = rollouts.stream().flatMapToDouble(r -> Arrays.stream(r.advantages)).toArray();
    double mean = Arrays.stream(all).average().orElseThrow();
    double variance = Arrays.stream(all).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    double spread = Math.sqrt(variance) + TINY;
    return rollouts.stream()
        .map(
            r ->
                new Rollout(
                    r.sample,
                    r.logProbs,
                    r.rewards,
                    r.values,
                    Arrays.stream(r.advantages).map(x -> (x - mean) / spread).toArray(),
                    r.returns))
        .toList();
  }

  /** One row for each text, filled up with 0, in the shape and type of what it is computed with. */
  static NDArray array(
      LmBatch batch, NDArray like, List<Rollout> some, Function<Rollout, double[]> what) {
    int width = (int) batch.places().size(1);
    double[] flat = new double[some.size() * width];
    for (int r = 0; r < some.size(); r++) {
      double[] row = what.apply(some.get(r));
      System.arraycopy(row, 0, flat, r * width, row.length);
    }
    NDManager manager = batch.ids().getManager();
    return manager.create(flat, batch.places().getShape()).toType(like.getDataType(), true);
  }

  /** The reverse of {@link #array}. */
  static List<double[]> rows(LmBatch batch, NDArray array, List<Rollout> some) {
    return cut(array, some.stream().map(Rollout::sample).toList());
  }

  private static List<double[]> cut(NDArray array, List<Sample> samples) {
    double[] flat = array.toType(DataType.FLOAT64, true).toDoubleArray();
    int width = flat.length / samples.size();
    List<double[]> rows = new ArrayList<>();
    for (int r = 0; r < samples.size(); r++) {
      rows.add(Arrays.copyOfRange(flat, r * width, r * width + samples.get(r).asked()));
    }
    return rows;
  }
}
