package adapt4j.meta;

import adapt4j.Lab;
import adapt4j.nn.Functional;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Small smooth networks and tasks in FLOAT64, where finite differences are exact enough. */
final class Toys {
  static final Shape INPUT = new Shape(2);

  private Toys() {}

  /** 2 inputs, 5 tanh units, {@code outputs} numbers. */
  static SequentialBlock smooth(int outputs) {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(5).build())
        .add(Activation.tanhBlock())
        .add(Linear.builder().setUnits(4).build())
        .add(Activation.tanhBlock())
        .add(Linear.builder().setUnits(outputs).build());
  }

  /** The same, with something done at the end of each forward pass. */
  static SequentialBlock smooth(int outputs, Runnable between) {
    return smooth(outputs)
        .add(
            new LambdaBlock(
                x -> {
                  between.run();
                  return x;
                },
                "identity"));
  }

  static MetaNet net(Lab lab, Block block) {
    return MetaNet.of(lab, block, INPUT, DataType.FLOAT64);
  }

  /** Each task is a random plane, bent a little; 6 points to learn from, 4 to judge by. */
  static final Tasks PLANES =
      (manager, n, random) -> {
        double[] slopes = random.doubles(n, -2, 2).toArray();
        return new TaskBatch(
            planes(manager, slopes, 6, random), planes(manager, slopes, 4, random));
      };

  private static Shots planes(NDManager manager, double[] slopes, int each, Random random) {
    int n = slopes.length;
    double[] x = random.doubles(2L * n * each, -2, 2).toArray();
    double[] y = new double[n * each];
    for (int t = 0; t < n; t++) {
      for (int i = t * each; i < (t + 1) * each; i++) {
        y[i] = slopes[t] * x[2 * i] - x[2 * i + 1] + Math.sin(x[2 * i]);
      }
    }
    return new Shots(
        manager.create(x, new Shape(n, each, 2)), manager.create(y, new Shape(n, each, 1)));
  }

  /** Each task sorts points into 3 classes by their angle, from a direction of its own. */
  static final Tasks SECTORS =
      (manager, n, random) -> {
        double[] from = random.doubles(n, 0, 2 * Math.PI).toArray();
        return new TaskBatch(sectors(manager, from, 2, random), sectors(manager, from, 4, random));
      };

  private static Shots sectors(NDManager manager, double[] from, int eachClass, Random random) {
    int n = from.length;
    int each = 3 * eachClass;
    double[] x = new double[2 * n * each];
    long[] y = new long[n * each];
    for (int t = 0; t < n; t++) {
      for (int i = t * each; i < (t + 1) * each; i++) {
        y[i] = i % 3;
        double angle = from[t] + (y[i] + 0.1 + 0.8 * random.nextDouble()) * 2 * Math.PI / 3;
        x[2 * i] = Math.cos(angle);
        x[2 * i + 1] = Math.sin(angle);
      }
    }
    return new Shots(
        manager.create(x, new Shape(n, each, 2)), manager.create(y, new Shape(n, each)));
  }

  /** What a method trains, ready for gradients. */
  static NDList leaves(MetaLearner method, NDManager scope) {
    NDList leaves = new NDList();
    method.trained().forEach(array -> leaves.add(Functional.leaf(array, scope)));
    return leaves;
  }

  /** All numbers of some arrays, one after another. */
  static double[] numbers(NDList arrays) {
    return arrays.stream().flatMapToDouble(a -> java.util.Arrays.stream(numbers(a))).toArray();
  }

  static double[] numbers(NDArray array) {
    return java.util.Arrays.stream(array.toArray()).mapToDouble(Number::doubleValue).toArray();
  }

  static double[] weights(MetaNet net) {
    NDList arrays = new NDList();
    net.model().getBlock().getParameters().values().forEach(p -> arrays.add(p.getArray()));
    return numbers(arrays);
  }

  /** Central differences of a function of some arrays, in FLOAT64. */
  static double[] differences(NDList at, NDManager manager, ToDoubleFunction<NDList> f) {
    double h = 1e-5;
    double[] all = numbers(at);
    double[] slopes = new double[all.length];
    for (int i = 0; i < all.length; i++) {
      double[] up = all.clone();
      double[] down = all.clone();
      up[i] += h;
      down[i] -= h;
      slopes[i] = (value(at, up, manager, f) - value(at, down, manager, f)) / (2 * h);
    }
    return slopes;
  }

  private static double value(
      NDList like, double[] numbers, NDManager manager, ToDoubleFunction<NDList> f) {
    try (NDManager scope = manager.newSubManager()) {
      NDList arrays = new NDList();
      int from = 0;
      for (NDArray array : like) {
        int to = from + (int) array.size();
        double[] part = java.util.Arrays.copyOfRange(numbers, from, to);
        arrays.add(Functional.leaf(scope.create(part, array.getShape()), scope));
        from = to;
      }
      return f.applyAsDouble(arrays);
    }
  }

  /** The largest distance, as a share of the largest number. */
  static double distance(double[] expected, double[] found) {
    double most = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      most = Math.max(most, Math.abs(expected[i] - found[i]));
      size = Math.max(size, Math.abs(expected[i]));
    }
    return expected.length == found.length ? most / size : Double.NaN;
  }

  /** Collects garbage and writes over small pieces of native memory that are free. */
  static void disturb(Lab lab) {
    System.gc();
    try (NDManager scope = lab.scope()) {
      for (int i = 0; i < 200; i++) {
        scope.create(new double[] {-77}).duplicate();
      }
    }
  }
}
