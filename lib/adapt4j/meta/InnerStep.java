package adapt4j.meta;

import adapt4j.nn.Forward;
import adapt4j.nn.Gradients;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * A step of gradient descent on a support set (<a href="https://arxiv.org/abs/1703.03400">Finn et
 * al. 2017</a>, equation 1). It works for one task, and for a stack of tasks with a dimension of
 * tasks before all others.
 *
 * @param net how the network runs
 * @param adapted which of the weights are changed
 */
record InnerStep(Forward net, boolean[] adapted) {

  /** The gradients at the adapted weights, and the loss there, summed over the tasks. */
  record Slope(NDList gradients, double loss) {}

  /**
   * Where it goes down.
   *
   * @param again whether the gradients will be differentiated themselves (second order)
   */
  Slope slope(Gradients recording, NDList weights, Shots support, boolean again) {
    NDArray total = totalLoss(weights, support);
    return new Slope(recording.of(total, only(weights), again), number(total));
  }

  /** The mean loss of a task's examples, summed over the tasks. */
  NDArray totalLoss(NDList weights, Shots shots) {
    return TaskLoss.of(net.forward(weights, shots.inputs(), true), shots.targets()).sum();
  }

  /**
   * New weights, {@code w - rate * gradient}, as part of the graph; the old ones stay.
   *
   * @param rates for each of the weights, a scalar or of its shape
   */
  NDList move(NDList weights, NDList gradients, NDList rates) {
    NDList next = new NDList(weights.size());
    int at = 0;
    for (int i = 0; i < weights.size(); i++) {
      NDArray weight = weights.get(i);
      if (adapted[i]) {
        NDArray gradient = gradients.get(at++);
        weight = weight.sub(gradient.mul(rates.get(i)));
        weight.attach(gradient.getManager());
      }
      next.add(weight);
    }
    return next;
  }

  /** The weights that are adapted. */
  NDList only(NDList weights) {
    NDList only = new NDList(weights.size());
    for (int i = 0; i < weights.size(); i++) {
      if (adapted[i]) {
        only.add(weights.get(i));
      }
    }
    return only;
  }

  static double number(NDArray scalar) {
    return scalar.toArray()[0].doubleValue();
  }
}
