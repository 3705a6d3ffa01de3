package adapt4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.function.Function;

/** Compares a gradient with finite differences, where it is greatest: floats are too rough else. */
final class SteepestSlope {
  private static final float STEP = 0.02f;

  private SteepestSlope() {}

  static List<NDArray> trained(Block net) {
    return Layers.of(net).values().stream()
        .filter(Parameter::requiresGradient)
        .map(Parameter::getArray)
        .toList();
  }

  static void equalsFiniteDifference(Lab lab, NDArray weight, Function<NDManager, NDArray> loss) {
    float[] slope;
    try (NDManager scope = lab.scope();
        Gradients recording = Gradients.record()) {
      NDList one = new NDList(weight);
      slope = recording.of(loss.apply(scope), one, false).head().toFloatArray();
    }
    int steepest = 0;
    for (int i = 0; i < slope.length; i++) {
      steepest = Math.abs(slope[i]) > Math.abs(slope[steepest]) ? i : steepest;
    }
    assertTrue(Math.abs(slope[steepest]) > 1e-3, "slope " + slope[steepest]);
    double rise =
        moved(lab, weight, steepest, STEP, loss) - moved(lab, weight, steepest, -STEP, loss);
    assertEquals(rise / (2 * STEP), slope[steepest], 0.02 * Math.abs(slope[steepest]));
  }

  private static double moved(
      Lab lab, NDArray weight, int index, float by, Function<NDManager, NDArray> loss) {
    float[] change = new float[(int) weight.size()];
    change[index] = by;
    return Gradients.without(
        () -> {
          try (NDManager scope = lab.scope()) {
            NDArray there = scope.create(change, weight.getShape());
            weight.addi(there);
            double value = loss.apply(scope).getFloat();
            weight.subi(there);
            return value;
          }
        });
  }
}
