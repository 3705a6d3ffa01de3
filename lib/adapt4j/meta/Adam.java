package adapt4j.meta;

import adapt4j.nn.Moments;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Adam (<a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015</a>) over a list of arrays.
 */
final class Adam {
  private final Moments moments;
  private int steps;

  Adam(NDList arrays, NDManager owner) {
    moments = new Moments(owner);
    for (NDArray array : arrays) {
      moments.add(array, 1, false);
    }
  }

  /** Changes the arrays in place; not while recording. */
  void update(NDList gradients, double rate) {
    moments.step(gradients, ++steps, rate, 0);
  }
}
