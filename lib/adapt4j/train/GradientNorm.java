package adapt4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/** The length of a step's gradient, over all parameters together. */
public final class GradientNorm {
  private static final double TINY = 1e-6; // as PyTorch has it

  private GradientNorm() {}

  /**
   * Shortens the gradient in place, if it is longer than allowed.
   *
   * @param gradients of all parameters; they are changed
   * @param longest above 0
   * @return how long it was; not finite if a gradient has overflowed
   */
  public static double clip(NDList gradients, double longest) {
    double squares = 0;
    for (NDArray gradient : gradients) {
      try (NDManager scope = gradient.getManager().newSubManager()) {
        gradient.tempAttach(scope);
        squares += gradient.square().sum().toType(DataType.FLOAT64, false).getDouble();
      }
    }
    double norm = Math.sqrt(squares);
    if (norm > longest) {
      gradients.forEach(gradient -> gradient.muli(longest / (norm + TINY)));
    }
    return norm;
  }
}
