package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.optimizer.Optimizer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdamWTest {
  private final Lab lab = Lab.open(1);
  private NDManager scope;

  @BeforeEach
  void open() {
    scope = lab.scope();
  }

  @AfterEach
  void close() {
    scope.close();
    lab.close();
  }

  @Test
  void isTheAlgorithmOfThePaper() {
    double rate = 0.01;
    double decay = 0.1;
    double[] w = {0.5, -2, 3};
    double[] m = new double[3];
    double[] v = new double[3];
    NDArray weight = scope.create(w);
    NDArray mean = weight.zerosLike();
    NDArray variance = weight.zerosLike();
    Random random = new Random(1);
    for (int t = 1; t <= 20; t++) {
      double[] g = random.doubles(3, -1, 1).toArray();
      AdamW.step(weight, scope.create(g), mean, variance, t, rate, decay);
      for (int i = 0; i < 3; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        double step = m[i] / (1 - Math.pow(0.9, t));
        step /= Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8;
        w[i] -= rate * (step + decay * w[i]);
      }
    }
    assertArrayEquals(w, weight.toDoubleArray(), 1e-12);
    assertArrayEquals(m, mean.toDoubleArray(), 1e-12);
    assertArrayEquals(v, variance.toDoubleArray(), 1e-12);
  }

  @Test
  void withoutDecayItIsTheAdamOfDjl() {
    NDArray ours = scope.randomNormal(new Shape(40, 30));
    NDArray theirs = ours.duplicate();
    NDArray mean = ours.zerosLike();
    NDArray variance = ours.zerosLike();
    Optimizer adam = Optimizer.adam().build();
    for (int t = 1; t <= 5; t++) {
      NDArray gradient = scope.randomNormal(ours.getShape());
      AdamW.step(ours, gradient, mean, variance, t, 0.001, 0);
      adam.update("w", theirs, gradient);
    }
    assertTrue(ours.sub(theirs).abs().max().getFloat() < 1e-6);
  }

  @Test
  void anArrayThatDoesNotLieInOnePieceIsChangedToo() {
    NDArray plain = scope.arange(6f).reshape(2, 3);
    NDArray turned = scope.arange(6f).reshape(2, 3).transpose();
    NDArray gradient = scope.create(new float[] {1, -1, 1, 1, -1, -1}, new Shape(2, 3));
    AdamW.step(plain, gradient, plain.zerosLike(), plain.zerosLike(), 1, 0.5, 0.1);
    NDArray mean = turned.zerosLike();
    AdamW.step(turned, gradient.transpose(), mean, turned.zerosLike(), 1, 0.5, 0.1);
    assertArrayEquals(plain.toFloatArray(), turned.transpose().toFloatArray());
    assertEquals(0.1f, mean.getFloat(0, 0), 1e-6);
  }

  @Test
  void leavesNothingBehindAndRecordingAsItWas() {
    NDArray weight = scope.ones(new Shape(3), DataType.FLOAT32);
    weight.setName("layer.0.weight()"); // which would mean something to DJL
    weight.setRequiresGradient(true);
    NDArray gradient = weight.onesLike();
    NDArray mean = weight.zerosLike();
    NDArray variance = weight.zerosLike();
    int before = scope.getManagedArrays().size();
    JniUtils.setGradMode(true);
    try {
      for (int t = 1; t <= 1_000; t++) {
        AdamW.step(weight, gradient, mean, variance, t, 0.001, 0);
      }
      assertTrue(JniUtils.isGradMode());
    } finally {
      JniUtils.setGradMode(false);
    }
    assertEquals("layer.0.weight()", weight.getName());
    assertEquals(before, scope.getManagedArrays().size());
    assertEquals(0, weight.getFloat(0), 1e-3); // a thousand steps of the rate's size
  }
}
