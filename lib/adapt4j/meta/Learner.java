package adapt4j.meta;

import ai.djl.ndarray.NDArray;

/** What has learnt one task. Many can live at once; each is closed when it is no longer needed. */
public interface Learner extends AutoCloseable {
  /**
   * Answers.
   *
   * @param inputs shape (n, ...)
   * @return shape (n, outputs); belongs to the manager of the inputs
   * @throws IllegalArgumentException if an input has another shape than those learnt from
   */
  NDArray predict(NDArray inputs);

  /** Frees what was learnt. */
  @Override
  void close();
}
