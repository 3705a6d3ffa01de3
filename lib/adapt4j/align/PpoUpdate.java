package adapt4j.align;

import adapt4j.lm.Lm;
import adapt4j.lm.LmBatch;
import adapt4j.nn.Gradients;
import adapt4j.nn.GraphSafe;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What {@link Ppo} learns from some of the texts of a step.
 *
 * @param lm the policy
 * @param head says what a text will earn
 * @param epsilon of the clip range
 */
record PpoUpdate(Lm lm, ValueHead head, double epsilon) {
  private static final double CLIP_NORM = 1;
  private static final double VALUE_WEIGHT = 0.1; // of the value's loss, beside that of the policy

  /** One update; gives the share of tokens outside of the clip range, and the value loss. */
  double[] on(List<Rollout> some, Updates updates, double rate, AlignHistory history) {
    try (NDManager scope = lm.lab().scope()) {
      LmBatch batch = lm.batch(scope, some.stream().map(Rollout::sample).toList());
      Loss loss;
      NDList gradients;
      try (Gradients recording = Gradients.record()) {
        loss = loss(batch, some);
        gradients = recording.of(loss.total, updates.weights(), false);
      }
      double norm = updates.update(gradients, rate, CLIP_NORM);
      Checks.finite(Checks.number(loss.total), norm, history);
      List<double[]> now = Rollout.rows(batch, loss.logProbs, some);
      return new double[] {outside(now, some), Checks.number(loss.ofValue)};
    }
  }

  /** What is minimised, and what is reported of it. */
  record Loss(NDArray total, NDArray ofValue, NDArray logProbs) {}

  /** Schulman et al. 2017, equation 9, without a bonus for entropy. */
  Loss loss(LmBatch batch, List<Rollout> some) {
    NDArray hidden = lm.hidden(batch, true);
    NDArray now = lm.logProbs(batch, hidden, true);
    NDArray before = Rollout.array(batch, now, some, Rollout::logProbs);
    NDArray advantages = Rollout.array(batch, now, some, Rollout::advantages);
    NDArray returns = Rollout.array(batch, now, some, Rollout::returns);
    NDArray policy = PpoLoss.policy(now, before, advantages, batch.mask(), epsilon);
    NDArray ofValue = PpoLoss.value(head.values(batch, hidden), returns, batch.mask());
    return new Loss(policy.add(GraphSafe.mul(ofValue, VALUE_WEIGHT)), ofValue, now);
  }

  private double outside(List<double[]> now, List<Rollout> some) {
    return IntStream.range(0, now.size())
        .boxed()
        .flatMap(
            r -> {
              double[] before = some.get(r).logProbs();
              double[] after = now.get(r);
              return IntStream.range(0, before.length).mapToObj(t -> after[t] - before[t]);
            })
        .mapToDouble(change -> Math.abs(Math.exp(change) - 1) > epsilon ? 1 : 0)
        .average()
        .orElseThrow();
  }
}
