package adapt4j.meta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Adam (<a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015</a>) over a list of arrays.
 * DJL's own keeps its moments for as long as the process runs; these go with their manager.
 */
final class Adam {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final NDList arrays;
  private final NDList means = new NDList();
  private final NDList variances = new NDList();
  private int t;

  Adam(NDList arrays, NDManager owner) {
    this.arrays = arrays;
    for (NDArray array : arrays) {
      means.add(owner.zeros(array.getShape(), array.getDataType()));
      variances.add(owner.zeros(array.getShape(), array.getDataType()));
    }
  }

  /** Changes the arrays in place; not while recording. */
  void update(NDList gradients, double rate) {
    t++;
    // The corrections of section 2.1, both in one factor.
    double corrected = rate * Math.sqrt(1 - Math.pow(BETA2, t)) / (1 - Math.pow(BETA1, t));
    for (int i = 0; i < arrays.size(); i++) {
      NDArray array = arrays.get(i);
      NDArray gradient = gradients.get(i);
      NDList state = new NDList(array, gradient, means.get(i), variances.get(i));
      // Called on the gradient, so that nothing is left in the array's manager.
      gradient
          .getNDArrayInternal()
          .adamUpdate(
              state,
              new NDList(array),
              (float) rate,
              (float) corrected,
              0,
              1,
              -1,
              BETA1,
              BETA2,
              EPSILON,
              false,
              false);
    }
  }
}
