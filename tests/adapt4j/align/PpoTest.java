package adapt4j.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.lm.Exact;
import adapt4j.lm.Lm;
import adapt4j.lm.LmBatch;
import adapt4j.lm.Prompt;
import adapt4j.nn.Gradients;
import adapt4j.nn.GraphSafe;
import adapt4j.nn.Layers;
import adapt4j.train.TrainingStopped;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PpoTest extends EachLab {
  private static Ppo run(int steps) {
    return Ppo.steps(steps)
        .setReward(Toy.CATS)
        .optTexts(24, 12)
        .optEpochs(2, 12)
        .optRate(2e-3)
        .optProgress(false);
  }

  @Test
  void rewardsEqualAHandComputedCase() {
    double[] policy = {-1, -2, -0.5};
    double[] reference = {-2, -1, -0.5};
    assertArrayEquals(
        new double[] {-0.1, 0.1, 3}, Rollout.rewards(policy, reference, 3, 0.1), 1e-15);
    assertArrayEquals(new double[] {0, 0, 3}, Rollout.rewards(policy, reference, 3, 0), 0);
  }

  /**
   * The loss of an update, on a real network: at the weights that wrote the texts its gradient is
   * the policy gradient, and anywhere it equals central differences.
   */
  @Test
  void gradientsEqualFiniteDifferencesAndThePolicyGradient() {
    Prompt passage = Prompt.question("When?").passage("It opens at 7:30.");
    try (Lm lm = Exact.lm(lab);
        Lm reference = lm.copy();
        ValueHead head = new ValueHead(lm);
        NDManager scope = lab.scope()) {
      PpoUpdate update = new PpoUpdate(lm, head, 0.2);
      Gradients.without(
          () -> {
            head.weight.addi(0.1);
            return null;
          });
      List<Written> written = Written.by(lm, List.of(passage, Prompt.question("the cat")), 6, 3);
      List<double[]> before = reference.score(Written.samples(written));
      List<Rollout> rollouts =
          Rollout.normalised(
              Rollout.of(lm, head, written, before, new double[] {1, -1}, 0.1, 2).stream()
                  .map(rollout -> rollout.withAdvantages(1, 0.95))
                  .toList());
      LmBatch batch = lm.batch(scope, Written.samples(written));
      Map<String, NDArray> weights = Layers.arrays(lm.block());
      NDList at = new NDList(new ArrayList<>(weights.values()));
      NDList gradients;
      NDList policyGradients;
      try (Gradients recording = Gradients.record()) {
        PpoUpdate.Loss loss = update.loss(batch, rollouts);
        NDArray ofPolicy = loss.total().sub(GraphSafe.mul(loss.ofValue(), 0.1));
        gradients = recording.of(ofPolicy, at, false);
        NDArray now = lm.logProbs(batch, true);
        NDArray advantages = Rollout.array(batch, now, rollouts, Rollout::advantages);
        NDArray tokens = batch.mask().sum().toType(now.getDataType(), true);
        NDArray plain = now.mul(advantages).sum().div(tokens).neg();
        policyGradients = recording.of(plain, at, false);
      }
      for (int n = 0; n < at.size(); n++) {
        assertArrayEquals(
            policyGradients.get(n).toDoubleArray(), gradients.get(n).toDoubleArray(), 1e-12);
      }

      Gradients.without( // away from ratio 1, where some tokens are clipped and others not
          () -> {
            weights.get("norm.gamma").muli(1.3);
            return null;
          });
      at.add(head.weight);
      at.add(head.bias);
      List<String> names = new ArrayList<>(weights.keySet());
      names.addAll(List.of("value weight", "value bias"));
      try (Gradients recording = Gradients.record()) {
        gradients = recording.of(update.loss(batch, rollouts).total(), at, false);
      }
      Random random = new Random(3);
      for (int n = 0; n < names.size(); n++) {
        double largest =
            Toy.checkGradient(
                names.get(n),
                at.get(n),
                gradients.get(n).toDoubleArray(),
                () -> update.loss(batch, rollouts).total().getDouble(),
                random);
        assertTrue(largest > 0 || names.get(n).endsWith("key.bias"), names.get(n));
      }
    }
  }

  @Test
  void advantagesAreNormalisedOverAllTokens() {
    try (Lm lm = Toy.blank(lab, Toy.BPE);
        ValueHead head = new ValueHead(lm)) {
      List<Written> written = Written.by(lm, Toy.PROMPTS, 8, 1);
      List<double[]> same = lm.score(Written.samples(written));
      List<Rollout> rollouts =
          Rollout.of(lm, head, written, same, new double[] {1, 2, 4}, 0.1, 2).stream()
              .map(rollout -> rollout.withAdvantages(1, 0.9))
              .toList();
      // The policy is the reference and the head foretells 0: only the last token earns.
      assertEquals(4, rollouts.get(2).advantages()[rollouts.get(2).sample().asked() - 1], 1e-5);
      assertEquals(0, Arrays.stream(rollouts.get(2).values()).max().orElseThrow(), 0);
      double[] all =
          Rollout.normalised(rollouts).stream()
              .flatMapToDouble(rollout -> Arrays.stream(rollout.advantages()))
              .toArray();
      assertEquals(0, Arrays.stream(all).average().orElseThrow(), 1e-9);
      assertEquals(1, Arrays.stream(all).map(x -> x * x).average().orElseThrow(), 1e-6);
    }
  }

  @Test
  void learnsToPleaseAndTheReferenceNeverMoves() {
    try (Lm lm = Toy.writer(lab);
        Lm reference = lm.copy()) {
      Map<String, float[]> before = Toy.weights(reference);
      double atFirst = Toy.mean(Toy.CATS, lm);
      assertTrue(atFirst > 0.25 && atFirst < 0.75, "at first " + atFirst);
      AlignHistory history =
          run(25)
              .optReference(reference)
              .optAnnotator((prompt, text) -> text.contains("sat") ? 1 : 0)
              .on(lm, Toy.PROMPTS);
      double atLast = Toy.mean(Toy.CATS, lm);
      assertTrue(atLast > 0.9, "at last " + atLast + " " + history);
      assertEquals(25, history.steps());
      assertEquals(0, history.values("kl")[0], 1e-4);
      assertTrue(history.last("kl") > 0.2 && history.last("kl") < 20, history.toString());
      double most = Math.log(lm.bpe().size());
      assertTrue(Arrays.stream(history.values("entropy")).allMatch(e -> e > 0 && e < most));
      assertTrue(history.last("value loss") < history.values("value loss")[0]);
      assertEquals(25, history.values("annotator").length);
      assertTrue(Arrays.stream(history.values("clipped")).allMatch(c -> c >= 0 && c <= 1));
      assertTrue(Arrays.stream(history.values("clipped")).anyMatch(c -> c > 0));
      Map<String, float[]> after = Toy.weights(reference);
      before.forEach((name, w) -> assertArrayEquals(w, after.get(name), 0, name));
    }
  }

  /** What it is paid for pulls one way, the reference the other. */
  @Test
  void theKlPenaltyHoldsTheModelBack() {
    double[] way = new double[2];
    for (int i = 0; i < 2; i++) {
      try (Lm lm = Toy.writer(lab)) {
        way[i] = run(25).optKl(i == 0 ? 0 : 5).on(lm, Toy.PROMPTS).last("kl");
      }
    }
    assertTrue(way[1] < 0.5 * way[0], Arrays.toString(way));
  }

  @Test
  void sameSeedSameRun() {
    double[][] rewards = new double[2][];
    for (int i = 0; i < 2; i++) {
      try (Lm lm = Toy.writer(lab)) {
        rewards[i] = run(4).on(lm, Toy.PROMPTS).values("kl");
      }
    }
    assertArrayEquals(rewards[0], rewards[1], 0);
  }

  @Test
  void aRunThatCollapsesStopsAndSaysSo() {
    Reward shortest = (prompt, text) -> -text.length();
    try (Lm lm = Toy.writer(lab)) {
      Collapsed empty =
          assertThrows(
              Collapsed.class,
              () -> run(300).setReward(shortest).optKl(0).optRate(0.01).on(lm, Toy.PROMPTS));
      assertTrue(empty.getMessage().contains("every text is empty"), empty.getMessage());
      assertTrue(empty.history().values("reward").length == empty.history().steps());
    }
    try (Lm lm = Toy.writer(lab)) {
      Collapsed far =
          assertThrows(
              Collapsed.class, () -> run(300).optKl(0).optKlLimit(0.3).on(lm, Toy.PROMPTS));
      assertTrue(far.getMessage().contains("optKlLimit"), far.getMessage());
    }
    try (Lm lm = Toy.writer(lab)) {
      Collapsed overflow =
          assertThrows(Collapsed.class, () -> run(300).optRate(1e30).on(lm, Toy.PROMPTS));
      assertTrue(overflow.getMessage().contains("collapsed at step"), overflow.getMessage());
    }
  }

  @Test
  void badSettingsAreRefused() {
    for (Runnable work :
        List.<Runnable>of(
            () -> Ppo.steps(0),
            () -> run(1).optKl(-0.1),
            () -> run(1).optKl(Double.NaN),
            () -> run(1).optTexts(0, 12),
            () -> run(1).optTexts(12, 0),
            () -> run(1).optEpochs(0, 4),
            () -> run(1).optEpochs(4, 0),
            () -> run(1).optRate(0),
            () -> run(1).optClip(0),
            () -> run(1).optGae(1.5, 1),
            () -> run(1).optKlLimit(0))) {
      assertThrows(IllegalArgumentException.class, work::run);
    }
    try (Lm lm = Toy.blank(lab, Toy.BPE);
        Lm other = Toy.blank(lab, Toy.OTHER)) {
      assertThrows(IllegalStateException.class, () -> Ppo.steps(1).on(lm, Toy.PROMPTS));
      assertThrows(IllegalArgumentException.class, () -> run(1).on(lm, List.of()));
      assertThrows(
          IllegalArgumentException.class, () -> run(1).optReference(lm).on(lm, Toy.PROMPTS));
      assertThrows(
          IllegalArgumentException.class, () -> run(1).optReference(other).on(lm, Toy.PROMPTS));
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> run(1).setReward((p, t) -> Double.NaN).on(lm, Toy.PROMPTS))
              .getMessage();
      assertTrue(message.contains("is no number"), message);
      Layers.freeze(lm.block());
      assertThrows(IllegalArgumentException.class, () -> run(1).on(lm, Toy.PROMPTS));
    }
  }

  @Test
  void manyStepsLeaveNothingBehind() {
    List<Integer> seen = new ArrayList<>();
    try (Lm lm = Toy.blank(lab, Toy.BPE)) {
      int before = Toy.arrays(lab, lm);
      Reward counting =
          (prompt, text) -> {
            seen.add(Toy.arrays(lab, lm));
            return seen.size() % 2;
          };
      // Three steps for each writing: 250 times 4 updates.
      run(250).setReward(counting).optTexts(2, 3).optEpochs(2, 1).on(lm, Toy.PROMPTS);
      assertEquals(before, Toy.arrays(lab, lm));
      assertEquals(1, IntStream.range(0, seen.size()).map(seen::get).distinct().count());
    }
  }

  @Test
  void stopsWhenInterrupted() {
    int[] asked = {0};
    Reward stopping =
        (prompt, text) -> {
          if (++asked[0] == 30) { // during the second step
            Thread.currentThread().interrupt();
          }
          return 1;
        };
    try (Lm lm = Toy.blank(lab, Toy.BPE)) {
      TrainingStopped stopped =
          assertThrows(
              TrainingStopped.class, () -> run(50).setReward(stopping).on(lm, Toy.PROMPTS));
      assertTrue(stopped.getMessage().contains("after 1 steps"), stopped.getMessage());
      assertFalse(Thread.interrupted());
    }
  }
}
