package adapt4j.train;

import adapt4j.data.Examples;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.Collection;
import java.util.List;

/**
 * What training makes small where a DJL {@code Loss} over labels and scores is not enough: a loss
 * that asks another network, or that looks inside this one. See {@link Fit#optObjective}.
 */
@FunctionalInterface
public interface Objective {
  /**
   * Called once, before the first step.
   *
   * @param net will be trained
   * @param train the examples that it will see
   * @return the objective of this run
   * @throws IllegalArgumentException if it does not fit the network or the examples
   */
  Run start(Classifier net, Examples train);

  /** The objective of one training run. */
  @FunctionalInterface
  interface Run extends AutoCloseable {
    /**
     * The loss of a step. It is computed while gradients are recorded: see {@link
     * adapt4j.nn.GraphSafe}.
     *
     * @param batch what the network saw, augmented if the run augments; its manager lives as long
     *     as the step
     * @param rows which of the training examples these are
     * @param scores of the network, shape (n, classes)
     * @return a scalar, the mean over the batch
     */
    NDArray loss(Examples batch, int[] rows, NDArray scores);

    /**
     * Parameters that are trained along with the network's, at the run's rate.
     *
     * @return none where this is not overridden
     */
    default Collection<Parameter> parameters() {
      return List.of();
    }

    /** Called at the end of the run, however it ends. */
    @Override
    default void close() {}
  }
}
