package adapt4j.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftTargetsTest extends EachLab {
  private NDManager scope;

  @BeforeEach
  void open() {
    scope = lab.scope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void lossAndGradientEqualACaseComputedByHand() {
    // At T = 2 the teacher says 3/4 and 1/4, the student 1/2 and 1/2.
    NDArray teacher = scope.create(new double[] {2 * Math.log(3), 0}, new Shape(1, 2));
    NDArray student = scope.create(new double[] {5, 5}, new Shape(1, 2));
    double divergence = 0.75 * Math.log(0.75 / 0.5) + 0.25 * Math.log(0.25 / 0.5);
    assertEquals(0.130812, divergence, 1e-6);
    assertEquals(4 * divergence, SoftTargets.loss(student, teacher, 2).getDouble(), 1e-12);
    // T (q - p)
    assertArrayEquals(new double[] {-0.5, 0.5}, gradient(student, teacher, 2), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 4, 20})
  void theGradientEqualsFiniteDifferences(double temperature) {
    double[] values = gaussians(12, 1);
    NDArray teacher = scope.create(gaussians(12, 2), new Shape(3, 4));
    NDArray student = scope.create(values, new Shape(3, 4));
    double[] gradient = gradient(student, teacher, temperature);
    double h = 1e-5;
    for (int i = 0; i < values.length; i++) {
      double slope =
          (at(values, i, h, teacher, temperature) - at(values, i, -h, teacher, temperature))
              / (2 * h);
      assertEquals(slope, gradient[i], 1e-8);
    }
  }

  private double at(double[] values, int index, double h, NDArray teacher, double temperature) {
    double[] moved = values.clone();
    moved[index] += h;
    NDArray student = scope.create(moved, new Shape(3, 4));
    return SoftTargets.loss(student, teacher, temperature).getDouble();
  }

  private static double[] gradient(NDArray student, NDArray teacher, double temperature) {
    student.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = SoftTargets.loss(student, teacher, temperature);
      System.gc(); // see GraphSafe
      collector.backward(loss);
    }
    double[] gradient = student.getGradient().toDoubleArray();
    student.setRequiresGradient(false);
    return gradient;
  }

  private static double[] gaussians(int n, long seed) {
    return new Random(seed).doubles(n).map(x -> 6 * x - 3).toArray();
  }

  @Test
  void nothingIsLostWhereTheyAgreeAndSomethingWhereTheyDoNot() {
    NDArray teacher = scope.create(gaussians(12, 1), new Shape(3, 4));
    assertEquals(0, SoftTargets.loss(teacher.add(7), teacher, 3).getDouble(), 1e-12);
    NDArray other = scope.create(gaussians(12, 2), new Shape(3, 4));
    assertTrue(SoftTargets.loss(other, teacher, 3).getDouble() > 0.1);
  }

  @Test
  void atAHighTemperatureItIsTheDistanceOfTheScores() {
    // Section 2.1 of the paper: with scores of mean 0 the gradient nears (z - v) / classes.
    NDArray teacher = scope.create(new double[] {1, -3, 2}, new Shape(1, 3));
    NDArray student = scope.create(new double[] {0.5, 1, -1.5}, new Shape(1, 3));
    assertArrayEquals(
        new double[] {-0.5 / 3, 4.0 / 3, -3.5 / 3}, gradient(student, teacher, 1e4), 1e-3);
  }

  @Test
  void aTeacherThatIsQuiteSureGivesANumber() {
    NDArray teacher = scope.create(new float[] {1000, 0}, new Shape(1, 2));
    NDArray student = scope.create(new float[] {0, 1000}, new Shape(1, 2));
    assertEquals(1000, SoftTargets.loss(student, teacher, 1).getFloat(), 1e-3);
  }

  @Test
  void aHigherTemperatureIsSofter() {
    NDArray scores = scope.create(new float[] {4, 1, 0}, new Shape(1, 3));
    float[] plain = SoftTargets.probabilities(scores, 1).toFloatArray();
    assertArrayEquals(scores.softmax(1).toFloatArray(), plain, 1e-6f);
    float[] soft = SoftTargets.probabilities(scores, 4).toFloatArray();
    assertEquals(1, soft[0] + soft[1] + soft[2], 1e-6);
    assertTrue(soft[0] < plain[0] && soft[2] > plain[2]);
    assertEquals(Math.exp(1 / 4.0), soft[1] / soft[2], 1e-5);
  }

  @Test
  void nothingIsLeftBehindButTheResult() {
    NDArray scores = scope.create(new float[] {4, 1, 0}, new Shape(1, 3));
    int before = scope.getManagedArrays().size();
    SoftTargets.probabilities(scores, 4).close();
    SoftTargets.loss(scores, scores, 4).close();
    assertEquals(before, scope.getManagedArrays().size());
  }

  @Test
  void badInputIsRefused() {
    NDArray two = scope.ones(new Shape(1, 2));
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      says("temperature", () -> SoftTargets.loss(two, two, wrong));
      says("temperature", () -> SoftTargets.probabilities(two, wrong));
    }
    says("2 classes, the student 3", () -> SoftTargets.loss(scope.ones(new Shape(1, 3)), two, 1));
    says("answered 1 ", () -> SoftTargets.loss(scope.ones(new Shape(4, 2)), two, 1));
    says("(n, classes)", () -> SoftTargets.probabilities(scope.ones(new Shape(3)), 1));
  }

  private static void says(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
