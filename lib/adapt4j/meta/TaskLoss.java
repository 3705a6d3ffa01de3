package adapt4j.meta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * How wrong predictions are, for one task and for many at once. The targets say what is asked for:
 * as many dimensions as the predictions are numbers (the mean squared error), one fewer are class
 * indexes (cross-entropy of the scores).
 */
final class TaskLoss {
  private static final int[] LAST = {-1};

  private TaskLoss() {}

  /** Whether the targets are class indexes. */
  static boolean ofClasses(Shape predictions, Shape targets) {
    return targets.dimension() == predictions.dimension() - 1;
  }

  /**
   * The mean loss of the examples.
   *
   * @param predictions shape (n, outputs), or (tasks, n, outputs)
   * @param targets of the same shape, or without the last dimension
   * @return a scalar, or shape (tasks); belongs to the manager of the predictions
   */
  static NDArray of(NDArray predictions, NDArray targets) {
    if (!ofClasses(predictions.getShape(), targets.getShape())) {
      return predictions.sub(targets).square().mean(LAST).mean(LAST);
    }
    int classes = outputs(predictions.getShape());
    NDArray right = targets.oneHot(classes, predictions.getDataType());
    right.attach(predictions.getManager());
    return predictions.logSoftmax(-1).mul(right).sum(LAST).neg().mean(LAST);
  }

  /** The share of examples whose highest score is that of their class; shape () or (tasks). */
  static NDArray right(NDArray scores, NDArray targets) {
    return scores
        .argMax(-1)
        .eq(targets.toType(DataType.INT64, false))
        .toType(scores.getDataType(), false)
        .mean(LAST);
  }

  /**
   * Refuses targets that a network cannot give, before the engine does so in its own words.
   *
   * @param predictions the shape of what it gives for the inputs
   * @throws IllegalArgumentException if they do not fit
   */
  static void check(Shape predictions, NDArray targets) {
    Shape shape = targets.getShape();
    Shape classes = predictions.slice(0, predictions.dimension() - 1);
    if (!shape.equals(predictions) && !shape.equals(classes)) {
      throw new IllegalArgumentException(
          "For these inputs the network gives "
              + predictions
              + ". Targets have that shape where they are numbers, and the shape "
              + classes
              + " where they are classes, but these have the shape "
              + shape
              + ".");
    }
    if (ofClasses(predictions, shape)) {
      checkClasses(outputs(predictions), targets);
    }
  }

  private static void checkClasses(int outputs, NDArray targets) {
    double[] all = Arrays.stream(targets.toArray()).mapToDouble(Number::doubleValue).toArray();
    if (outputs == 1 || Arrays.stream(all).anyMatch(target -> target != Math.rint(target))) {
      throw new IllegalArgumentException(
          "Targets of shape "
              + targets.getShape()
              + " are the indexes of classes, two or more. If these are numbers to be predicted,"
              + " give them a last dimension for the outputs: expandDims(-1).");
    }
    for (double target : all) {
      if (target < 0 || target >= outputs) {
        throw new IllegalArgumentException(
            "The network tells "
                + outputs
                + " classes apart, from 0 to "
                + (outputs - 1)
                + ", but one of the targets is "
                + (long) target
                + ".");
      }
    }
  }

  private static int outputs(Shape predictions) {
    return Math.toIntExact(predictions.get(predictions.dimension() - 1));
  }
}
