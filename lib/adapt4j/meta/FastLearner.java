package adapt4j.meta;

import adapt4j.nn.Functional;
import adapt4j.nn.Gradients;
import adapt4j.nn.Stacked;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.CancellationException;

/**
 * A learner with weights of its own, which came from a network's by a few steps of gradient descent
 * (fast weights).
 */
public final class FastLearner implements Learner {
  private final GradientLearner method;
  private final InnerStep inner;
  private final NDManager owner;
  private final NDList weights = new NDList();
  private final NDList rates = new NDList(); // of the weights that are adapted
  private final Adam adam; // null: plain gradient descent
  private int taken;

  /** Starts from copies of some weights and rates. */
  FastLearner(
      GradientLearner method,
      InnerStep inner,
      NDList weights,
      NDList rates,
      int taken,
      NDManager parent) {
    this.method = method;
    this.inner = inner;
    this.taken = taken;
    owner = parent.newSubManager();
    weights.forEach(weight -> this.weights.add(Functional.leaf(weight, owner)));
    rates.forEach(rate -> this.rates.add(Functional.leaf(rate, owner)));
    adam = method.adam() ? new Adam(inner.only(this.weights), owner) : null;
  }

  @Override
  public NDArray predict(NDArray inputs) {
    method.net().check(inputs, inner.net() instanceof Stacked ? 2 : 1);
    try (NDManager scope = inputs.getManager().newSubManager()) {
      NDList views = Weights.views(weights, scope);
      NDArray here = Weights.view(inputs, scope);
      NDArray outputs = Gradients.without(() -> inner.net().forward(views, here, false));
      outputs.attach(inputs.getManager());
      return outputs;
    }
  }

  /**
   * How wrong this learner is.
   *
   * @param shots examples of the task
   * @return the mean loss of an example
   * @throws IllegalArgumentException if the examples do not fit the network
   */
  public double loss(Shots shots) {
    method.check(shots);
    return totalLoss(shots);
  }

  /** The loss, summed over the tasks of a stack. */
  double totalLoss(Shots shots) {
    try (NDManager scope = shots.inputs().getManager().newSubManager()) {
      Shots view = shots.in(scope);
      NDArray predictions = predict(view.inputs());
      return InnerStep.number(TaskLoss.of(predictions, view.targets()).sum());
    }
  }

  /**
   * Learns on: takes further steps from where this learner is, which itself stays as it is.
   *
   * @param support the examples to learn from
   * @param steps how many; 0 gives a copy
   * @return another learner
   * @throws IllegalArgumentException for fewer than 0 steps, or examples that do not fit
   * @throws IllegalStateException if the loss is no longer a number
   * @throws CancellationException if the thread is interrupted (Stop in Jupyter)
   */
  public FastLearner adapt(Shots support, int steps) {
    method.check(support);
    if (steps < 0) {
      throw new IllegalArgumentException("Take 0 steps or more, not " + steps + ".");
    }
    return Gradients.without(() -> after(support, steps));
  }

  private FastLearner after(Shots support, int steps) {
    NDManager parent = support.inputs().getManager();
    FastLearner next = new FastLearner(method, inner, weights, rates, taken, parent);
    try {
      for (int i = 0; i < steps; i++) {
        next.check(next.step(support), next.taken - 1);
      }
      if (steps > 0) {
        next.check(next.totalLoss(support), next.taken); // the last step may have gone astray
      }
      return next;
    } catch (RuntimeException e) {
      next.close();
      throw e;
    }
  }

  private void check(double loss, int steps) {
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException(
          "The loss is no longer a number after "
              + steps
              + (steps == 1 ? " step" : " steps")
              + " of adapting. Take an inner rate ("
              + method.innerRate()
              + ") ten times lower, or look for NaN or huge values in the support set.");
    }
  }

  /** One step, in place; gives the loss before it, summed over the tasks of a stack. */
  double step(Shots support) {
    if (Thread.interrupted()) {
      throw new CancellationException("Adapting was stopped after " + taken + " steps.");
    }
    taken++;
    try (NDManager scope = owner.newSubManager()) {
      InnerStep.Slope slope;
      try (Gradients recording = Gradients.record()) {
        slope = inner.slope(recording, weights, support.in(scope), false);
      }
      if (adam != null) {
        adam.update(slope.gradients(), method.innerRate());
      } else {
        descend(slope.gradients());
      }
      return slope.loss();
    }
  }

  private void descend(NDList gradients) {
    NDList moving = inner.only(weights);
    for (int i = 0; i < moving.size(); i++) {
      moving.get(i).subi(gradients.get(i).mul(rates.get(i)));
    }
  }

  /**
   * The weights that were learnt, in the order of the network's parameters.
   *
   * @return arrays that belong to this learner
   */
  public NDList weights() {
    return new NDList(weights);
  }

  @Override
  public String toString() {
    return "a learner after " + taken + (taken == 1 ? " step" : " steps");
  }

  @Override
  public void close() {
    owner.close();
  }
}
