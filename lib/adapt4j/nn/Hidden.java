package adapt4j.nn;

import ai.djl.ndarray.NDArray;

/**
 * A network of layers which others may look at while it computes, such as the encoder of a
 * transformer: for distillation of what lies between input and output.
 */
public interface Hidden {
  /**
   * How many layers there are.
   *
   * @return at least 1
   */
  int layers();

  /**
   * How many numbers a layer gives for each token.
   *
   * @return at least 1
   */
  int width();

  /**
   * What the inputs mean, so that two networks can be told apart that read different ones.
   *
   * @return such as a fingerprint of the tokenizer's vocabulary
   */
  String reads();

  /**
   * Shows a watcher what each layer gives, in each forward pass from now on.
   *
   * @param watcher null to end it
   */
  void watch(Watcher watcher);

  /** Is shown what each layer gives. */
  @FunctionalInterface
  interface Watcher {
    /**
     * One layer's states in one forward pass.
     *
     * @param layer from 0
     * @param states shape (n, length, width); a part of the graph where gradients are recorded.
     *     Belongs to the manager of the network's inputs.
     * @param real shape (n, length): 1 for a token, 0 behind the end of a text. Belongs to the same
     *     manager.
     */
    void see(int layer, NDArray states, NDArray real);
  }
}
