package adapt4j.align;

import adapt4j.nn.Layers;
import adapt4j.nn.Moments;
import adapt4j.train.GradientNorm;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;

/** AdamW without decay for a network and a head beside it. */
final class Updates implements AutoCloseable {
  private final Moments moments;
  private int step;

  Updates(NDManager parent) {
    moments = new Moments(parent);
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
    if (moments.weights().isEmpty()) {
      close();
      throw new IllegalArgumentException("Everything is frozen, so there is nothing to train.");
    }
    return this;
  }

  Updates add(NDArray weight, double factor) {
    moments.add(weight, factor, false);
    return this;
  }

  /** The weights, in the order of the gradients. */
  NDList weights() {
    return moments.weights();
  }

  /**
   * Moves the weights, unless the gradient is no number.
   *
   * @return how long the gradient was before it was cut; if that is not finite, nothing has moved
   */
  double update(NDList gradients, double rate, double longest) {
    double norm = GradientNorm.clip(gradients, longest);
    if (Double.isFinite(norm)) {
      moments.step(gradients, ++step, rate, 0);
    }
    return norm;
  }

  @Override
  public void close() {
    moments.close();
  }
}
