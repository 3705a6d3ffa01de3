package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import adapt4j.EachLab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against DJL's own layer: everything that one may ask of a layer must be the same. */
class FastLinearTest extends EachLab {
  private static final int IN = 24;
  private static final int OUT = 40;
  private static final float CLOSE = 1e-5f;

  private interface Way {
    NDArray of(NDArray x, NDArray weight, NDArray bias);
  }

  private NDArray waves(double speed, long... shape) {
    int size = (int) new Shape(shape).size();
    return lab.manager().arange(0f, size, 1f).mul(speed).sin().reshape(shape);
  }

  /** The result, its slopes, and slopes of the slopes. */
  private float[][] numbers(Way way, Shape rows, boolean shifted) {
    NDArray x = waves(0.7, rows.add(IN).getShape());
    NDArray weight = waves(0.3, OUT, IN);
    NDArray bias = shifted ? waves(1.1, OUT) : null;
    NDList leaves = shifted ? new NDList(x, weight, bias) : new NDList(x, weight);
    leaves.forEach(leaf -> leaf.setRequiresGradient(true));
    try (NDManager scope = lab.scope();
        Gradients recording = Gradients.record()) {
      NDArray own = x.add(0);
      own.attach(scope);
      NDArray y = way.of(own, weight, bias);
      assertEquals(rows.add(OUT), y.getShape());
      assertEquals(scope, y.getManager());
      NDList slopes = recording.of(y.sin().sum(), leaves, true);
      NDArray steepness = slopes.get(0).square().sum().add(slopes.get(1).square().sum());
      NDList bends = recording.of(steepness, new NDList(x, weight), false);
      NDList all = new NDList(y);
      all.addAll(slopes);
      all.addAll(bends);
      return all.stream().map(NDArray::toFloatArray).toArray(float[][]::new);
    }
  }

  /** Few rows, many, a number that 16 divides and one that it does not, and texts of tokens. */
  @ParameterizedTest
  @CsvSource({"7,1", "64,1", "160,1", "131,1", "6,25", "8,16"})
  void itComputesWhatLinearComputes(int rows, int more) {
    Shape shape = more == 1 ? new Shape(rows) : new Shape(rows, more);
    for (boolean shifted : new boolean[] {true, false}) {
      float[][] expected =
          numbers((x, w, b) -> Linear.linear(x, w, b).singletonOrThrow(), shape, shifted);
      float[][] found = numbers(FastLinear::of, shape, shifted);
      assertEquals(expected.length, found.length);
      for (int i = 0; i < expected.length; i++) {
        float greatest = 1;
        for (float number : expected[i]) {
          greatest = Math.max(greatest, Math.abs(number));
        }
        assertArrayEquals(expected[i], found[i], CLOSE * greatest, "array " + i);
      }
    }
  }

  @Test
  void doublesStayDoubles() {
    NDArray x = waves(0.7, 80, IN).toType(DataType.FLOAT64, false);
    NDArray weight = waves(0.3, OUT, IN).toType(DataType.FLOAT64, false);
    NDArray y = FastLinear.of(x, weight, null);
    assertArrayEquals(x.matMul(weight.transpose()).toDoubleArray(), y.toDoubleArray(), 1e-12);
  }

  @Test
  void asALayerItHasTheParametersOfLinearAndLeavesNothingBehind() {
    FastLinear layer = FastLinear.of(OUT);
    layer.initialize(lab.manager(), DataType.FLOAT32, new Shape(80, IN));
    assertEquals(new Shape(OUT, IN), layer.getParameters().get("weight").getArray().getShape());
    assertEquals(new Shape(OUT), layer.getParameters().get("bias").getArray().getShape());
    NDArray x = waves(0.7, 80, IN);
    int before = lab.manager().getManagedArrays().size();
    for (int i = 0; i < 1_000; i++) {
      try (NDManager scope = lab.scope()) {
        NDArray own = x.add(0);
        own.attach(scope);
        layer.forward(new ParameterStore(scope, false), new NDList(own), false);
      }
    }
    assertEquals(before, lab.manager().getManagedArrays().size());
  }
}
