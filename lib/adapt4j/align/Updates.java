package adapt4j.align;

import adapt4j.nn.AdamW;
import adapt4j.nn.Layers;
import adapt4j.train.GradientNorm;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/** {@link AdamW} without decay for a network and a head beside it; its moments live here. */
final class Updates implements AutoCloseable {
  private final NDManager manager;
  private final List<Moving> all = new ArrayList<>();
  private int step;

  /** A weight with its moments; it moves by the rate times this factor. */
  private record Moving(NDArray weight, NDArray mean, NDArray variance, double factor) {}

  Updates(NDManager parent) {
    manager = parent.newSubManager();
  }

  /** Adds what is not frozen in a network. */
  Updates add(Block net) {
    for (Parameter parameter : Layers.of(net).values()) {
      if (parameter.requiresGradient()) {
        add(parameter.getArray(), 1);
      }
    }
    return this;
  }

  /**
   * @throws IllegalArgumentException if nothing was added so far
   */
  Updates checkAny() {
    if (all.isEmpty()) {
      close();
      throw new IllegalArgumentException("Everything is frozen, so there is nothing to train.");
    }
    return this;
  }

  Updates add(NDArray weight, double factor) {
    NDArray mean = manager.zeros(weight.getShape(), weight.getDataType());
    NDArray variance = manager.zeros(weight.getShape(), weight.getDataType());
    all.add(new Moving(weight, mean, variance, factor));
    return this;
  }

  /** The weights, in the order of the gradients. */
  NDList weights() {
    return new NDList(all.stream().map(Moving::weight).toList());
  }

  /**
   * Moves the weights, unless the gradient is no number.
   *
   * @return how long the gradient was before it was cut; if that is not finite, nothing has moved
   */
  double update(NDList gradients, double rate, double longest) {
    double norm = GradientNorm.clip(gradients, longest);
    if (Double.isFinite(norm)) {
      step++;
      for (int i = 0; i < all.size(); i++) {
        Moving one = all.get(i);
        double own = rate * one.factor;
        AdamW.step(one.weight, gradients.get(i), one.mean, one.variance, step, own, 0);
      }
    }
    return norm;
  }

  @Override
  public void close() {
    manager.close();
  }
}
