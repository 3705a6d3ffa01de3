package adapt4j.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.lm.Exact;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sample;
import adapt4j.lora.Lora;
import adapt4j.nn.Gradients;
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
import org.junit.jupiter.api.Test;

class DpoTest extends EachLab {
  private static Dpo run(int steps) {
    return Dpo.steps(steps).optBatch(6).optRate(5e-3).optProgress(false);
  }

  private static Preferences some() {
    Prompt passage = Prompt.question("When?").passage("It opens at 7:30.");
    return Preferences.of(
        List.of(
            new Preference(passage, "at 7:30", "the cat"),
            new Preference(Prompt.question("the cat"), "sat on the mat", ""),
            new Preference(Prompt.question("the dog"), "no", "the log and the log")));
  }

  private static NDArray loss(Dpo dpo, Lm lm, NDManager scope, List<Dpo.Known> pairs) {
    NDList rewards = dpo.implicitRewards(lm, scope, pairs).split(2, 0);
    return BradleyTerry.loss(rewards.get(0), rewards.get(1));
  }

  /** Equation 7, written out from the log-probabilities of the whole texts. */
  @Test
  void lossEqualsTheEquation() {
    double beta = 0.3;
    Dpo dpo = Dpo.steps(1).optBeta(beta);
    try (Lm reference = Exact.lm(lab);
        Lm lm = reference.copy();
        Reference frozen = Reference.of(lm, reference);
        NDManager scope = lab.scope()) {
      List<Dpo.Known> pairs = Dpo.known(lm, frozen, some());
      assertEquals(Math.log(2), loss(dpo, lm, scope, pairs).getDouble(), 1e-12);
      Gradients.without(
          () -> {
            Layers.arrays(lm.block()).get("norm.gamma").muli(1.3);
            return null;
          });
      double sum = 0;
      for (Dpo.Known pair : pairs) {
        double chosen = ratio(lm, reference, pair.chosen());
        double rejected = ratio(lm, reference, pair.rejected());
        sum += Math.log(1 + Math.exp(-beta * (chosen - rejected)));
      }
      double found = loss(dpo, lm, scope, pairs).getDouble();
      assertEquals(sum / 3, found, 1e-12);
      assertTrue(Math.abs(found - Math.log(2)) > 0.01, "loss " + found);

      Reward implicit = Dpo.implicitReward(lm, reference, beta);
      Preference first = some().list().get(0);
      assertEquals(
          beta * ratio(lm, reference, pairs.get(0).chosen()),
          implicit.score(first.prompt(), first.chosen()),
          1e-12);
    }
  }

  private static double ratio(Lm lm, Lm reference, Sample sample) {
    double now = Arrays.stream(lm.score(List.of(sample)).get(0)).sum();
    return now - Arrays.stream(reference.score(List.of(sample)).get(0)).sum();
  }

  @Test
  void gradientsEqualFiniteDifferences() {
    Dpo dpo = Dpo.steps(1).optBeta(0.5);
    try (Lm reference = Exact.lm(lab);
        Lm lm = reference.copy();
        Reference frozen = Reference.of(lm, reference);
        NDManager scope = lab.scope()) {
      List<Dpo.Known> pairs = Dpo.known(lm, frozen, some());
      Gradients.without(
          () -> {
            Layers.arrays(lm.block()).get("norm.gamma").muli(1.2);
            return null;
          });
      Map<String, NDArray> weights = Layers.arrays(lm.block());
      NDList at = new NDList(new ArrayList<>(weights.values()));
      NDList gradients;
      try (Gradients recording = Gradients.record()) {
        gradients = recording.of(loss(dpo, lm, scope, pairs), at, false);
      }
      Random random = new Random(2);
      int n = 0;
      for (Map.Entry<String, NDArray> entry : weights.entrySet()) {
        double largest =
            Toy.checkGradient(
                entry.getKey(),
                entry.getValue(),
                gradients.get(n++).toDoubleArray(),
                () -> loss(dpo, lm, scope, pairs).getDouble(),
                random);
        assertTrue(largest > 0 || entry.getKey().endsWith("key.bias"), entry.getKey());
      }
    }
  }

  @Test
  void learnsAPreferenceAndTheReferenceNeverMoves() {
    try (Lm lm = Toy.writer(lab);
        Lm reference = lm.copy()) {
      Map<String, float[]> before = Toy.weights(reference);
      double atFirst = Toy.mean(Toy.CATS, lm);
      assertTrue(atFirst > 0.25 && atFirst < 0.75, "at first " + atFirst);
      AlignHistory history =
          run(40)
              .optReference(reference)
              .optWatch(Toy.PROMPTS, Toy.CATS, 20, 12)
              .on(lm, Toy.preferences());
      assertEquals(Math.log(2), history.values("loss")[0], 1e-5);
      assertEquals(0, history.values("margin")[0], 1e-5);
      assertEquals(0, history.values("kl")[0], 1e-5);
      assertEquals(3, history.values("annotator").length);
      assertArrayEquals(new double[] {0, 20, 40}, history.curve("kl").x());
      assertTrue(history.last("kl") > 0.1, history.toString());
      assertEquals(1, history.last("agreement"), history.toString());
      // It loses a little to texts that nobody has ranked, as the paper's method is known to.
      double atLast = Toy.mean(Toy.CATS, lm);
      assertTrue(atLast > 0.85, "at last " + atLast);
      assertEquals(1, Dpo.implicitReward(lm, reference, 0.1).agreement(Toy.preferences()));
      Map<String, float[]> after = Toy.weights(reference);
      before.forEach((name, w) -> assertArrayEquals(w, after.get(name), 0, name));
    }
  }

  /** A larger beta makes it dearer to leave the reference. */
  @Test
  void betaHoldsTheModelBack() {
    double[] way = new double[2];
    for (int i = 0; i < 2; i++) {
      try (Lm lm = Toy.writer(lab)) {
        AlignHistory history =
            run(60)
                .optBeta(i == 0 ? 0.1 : 3)
                .optWatch(Toy.PROMPTS, Toy.CATS, 60, 12)
                .on(lm, Toy.preferences());
        way[i] = Math.abs(history.last("margin")) / (i == 0 ? 0.1 : 3);
      }
    }
    assertTrue(way[1] < 0.5 * way[0], Arrays.toString(way));
  }

  @Test
  void trainsAnAdapterOnly() {
    try (Lm lm = Toy.writer(lab);
        Lm reference = lm.copy()) {
      Map<String, float[]> before = Toy.weights(lm);
      Lora.builder().setRank(2).optTargets("query", "value").inject(lab, lm.block());
      String message =
          assertThrows(IllegalArgumentException.class, () -> run(1).on(lm, Toy.preferences()))
              .getMessage();
      assertTrue(message.contains("optReference"), message);
      AlignHistory history =
          run(60).optRate(0.02).optReference(reference).on(lm, Toy.preferences());
      assertEquals(1, history.last("agreement"), history.toString());
      Map<String, float[]> after = Toy.weights(lm);
      before.forEach(
          (name, w) -> {
            if (after.containsKey(name)) {
              assertArrayEquals(w, after.get(name), 0, name);
            }
          });
    }
  }

  @Test
  void badSettingsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Dpo.steps(0));
    for (double beta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Dpo.steps(1).optBeta(beta))
              .getMessage();
      assertTrue(message.contains("Beta of DPO must be above 0"), message);
    }
    assertThrows(
        IllegalArgumentException.class, () -> Dpo.steps(1).optWatch(List.of(), Toy.CATS, 1, 12));
    try (Lm lm = Toy.blank(lab, Toy.BPE);
        Lm other = Toy.blank(lab, Toy.OTHER)) {
      for (Runnable work :
          List.<Runnable>of(
              () -> run(1).optReference(lm).on(lm, Toy.preferences()),
              () -> run(1).optReference(other).on(lm, Toy.preferences()),
              () -> Dpo.implicitReward(lm, other, 0.1),
              () -> Dpo.implicitReward(lm, lm, 0))) {
        assertThrows(IllegalArgumentException.class, work::run);
      }
      Layers.freeze(lm.block());
      String message =
          assertThrows(IllegalArgumentException.class, () -> run(1).on(lm, Toy.preferences()))
              .getMessage();
      assertTrue(message.contains("Everything is frozen"), message);
    }
  }

  @Test
  void anOverflowStopsTheRunAndSaysSo() {
    try (Lm lm = Toy.blank(lab, Toy.BPE)) {
      Collapsed stopped =
          assertThrows(Collapsed.class, () -> run(200).optRate(1e30).on(lm, Toy.preferences()));
      assertTrue(stopped.getMessage().contains("lower learning rate"), stopped.getMessage());
    }
  }

  @Test
  void stopsWhenInterruptedAndLeavesNothingBehind() {
    try (Lm lm = Toy.blank(lab, Toy.BPE)) {
      int before = Toy.arrays(lab, lm);
      run(1000).optBatch(1).optWatch(Toy.PROMPTS, Toy.CATS, 500, 4).on(lm, Toy.preferences());
      assertEquals(before, Toy.arrays(lab, lm));
      Thread.currentThread().interrupt();
      assertThrows(TrainingStopped.class, () -> run(3).on(lm, Toy.preferences()));
      assertFalse(Thread.interrupted());
    }
  }
}
