package adapt4j.meta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * A few examples of a task: inputs and what they should give.
 *
 * @param inputs shape (n, ...)
 * @param targets numbers to be predicted, shape (n, outputs), of the inputs' type; or the index of
 *     each example's class from 0, shape (n). The shape says which: the loss is the mean squared
 *     error or cross-entropy.
 */
public record Shots(NDArray inputs, NDArray targets) {
  /**
   * Checks that there are examples, and as many targets as inputs.
   *
   * @throws IllegalArgumentException if there is none, or the numbers differ
   */
  public Shots {
    if (inputs.getShape().dimension() < 1 || inputs.size(0) == 0) {
      throw new IllegalArgumentException(
          "There is nothing to learn from: the inputs have the shape " + inputs.getShape() + ".");
    }
    if (targets.getShape().dimension() < 1 || targets.size(0) != inputs.size(0)) {
      throw new IllegalArgumentException(
          "Inputs of shape "
              + inputs.getShape()
              + " need as many targets, but those have the shape "
              + targets.getShape()
              + ".");
    }
  }

  /**
   * How many examples there are.
   *
   * @return n
   */
  public int size() {
    return Math.toIntExact(inputs.size(0));
  }

  /** The same arrays under another manager, so that what is computed from them goes with it. */
  Shots in(NDManager scope) {
    return new Shots(Weights.view(inputs, scope), Weights.view(targets, scope));
  }

  /** One of a stack. */
  Shots task(int i) {
    return new Shots(inputs.get(i), targets.get(i));
  }

  /** The examples of a stack of tasks as if they were one task's. */
  Shots asOne() {
    return new Shots(flat(inputs), flat(targets));
  }

  private static NDArray flat(NDArray array) {
    return array.reshape(new Shape(-1).addAll(array.getShape().slice(2)));
  }
}
