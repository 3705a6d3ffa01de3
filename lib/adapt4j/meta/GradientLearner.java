package adapt4j.meta;

import adapt4j.nn.Forward;
import adapt4j.train.Schedule;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/** A meta-learner whose learners start from the network's weights and go down the gradient. */
abstract class GradientLearner extends MetaLearner {
  private final double innerRate;
  private final int steps;
  private final boolean[] adapted;

  GradientLearner(Builder<?> builder) {
    super(builder);
    innerRate = builder.innerRate;
    steps = builder.steps;
    List<Parameter> parameters = net().functional().parameters();
    List<Parameter> head = builder.headOnly ? head(net().functional().block()) : parameters;
    adapted = new boolean[parameters.size()];
    for (int i = 0; i < adapted.length; i++) {
      adapted[i] = head.contains(parameters.get(i));
    }
  }

  /** The parameters of the last layer that has any to train. */
  private static List<Parameter> head(Block block) {
    List<Block> children = new ArrayList<>(block.getChildren().values());
    for (int i = children.size() - 1; i >= 0; i--) {
      List<Parameter> head = head(children.get(i));
      if (!head.isEmpty()) {
        return head;
      }
    }
    return block.getDirectParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .toList();
  }

  @Override
  public FastLearner adapt(Shots support) {
    return adapt(support, steps);
  }

  /**
   * Learns a task with another number of steps than the one set.
   *
   * @param support the examples to learn from
   * @param steps how many; 0 gives the network as it is
   * @return a learner; it is closed with the manager of the support set, or by hand
   * @throws IllegalArgumentException for fewer than 0 steps, or examples that do not fit
   * @throws IllegalStateException if the loss is no longer a number
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public FastLearner adapt(Shots support, int steps) {
    NDManager manager = support.inputs().getManager();
    try (FastLearner start = learner(net().functional(), weights(), manager)) {
      return start.adapt(support, steps);
    }
  }

  /** A learner that has not moved yet. */
  FastLearner learner(Forward how, NDList start, NDManager parent) {
    try (NDManager scope = parent.newSubManager()) {
      InnerStep inner = inner(how);
      return new FastLearner(this, inner, start, inner.only(rates(scope)), 0, parent);
    }
  }

  @Override
  NDList predictions(TaskGroup group, int steps) {
    NDManager scope = group.support().inputs().getManager();
    NDArray query = group.query().inputs();
    NDList start = group.start(Weights.views(weights(), scope));
    NDList predictions = new NDList();
    try (FastLearner learner = learner(group.net(), start, scope)) {
      predictions.add(group.byTask(learner.predict(query)));
      for (int s = 0; s < steps; s++) {
        learner.step(group.support());
        predictions.add(group.byTask(learner.predict(query)));
      }
    }
    return predictions;
  }

  /** The network's weights, without anything else that is trained. */
  NDList weights() {
    return super.trained();
  }

  InnerStep inner(Forward net) {
    return new InnerStep(net, adapted);
  }

  /** The inner rate of each of the weights, a scalar or of its shape. */
  NDList rates(NDManager scope) {
    NDArray rate = scope.create(innerRate).toType(net().type(), true);
    NDList rates = new NDList(adapted.length);
    for (int i = 0; i < adapted.length; i++) {
      rates.add(rate);
    }
    return rates;
  }

  /** Whether learners use Adam. */
  boolean adam() {
    return false;
  }

  double innerRate() {
    return innerRate;
  }

  @Override
  int steps() {
    return steps;
  }

  @Override
  String cure() {
    return "an inner rate (" + innerRate + ") or " + super.cure();
  }

  @Override
  public String toString() {
    return steps + (steps == 1 ? " step of " : " steps of ") + innerRate + " from " + net();
  }

  /**
   * Describes a meta-learner that goes down the gradient.
   *
   * @param <T> the kind of description
   */
  abstract static class Builder<T extends Builder<T>> extends MetaBuilder<T> {
    private double innerRate = 0.01;
    private int steps = 1;
    boolean headOnly;

    Builder(double rate, Schedule schedule) {
      super(rate, schedule);
    }

    /**
     * The rate of the steps on a support set; 0.01 by default.
     *
     * @param rate above 0; too high a rate makes the loss grow
     * @return this description
     * @throws IllegalArgumentException for 0 or below
     */
    public T optInnerRate(double rate) {
      this.innerRate = above0(rate, "An inner rate");
      return self();
    }

    /**
     * How many steps are taken on a support set; 1 by default.
     *
     * @param steps at least 1
     * @return this description
     * @throws IllegalArgumentException for fewer than 1
     */
    public T optSteps(int steps) {
      if (steps < 1) {
        throw new IllegalArgumentException("Adapt by 1 step or more, not " + steps + ".");
      }
      this.steps = steps;
      return self();
    }
  }
}
