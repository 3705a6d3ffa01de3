package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import adapt4j.EachLab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What PyTorch can do and DJL has no call for, against the same in DJL's own operations. */
class ScriptsTest extends EachLab {
  private NDManager scope;

  @BeforeEach
  void open() {
    scope = lab.scope();
  }

  private NDArray random(long... shape) {
    return scope.randomNormal(0, 1, new Shape(shape), DataType.FLOAT32);
  }

  @Test
  void attentionIsEquationOne() {
    NDArray query = random(2, 3, 5, 4);
    NDArray key = random(2, 3, 5, 4);
    NDArray value = random(2, 3, 5, 4);
    NDArray scores = query.matMul(key.transpose(0, 1, 3, 2)).div(2); // the root of the width
    NDArray seen = scope.arange(5).reshape(5, 1).gte(scope.arange(5).reshape(1, 5));
    NDArray hidden = seen.toType(DataType.FLOAT32, true).sub(1).mul(1e9f);
    check(scores.add(hidden).softmax(3).matMul(value), CausalAttention.causal(query, key, value));
    check(scores.softmax(3).matMul(value), CausalAttention.over(query, key, value, null));
    check(
        scores.add(hidden).softmax(3).matMul(value), CausalAttention.over(query, key, value, seen));
  }

  @Test
  void scatteredValuesAddUp() {
    NDArray x = scope.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
    NDArray places = scope.create(new long[] {0, 0, 2, 1, 1, 1}, new Shape(2, 3));
    NDArray values = scope.create(new float[] {10, 20, 30, 1, 1, 1}, new Shape(2, 3));
    check(
        scope.create(new float[] {31, 2, 33, 4, 8, 6}, new Shape(2, 3)),
        Scatter.add(x, places, values));
  }

  @Test
  void sixteenBitsGiveAboutTheSameAndHaveGradients() {
    NDArray x = random(7, 20);
    NDArray weight = random(5, 20);
    NDArray bias = random(5);
    float[] exact = Linear.linear(x, weight, bias).singletonOrThrow().toFloatArray();
    assertArrayEquals(exact, Bfloat16.linear(x, weight, bias).toFloatArray(), 0.1f);
    weight.setRequiresGradient(true);
    try (Gradients gradients = Gradients.record()) {
      NDArray sum = Bfloat16.linear(x, weight, null).sum();
      NDArray found = gradients.of(sum, new NDList(weight), false).head();
      NDArray expected = x.sum(new int[] {0}).expandDims(0).broadcast(new Shape(5, 20));
      assertArrayEquals(expected.toFloatArray(), found.toFloatArray(), 0.1f);
    }
  }

  private static void check(NDArray expected, NDArray found) {
    assertArrayEquals(expected.toFloatArray(), found.toFloatArray(), 1e-5f);
  }
}
