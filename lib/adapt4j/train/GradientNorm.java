package adapt4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/** The length of a step's gradient, over all parameters together. */
final class GradientNorm {
  private static final double TINY = 1e-6; // as PyTorch has it

  private GradientNorm() {}

  /**
   * Shortens the gradient, if it is longer than allowed.
   *
   * @return its length before
   */
  static double clip(Block net, double longest) {
    List<NDArray> gradients = new ArrayList<>();
    double squares = 0;
    for (Parameter parameter : net.getParameters().values()) {
      if (parameter.requiresGradient()) {
        NDArray gradient = parameter.getArray().getGradient();
        gradients.add(gradient);
        try (NDManager scope = gradient.getManager().newSubManager()) {
          gradient.tempAttach(scope);
          squares += gradient.square().sum().toType(DataType.FLOAT64, false).getDouble();
        }
      }
    }
    double norm = Math.sqrt(squares);
    for (NDArray gradient : gradients) {
      if (norm > longest) {
        gradient.muli(longest / (norm + TINY));
      }
      gradient.close();
    }
    return norm;
  }
}
