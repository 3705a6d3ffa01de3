package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** A network as a function of its weights and its inputs. */
@FunctionalInterface
public interface Forward {
  /**
   * Runs the network.
   *
   * @param weights to run it with, in the order of {@link Functional#parameters()}
   * @param inputs a batch of inputs
   * @param training whether layers such as dropout behave as in training
   * @return the outputs; they belong to the manager of the inputs
   */
  NDArray forward(NDList weights, NDArray inputs, boolean training);
}
