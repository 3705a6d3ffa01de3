package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
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

  private static void step(
      NDArray weight, NDArray g, NDArray mean, NDArray variance, int t, double rate, double decay) {
    AdamW.step(
        new NDList(weight), new NDList(g), new NDList(mean), new NDList(variance), t, rate, decay);
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
      step(weight, scope.create(g), mean, variance, t, rate, decay);
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
      step(ours, gradient, mean, variance, t, 0.001, 0);
      adam.update("w", theirs, gradient);
    }
    assertTrue(ours.sub(theirs).abs().max().getFloat() < 1e-6);
  }

  @Test
  void anArrayThatDoesNotLieInOnePieceIsChangedToo() {
    NDArray plain = scope.arange(6f).reshape(2, 3);
    NDArray turned = scope.arange(6f).reshape(2, 3).transpose();
    NDArray gradient = scope.create(new float[] {1, -1, 1, 1, -1, -1}, new Shape(2, 3));
    step(plain, gradient, plain.zerosLike(), plain.zerosLike(), 1, 0.5, 0.1);
    NDArray mean = turned.zerosLike();
    step(turned, gradient.transpose(), mean, turned.zerosLike(), 1, 0.5, 0.1);
    assertArrayEquals(plain.toFloatArray(), turned.transpose().toFloatArray());
    assertEquals(0.1f, mean.getFloat(0, 0), 1e-6);
  }

  @Test
  void manyArraysMoveAsEachWouldAlone() {
    NDList together = new NDList();
    NDList alone = new NDList();
    NDList gradients = new NDList();
    NDList[] moments = {new NDList(), new NDList(), new NDList(), new NDList()};
    for (int size : new int[] {1, 70, 8}) {
      together.add(scope.randomNormal(new Shape(size, 3)));
      alone.add(together.get(together.size() - 1).duplicate());
      gradients.add(scope.randomNormal(new Shape(size, 3)));
      for (NDList list : moments) {
        list.add(gradients.get(gradients.size() - 1).zerosLike());
      }
    }
    for (int t = 1; t <= 3; t++) {
      AdamW.step(together, gradients, moments[0], moments[1], t, 0.01, 0.1);
      for (int i = 0; i < 3; i++) {
        step(alone.get(i), gradients.get(i), moments[2].get(i), moments[3].get(i), t, 0.01, 0.1);
      }
    }
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(alone.get(i).toFloatArray(), together.get(i).toFloatArray());
      assertArrayEquals(moments[3].get(i).toFloatArray(), moments[1].get(i).toFloatArray());
    }
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
        step(weight, gradient, mean, variance, t, 0.001, 0);
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
