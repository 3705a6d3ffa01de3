package adapt4j.lora;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.nn.Functional;
import adapt4j.nn.Layers;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mathematics of one adapted layer, mostly in FLOAT64. */
class LoraLinearTest extends EachLab {
  private NDManager scope;

  @BeforeEach
  void open() {
    scope = lab.scope();
  }

  private SequentialBlock layer(int in, int out, boolean bias) {
    SequentialBlock net =
        new SequentialBlock().add(Linear.builder().setUnits(out).optBias(bias).build());
    net.initialize(lab.manager(), DataType.FLOAT64, new Shape(1, in));
    return net;
  }

  private static Lora.Builder rank(int rank) {
    return Lora.builder().setRank(rank).optTargets("Linear");
  }

  private NDArray array(double[] values, long... shape) {
    return scope.create(values, new Shape(shape));
  }

  private static void set(SequentialBlock net, String name, double... values) {
    NDArray array = Layers.arrays(net).get("Linear." + name);
    try (NDArray given = array.getManager().create(values, array.getShape())) {
      given.copyTo(array);
    }
  }

  private static NDArray run(SequentialBlock net, NDArray x, boolean training) {
    ParameterStore weights = new ParameterStore(x.getManager(), false);
    return net.forward(weights, new NDList(x), training).singletonOrThrow();
  }

  /**
   * By hand, with r = 1 and alpha = 3: W = (1 2; 3 4; 5 6), b = (1, 0, -1), A = (2 -1), B = (1, 0,
   * 2). For x = (1, 3): W x + b = (8, 15, 22), A x = -1, 3 B (-1) = (-3, 0, -6).
   */
  @Test
  void aCaseComputedByHand() {
    SequentialBlock net = layer(2, 3, true);
    set(net, "weight", 1, 2, 3, 4, 5, 6);
    set(net, "bias", 1, 0, -1);
    Lora lora = rank(1).optAlpha(3).inject(lab, net);
    set(net, "lora_A", 2, -1);
    set(net, "lora_B", 1, 0, 2);
    NDArray x = array(new double[] {1, 3}, 1, 2);
    assertArrayEquals(new double[] {5, 15, 16}, run(net, x, false).toDoubleArray(), 1e-12);
    lora.merge();
    assertArrayEquals(new double[] {5, 15, 16}, run(net, x, false).toDoubleArray(), 1e-12);
  }

  @Test
  void theUpdateIsScaledByAlphaOverRank() {
    NDArray x = scope.randomNormal(new Shape(4, 5), DataType.FLOAT64);
    double[][] update = new double[2][];
    for (int i = 0; i < 2; i++) {
      SequentialBlock net = layer(5, 3, false);
      double[] plain = run(net, x, false).toDoubleArray();
      rank(2).optAlpha(i == 0 ? 2 : 7).inject(lab, net); // scales 1 and 3.5
      set(net, "lora_B", 1, 2, 3, 4, 5, 6);
      update[i] = run(net, x, false).toDoubleArray();
      for (int j = 0; j < plain.length; j++) {
        update[i][j] -= plain[j];
      }
    }
    assertTrue(Arrays.stream(update[0]).anyMatch(u -> Math.abs(u) > 0.1));
    for (int j = 0; j < update[0].length; j++) {
      assertEquals(3.5 * update[0][j], update[1][j], 1e-9);
    }
  }

  @Test
  void withoutAlphaTheScaleIsOne() {
    NDArray x = scope.ones(new Shape(1, 2), DataType.FLOAT64);
    SequentialBlock net = layer(2, 2, false);
    set(net, "weight", 0, 0, 0, 0);
    rank(2).inject(lab, net);
    set(net, "lora_A", 1, 0, 0, 1);
    set(net, "lora_B", 1, 2, 3, 4);
    assertArrayEquals(new double[] {3, 7}, run(net, x, false).toDoubleArray(), 1e-12);
  }

  @Test
  void aIsDrawnByTheSeedWithinItsBoundAndBIsZero() {
    double[] first = null;
    for (int i = 0; i < 2; i++) {
      SequentialBlock net = layer(100, 80, true);
      Engine.getInstance().setRandomSeed(77 + i);
      rank(64).inject(lab, net);
      Map<String, NDArray> arrays = Layers.arrays(net);
      double[] a = arrays.get("Linear.lora_A").toDoubleArray();
      assertEquals(6400, a.length);
      double widest = Arrays.stream(a).map(Math::abs).max().orElseThrow();
      assertTrue(widest <= 0.1 && widest > 0.099, "U(-1/sqrt(100), 1/sqrt(100)): " + widest);
      double variance = Arrays.stream(a).map(v -> v * v).average().orElseThrow();
      assertEquals(0.01 / 3, variance, 2e-4);
      assertArrayEquals(new double[80 * 64], arrays.get("Linear.lora_B").toDoubleArray());
      if (i == 1) {
        assertArrayEquals(first, a);
      }
      first = a;
    }
  }

  /** Also when a garbage collection comes between forward and backward: see GraphSafe. */
  @Test
  void gradientsAreTheFiniteDifferences() {
    SequentialBlock net = new SequentialBlock();
    net.add(Linear.builder().setUnits(4).build());
    net.add(x -> new NDList(x.head().tanh()));
    net.add(Linear.builder().setUnits(3).build());
    net.initialize(lab.manager(), DataType.FLOAT64, new Shape(1, 5));
    Lora.builder().setRank(2).optAlpha(3).optTargets("*Linear").inject(lab, net);
    Map<String, Parameter> own = Layers.matching(net, "lora_A", "lora_B");
    assertEquals(4, own.size());
    own.values()
        .forEach(
            p -> {
              try (NDArray random =
                  lab.manager().randomNormal(p.getArray().getShape(), DataType.FLOAT64)) {
                random.copyTo(p.getArray());
              }
            });
    Functional function = Functional.of(net);
    assertEquals(4, function.parameters().size());
    NDArray x = scope.randomNormal(new Shape(3, 2, 5), DataType.FLOAT64);
    try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
      NDArray loss = run3(net, x).square().sum();
      System.gc();
      for (int i = 0; i < 100; i++) {
        scope.ones(new Shape(64)).close();
      }
      gradients.backward(loss);
    }
    own.forEach((name, parameter) -> checkGradient(name, parameter, net, x));
    Layers.of(net)
        .forEach(
            (name, parameter) ->
                assertEquals(own.containsKey(name), parameter.requiresGradient(), name));
  }

  private NDArray run3(SequentialBlock net, NDArray x) {
    return net.forward(new ParameterStore(scope, false), new NDList(x), true).singletonOrThrow();
  }

  private void checkGradient(String name, Parameter parameter, SequentialBlock net, NDArray x) {
    double[] values = parameter.getArray().toDoubleArray();
    double[] gradient = parameter.getArray().getGradient().toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      double h = 1e-5;
      double[] loss = new double[2];
      for (int side = 0; side < 2; side++) {
        double[] moved = values.clone();
        moved[i] += side == 0 ? -h : h;
        put(parameter, moved);
        loss[side] = run3(net, x).square().sum().getDouble();
      }
      put(parameter, values);
      double difference = (loss[1] - loss[0]) / (2 * h);
      assertEquals(difference, gradient[i], 1e-6 * Math.max(1, Math.abs(difference)), name);
    }
  }

  private void put(Parameter parameter, double[] values) {
    scope.create(values, parameter.getArray().getShape()).copyTo(parameter.getArray());
  }

  @Test
  void dropoutIsOffInInferenceAndRightOnAverageInTraining() {
    SequentialBlock net = layer(400, 1, true);
    Lora lora = rank(1).optDropout(0.25).inject(lab, net);
    NDArray x = scope.ones(new Shape(500, 400), DataType.FLOAT64);
    double base = run(net, x, false).getDouble(0);
    double[] quarters = new double[400];
    Arrays.fill(quarters, 0.25);
    set(net, "lora_A", quarters);
    set(net, "lora_B", 1);
    double[] still = run(net, x, false).toDoubleArray();
    assertArrayEquals(still, run(net, x, false).toDoubleArray(), 0);
    assertEquals(base + 100, still[0], 1e-9);
    double[] dropped =
        Arrays.stream(run(net, x, true).toDoubleArray()).map(y -> y - base).toArray();
    double mean = Arrays.stream(dropped).average().orElseThrow();
    double variance =
        Arrays.stream(dropped).map(y -> (y - mean) * (y - mean)).average().orElseThrow();
    // 400 inputs, each 1/3 with probability 3/4: mean 100, variance 400 (1/3)^2 (3/16) = 8.33
    assertEquals(100, mean, 0.5);
    assertEquals(8.33, variance, 2);
    lora.remove();
    assertEquals(base, run(net, x, true).getDouble(0), 0, "the weights' own way sees no dropout");
  }
}
