package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import adapt4j.Lab;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Gradients against central finite differences, in FLOAT64, with a garbage collection in between.
 */
class GraphSafeTest {
  private static final double[] AT = {0.3, 0.7, 1.9};
  private static Lab lab;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void mul() {
    check(x -> GraphSafe.mul(x.square(), 0.1));
  }

  @Test
  void div() {
    check(x -> GraphSafe.div(x.square(), 0.3));
  }

  @Test
  void pow() {
    check(x -> GraphSafe.pow(x, 2.5));
  }

  @Test
  void meanSquaredError() {
    check(x -> GraphSafe.meanSquaredError(x, x.getManager().create(new double[] {1, -1, 2})));
  }

  @Test
  void aDoubleIsNotCutToAFloat() {
    try (NDManager scope = lab.scope()) {
      assertEquals(0.1, GraphSafe.mul(scope.create(new double[] {1}), 0.1).getDouble(0), 1e-16);
    }
  }

  /** Thirty times, because a wrong gradient comes only when freed memory was written again. */
  private static void check(UnaryOperator<NDArray> f) {
    double[] expected = finiteDifferences(f);
    for (int run = 0; run < 30; run++) {
      try (NDManager scope = lab.scope()) {
        NDArray x = scope.create(AT.clone());
        x.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
          NDArray loss = f.apply(f.apply(x).add(x)).sum();
          System.gc();
          scribble(scope);
          collector.backward(loss);
        }
        double[] found = x.getGradient().toDoubleArray();
        for (int i = 0; i < AT.length; i++) {
          assertEquals(expected[i], found[i], 1e-6 * Math.max(1, Math.abs(expected[i])));
        }
      }
    }
  }

  /** Takes small pieces of native memory, as any work between forward and backward does. */
  private static void scribble(NDManager scope) {
    for (int i = 0; i < 200; i++) {
      scope.create(new double[] {-77}).duplicate();
    }
  }

  private static double[] finiteDifferences(UnaryOperator<NDArray> f) {
    double h = 1e-5;
    double[] gradient = new double[AT.length];
    for (int i = 0; i < AT.length; i++) {
      double[] up = AT.clone();
      double[] down = AT.clone();
      up[i] += h;
      down[i] -= h;
      gradient[i] = (value(f, up) - value(f, down)) / (2 * h);
    }
    return gradient;
  }

  private static double value(UnaryOperator<NDArray> f, double[] at) {
    try (NDManager scope = lab.scope()) {
      NDArray x = scope.create(at);
      return f.apply(f.apply(x).add(x)).sum().getDouble();
    }
  }
}
