package adapt4j.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.nn.Gradients;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The formulas of the papers, on numbers that can be followed by hand. */
class LossesTest extends EachLab {
  private NDManager scope;

  @BeforeEach
  void open() {
    scope = lab.scope();
  }

  private NDArray array(double... values) {
    return scope.create(values);
  }

  private NDArray trained(double... values) {
    NDArray array = array(values).duplicate();
    array.setRequiresGradient(true);
    return array;
  }

  @Test
  void bradleyTerryEqualsHandComputedCases() {
    double none = BradleyTerry.loss(array(3, -1), array(3, -1)).getDouble();
    assertEquals(Math.log(2), none, 1e-15);
    // The rewards differ by log 3: preferred with 3/4. By -log 3: with 1/4.
    double log3 = Math.log(3);
    double both = BradleyTerry.loss(array(log3, 0), array(0, log3)).getDouble();
    assertEquals((Math.log(4.0 / 3) + Math.log(4)) / 2, both, 1e-15);
    double extreme = BradleyTerry.loss(array(-2000), array(2000)).getDouble();
    assertEquals(4000, extreme, 1e-9);
  }

  @Test
  void gradientOfBradleyTerryIsTheProbabilityOfTheOtherChoice() {
    NDArray chosen = trained(Math.log(3), 0.5);
    NDArray rejected = trained(0, 2);
    NDList gradients;
    try (Gradients recording = Gradients.record()) {
      NDArray loss = BradleyTerry.loss(chosen, rejected);
      gradients = recording.of(loss, new NDList(chosen, rejected), false);
    }
    double second = 1 / (1 + Math.exp(0.5 - 2));
    assertArrayEquals(
        new double[] {-0.25 / 2, -second / 2}, gradients.get(0).toDoubleArray(), 1e-15);
    assertArrayEquals(new double[] {0.25 / 2, second / 2}, gradients.get(1).toDoubleArray(), 1e-15);
  }

  @Test
  void advantagesEqualAWorkedExample() {
    // delta = 0.9 * 0.6 - 0.5 = 0.04; 0.9 * 0.7 - 0.6 = 0.03; 1 - 0.7 = 0.3
    // from the end: 0.3; 0.03 + 0.72 * 0.3 = 0.246; 0.04 + 0.72 * 0.246 = 0.21712
    double[] found = Gae.advantages(new double[] {0, 0, 1}, new double[] {0.5, 0.6, 0.7}, 0.9, 0.8);
    assertArrayEquals(new double[] {0.21712, 0.246, 0.3}, found, 1e-12);
  }

  @Test
  void advantagesAreTheDiscountedSumOfSurprises() {
    Random random = new Random(1);
    double[] rewards = random.doubles(7, -1, 1).toArray();
    double[] values = random.doubles(7, -1, 1).toArray();
    double gamma = 0.95;
    double lambda = 0.7;
    double[] found = Gae.advantages(rewards, values, gamma, lambda);
    for (int t = 0; t < 7; t++) {
      double sum = 0;
      for (int later = t; later < 7; later++) {
        double next = later < 6 ? values[later + 1] : 0;
        double delta = rewards[later] + gamma * next - values[later];
        sum += Math.pow(gamma * lambda, later - t) * delta;
      }
      assertEquals(sum, found[t], 1e-12);
    }
    // Lambda 1: what came, discounted, minus what was expected.
    double[] whole = Gae.advantages(rewards, values, gamma, 1);
    double came = 0;
    for (int t = 6; t >= 0; t--) {
      came = rewards[t] + gamma * came;
      assertEquals(came - values[t], whole[t], 1e-12);
    }
    // Lambda 0: one step.
    assertEquals(
        rewards[2] + gamma * values[3] - values[2],
        Gae.advantages(rewards, values, gamma, 0)[2],
        1e-12);
  }

  @Test
  void advantagesRefuseWhatDoesNotFit() {
    double[] two = {0, 1};
    assertThrows(IllegalArgumentException.class, () -> Gae.advantages(two, new double[] {0}, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Gae.advantages(two, two, 1.1, 1));
    assertThrows(IllegalArgumentException.class, () -> Gae.advantages(two, two, 1, Double.NaN));
  }

  /** Ratios 1.5, 1.5, 0.5, 0.5, 1.1 with a clip range of 0.2; the last place is no token. */
  @Test
  void clippedObjectiveEqualsAHandComputedCase() {
    NDArray before = array(-1, -1, -1, -1, -1, -1).reshape(2, 3);
    NDArray change =
        array(Math.log(1.5), Math.log(1.5), Math.log(0.5), Math.log(0.5), Math.log(1.1), 9);
    NDArray now = trained(change.reshape(2, 3).add(before).toDoubleArray());
    NDArray advantages = array(2, -2, 2, -2, 3, 7).reshape(2, 3);
    NDArray mask = array(1, 1, 1, 1, 1, 0).reshape(2, 3);
    NDArray loss;
    NDList gradients;
    try (Gradients recording = Gradients.record()) {
      loss = PpoLoss.policy(now.reshape(2, 3), before, advantages, mask, 0.2);
      gradients = recording.of(loss, new NDList(now), false);
    }
    // min(3, 2.4) + min(-3, -2.4) + min(1, 1.6) + min(-1, -1.6) + 3.3
    assertEquals(-(2.4 - 3 + 1 - 1.6 + 3.3) / 5, loss.getDouble(), 1e-12);
    // Where it is not clipped the derivative of the ratio is the ratio; clipped, it is 0.
    assertArrayEquals(
        new double[] {0, 3.0 / 5, -1.0 / 5, 0, -3.3 / 5, 0},
        gradients.head().toDoubleArray(),
        1e-12);
  }

  @Test
  void atRatioOneTheGradientIsThePolicyGradient() {
    double[] logProbs = {-0.3, -2, -1.2};
    double[] advantages = {1.5, -0.5, 0.25};
    NDArray now = trained(logProbs);
    NDList gradients;
    try (Gradients recording = Gradients.record()) {
      NDArray loss =
          PpoLoss.policy(now, array(logProbs), array(advantages), scope.ones(new Shape(3)), 0.2);
      gradients = recording.of(loss, new NDList(now), false);
    }
    assertArrayEquals(
        new double[] {-1.5 / 3, 0.5 / 3, -0.25 / 3}, gradients.head().toDoubleArray(), 1e-15);
  }

  @Test
  void lossOfTheValuesIsTheMeanSquareOverTokens() {
    NDArray loss = PpoLoss.value(array(1, 2, 50), array(0, 4, 0), array(1, 1, 0));
    assertEquals((1 + 4) / 2.0, loss.getDouble(), 1e-15);
  }

  /** The numbers of the clip range are still read when the gradient is computed. */
  @Test
  void gradientIsRightAfterAGarbageCollection() {
    for (int i = 0; i < 10; i++) {
      NDArray now = trained(0.1, 0.5, -0.5);
      NDArray loss;
      NDList gradients;
      try (Gradients recording = Gradients.record()) {
        loss = PpoLoss.policy(now, array(0, 0, 0), array(1, 1, 1), scope.ones(new Shape(3)), 0.2);
        System.gc();
        gradients = recording.of(loss, new NDList(now), false);
      }
      double[] expected = {-Math.exp(0.1) / 3, 0, -Math.exp(-0.5) / 3};
      assertArrayEquals(expected, gradients.head().toDoubleArray(), 1e-12);
      assertTrue(Double.isFinite(loss.getDouble()));
    }
  }
}
