package adapt4j.align;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;

/** What the training runs of this room check in the same way. */
final class Checks {
  private Checks() {}

  static int atLeastOne(int number, String name) {
    if (number < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, not " + number + ".");
    }
    return number;
  }

  static double above0(double number, String name) {
    if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be above 0, not " + number + ".");
    }
    return number;
  }

  static double number(NDArray scalar) {
    return scalar.toType(DataType.FLOAT64, true).getDouble();
  }

  /** The share of numbers above 0; a 0 counts as half. */
  static double share(NDArray numbers) {
    return Arrays.stream(numbers.toType(DataType.FLOAT64, true).toDoubleArray())
        .map(x -> x > 0 ? 1 : x == 0 ? 0.5 : 0)
        .average()
        .orElseThrow();
  }

  /**
   * @param norm of the gradient; if it is not finite, the weights have not moved
   */
  static void finite(double loss, double norm, AlignHistory history) {
    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
      throw new Collapsed(
          "the loss or its gradient is no longer a number", "Try a lower learning rate.", history);
    }
  }
}
