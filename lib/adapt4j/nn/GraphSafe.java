package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Arithmetic with plain numbers that is safe between {@code forward} and {@code backward}.
 *
 * <p>DJL's {@code mul}, {@code div} and {@code pow} of an array and a {@link Number} wrap the
 * number in an array that is closed at once. On the CPU PyTorch still refers to its memory when it
 * computes the gradient, so a garbage collection in between gives a wrong gradient without any
 * error. The methods here keep the number in an array that lives as long as the array's manager.
 * {@code add}, {@code sub}, {@code square}, {@code mean} and {@code sum} need no replacement.
 *
 * <p>Results, and the number's array, belong to the manager of {@code x}: pass an array of the
 * step, not a parameter of a model.
 */
public final class GraphSafe {
  private GraphSafe() {}

  /**
   * {@code x * c}.
   *
   * @param x any shape, a floating-point type
   * @param c the factor
   * @return the shape of x
   */
  public static NDArray mul(NDArray x, double c) {
    return x.mul(constant(x, c));
  }

  /**
   * {@code x / c}.
   *
   * @param x any shape, a floating-point type
   * @param c the divisor
   * @return the shape of x
   */
  public static NDArray div(NDArray x, double c) {
    return x.div(constant(x, c));
  }

  /**
   * {@code x} to the power {@code c}, element by element.
   *
   * @param x any shape, a floating-point type
   * @param c the exponent
   * @return the shape of x
   */
  public static NDArray pow(NDArray x, double c) {
    return x.pow(constant(x, c));
  }

  /**
   * The mean squared error; use it in place of DJL's {@code Loss.l2Loss()}, which multiplies by a
   * plain number.
   *
   * @param prediction any shape
   * @param truth the same shape
   * @return a scalar
   */
  public static NDArray meanSquaredError(NDArray prediction, NDArray truth) {
    return prediction.sub(truth).square().mean();
  }

  private static NDArray constant(NDArray x, double c) {
    if (x.getDataType() == DataType.FLOAT64) {
      // full() takes a float, which would cut a double short.
      try (NDArray wrapped = x.getManager().create(c)) {
        return wrapped.duplicate();
      }
    }
    return x.getManager().full(new Shape(), (float) c, x.getDataType());
  }
}
