package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/** {@link AdamW} for a list of arrays; the two moments of each of them live here. */
public final class Moments implements AutoCloseable {
  private final NDManager manager;
  private final List<Moving> all = new ArrayList<>();

  /** An array with its moments; it moves by the rate times this factor. */
  private record Moving(
      NDArray weight, NDArray mean, NDArray variance, double factor, boolean decays) {}

  /**
   * No array yet.
   *
   * @param parent frees the moments at the latest
   */
  public Moments(NDManager parent) {
    manager = parent.newSubManager();
  }

  /**
   * Adds an array.
   *
   * @param weight is changed in place by {@link #step}
   * @param factor of the learning rate, above 0
   * @param decays whether weight decay applies to it
   */
  public void add(NDArray weight, double factor, boolean decays) {
    NDArray mean = manager.zeros(weight.getShape(), weight.getDataType());
    NDArray variance = manager.zeros(weight.getShape(), weight.getDataType());
    all.add(new Moving(weight, mean, variance, factor, decays));
  }

  /**
   * The arrays.
   *
   * @return in the order in which they were added
   */
  public NDList weights() {
    return new NDList(all.stream().map(Moving::weight).toList());
  }

  /**
   * The first moments.
   *
   * @return the arrays themselves, in the order of the weights
   */
  public NDList means() {
    return new NDList(all.stream().map(Moving::mean).toList());
  }

  /**
   * The second moments.
   *
   * @return the arrays themselves, in the order of the weights
   */
  public NDList variances() {
    return new NDList(all.stream().map(Moving::variance).toList());
  }

  /**
   * Moves all arrays against their gradients.
   *
   * @param gradients in the order of the weights
   * @param step from 1
   * @param rate the learning rate
   * @param decay of those that decay; 0 for none
   */
  public void step(NDList gradients, int step, double rate, double decay) {
    for (int i = 0; i < all.size(); i++) {
      Moving one = all.get(i);
      double own = one.decays ? decay : 0;
      NDArray gradient = gradients.get(i);
      AdamW.step(one.weight, gradient, one.mean, one.variance, step, rate * one.factor, own);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
