package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GradientsTest {
  private static Lab lab;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  /** x^4 at 1 and 2: 4 x^3, then 12 x^2, then 24 x. */
  @Test
  void gradientsOfGradientsOfGradients() {
    try (NDManager scope = lab.scope();
        Gradients gradients = Gradients.record()) {
      NDArray x = leaf(scope, 1, 2);
      NDList at = new NDList(x);
      NDArray first = gradients.of(x.square().square().sum(), at, true).head();
      NDArray second = gradients.of(first.sum(), at, true).head();
      NDArray third = gradients.of(second.sum(), at, false).head();
      assertArrayEquals(new double[] {4, 32}, first.toDoubleArray(), 1e-12);
      assertArrayEquals(new double[] {12, 48}, second.toDoubleArray(), 1e-12);
      assertArrayEquals(new double[] {24, 48}, third.toDoubleArray(), 1e-12);
    }
  }

  @Test
  void anInputThatIsNotUsedHasTheGradientZero() {
    try (NDManager scope = lab.scope();
        Gradients gradients = Gradients.record()) {
      NDArray x = leaf(scope, 1, 2);
      NDArray unused = leaf(scope, 3, 4, 5);
      NDList found = gradients.of(x.square().sum(), new NDList(unused, x), false);
      assertArrayEquals(new double[3], found.get(0).toDoubleArray());
      assertArrayEquals(new double[] {2, 4}, found.get(1).toDoubleArray());
    }
  }

  /** Also at an array in the middle, and nothing is written into the arrays. */
  @Test
  void gradientsAtWhatWasComputed() {
    try (NDManager scope = lab.scope();
        Gradients gradients = Gradients.record()) {
      NDArray x = leaf(scope, 1, 2);
      x.setName("a weight");
      NDArray middle = x.square();
      NDList found = gradients.of(middle.square().sum(), new NDList(middle), false);
      assertArrayEquals(new double[] {2, 8}, found.head().toDoubleArray());
      assertFalse(x.getGradient().any().getBoolean());
      assertEquals("a weight", x.getName());
    }
  }

  @Test
  void recordingsLieInsideEachOther() {
    assertFalse(JniUtils.isGradMode());
    Gradients outer = Gradients.record();
    Gradients inner = Gradients.record();
    assertTrue(JniUtils.isGradMode());
    assertFalse(Gradients.without(JniUtils::isGradMode));
    inner.close();
    assertTrue(JniUtils.isGradMode());
    outer.close();
    assertFalse(JniUtils.isGradMode());
    assertThrows(
        ArithmeticException.class,
        () ->
            Gradients.without(
                () -> {
                  throw new ArithmeticException();
                }));
    assertFalse(JniUtils.isGradMode());
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    try (NDManager scope = lab.scope();
        Gradients gradients = Gradients.record()) {
      NDArray x = leaf(scope, 1, 2);
      NDList at = new NDList(x);
      String shape =
          assertThrows(IllegalArgumentException.class, () -> gradients.of(x.square(), at, false))
              .getMessage();
      assertTrue(shape.contains("(2)") && shape.contains("mean()"), shape);
      NDArray notRecorded = Gradients.without(() -> x.square().sum());
      String recorded =
          assertThrows(IllegalStateException.class, () -> gradients.of(notRecorded, at, false))
              .getMessage();
      assertTrue(recorded.contains("not recorded"), recorded);
    }
  }

  private static NDArray leaf(NDManager scope, double... values) {
    NDArray leaf = scope.create(values);
    leaf.setRequiresGradient(true);
    return leaf;
  }
}
