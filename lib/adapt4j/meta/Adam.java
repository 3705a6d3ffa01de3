package adapt4j.meta;

import adapt4j.nn.AdamW;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Adam (<a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015</a>) over a list of arrays.
 */
final class Adam {
  private final NDList arrays;
  private final NDList means = new NDList();
  private final NDList variances = new NDList();
  private int steps;

  Adam(NDList arrays, NDManager owner) {
    this.arrays = arrays;
    for (NDArray array : arrays) {
      means.add(owner.zeros(array.getShape(), array.getDataType()));
      variances.add(owner.zeros(array.getShape(), array.getDataType()));
    }
  }

  /** Changes the arrays in place; not while recording. */
  void update(NDList gradients, double rate) {
    steps++;
    for (int i = 0; i < arrays.size(); i++) {
      AdamW.step(arrays.get(i), gradients.get(i), means.get(i), variances.get(i), steps, rate, 0);
    }
  }
}
