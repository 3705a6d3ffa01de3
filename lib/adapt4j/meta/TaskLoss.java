package adapt4j.meta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** How wrong predictions are. Works for one task, and for many at once. */
public enum TaskLoss {
  /** For regression. Targets have the shape of the predictions. */
  MEAN_SQUARED_ERROR {
    @Override
    void check(Shape predictions, Shape targets) {
      if (!predictions.equals(targets)) {
        throw new IllegalArgumentException(
            "The network gives predictions of shape "
                + predictions
                + ", but the targets have the shape "
                + targets
                + ". For the squared error they must be the same; for classes take"
                + " optLoss(TaskLoss.CROSS_ENTROPY).");
      }
    }

    @Override
    NDArray ofExamples(NDArray predictions, NDArray targets) {
      return predictions.sub(targets).square().mean(LAST);
    }
  },

  /** For classification. Predictions are class scores before softmax, targets class indexes. */
  CROSS_ENTROPY {
    @Override
    void check(Shape predictions, Shape targets) {
      Shape expected = predictions.slice(0, predictions.dimension() - 1);
      if (!expected.equals(targets)) {
        throw new IllegalArgumentException(
            "The network gives class scores of shape "
                + predictions
                + ", so the targets need the shape "
                + expected
                + ", one class index for each example, but they have the shape "
                + targets
                + ". For regression take optLoss(TaskLoss.MEAN_SQUARED_ERROR).");
      }
    }

    @Override
    void checkTargets(int outputs, NDArray targets) {
      try (NDArray lowest = targets.min();
          NDArray highest = targets.max()) {
        double low = InnerStep.number(lowest);
        double high = InnerStep.number(highest);
        if (low < 0 || high >= outputs) {
          throw new IllegalArgumentException(
              "The network tells "
                  + outputs
                  + " classes apart, from 0 to "
                  + (outputs - 1)
                  + ", but the targets go from "
                  + (long) low
                  + " to "
                  + (long) high
                  + ".");
        }
      }
    }

    @Override
    NDArray ofExamples(NDArray scores, NDArray targets) {
      int classes = Math.toIntExact(scores.size(scores.getShape().dimension() - 1));
      NDArray right = targets.oneHot(classes, scores.getDataType());
      right.attach(scores.getManager());
      return scores.logSoftmax(-1).mul(right).sum(LAST).neg();
    }
  };

  private static final int[] LAST = {-1};

  abstract void check(Shape predictions, Shape targets);

  /** Refuses targets that this many outputs cannot give. */
  void checkTargets(int outputs, NDArray targets) {}

  /** From shape (..., n, outputs) to (..., n). */
  abstract NDArray ofExamples(NDArray predictions, NDArray targets);

  /**
   * The mean loss of the examples.
   *
   * @param predictions shape (n, outputs), or (tasks, n, outputs)
   * @param targets see the constants; or with a dimension of tasks before
   * @return a scalar, or shape (tasks); belongs to the manager of the predictions
   * @throws IllegalArgumentException if the shapes do not fit each other
   */
  public NDArray of(NDArray predictions, NDArray targets) {
    check(predictions.getShape(), targets.getShape());
    return ofExamples(predictions, targets).mean(LAST);
  }

  /** The share of examples whose highest score is that of their class; shape () or (tasks). */
  static NDArray right(NDArray scores, NDArray targets) {
    DataType type = scores.getDataType();
    return scores
        .argMax(-1)
        .eq(targets.toType(DataType.INT64, false))
        .toType(type, false)
        .mean(LAST);
  }
}
