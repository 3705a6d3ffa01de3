package adapt4j.meta;

import adapt4j.train.Schedule;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Reptile (<a href="https://arxiv.org/abs/1803.02999">Nichol et al. 2018</a>, algorithm 2): learns
 * each task of a batch by some steps of gradient descent, then moves the network's weights a part
 * of the way towards the mean of what was learnt: {@code w += rate * mean(w' - w)}. It needs no
 * gradient of a gradient, and no query set: a task's support and query examples are learnt from
 * alike.
 *
 * <p>It needs more than one step a task, and other examples in each: with one step it is plain
 * training on all tasks together.
 */
public final class Reptile extends GradientLearner {
  private static final int[] FIRST = {0};

  private final int innerBatch;
  private final Random order;

  private Reptile(Builder builder) {
    super(builder);
    innerBatch = builder.innerBatch;
    order = net().random("reptile");
  }

  /**
   * Starts the description of Reptile, with 5 steps of 10 examples, and a rate of 1 that falls
   * evenly to 0.
   *
   * @return the description
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  Outcome learn(NDList trained, TaskBatch tasks, NDManager scope) {
    return Outcome.mean(groups(tasks), scope, group -> pull(trained, group));
  }

  /** How far what was learnt is away from the weights, summed over the tasks, with a minus. */
  private Outcome pull(NDList trained, TaskGroup group) {
    NDManager scope = group.support().inputs().getManager();
    double before = 0;
    try (FastLearner learner = learner(group.net(), group.start(trained), scope)) {
      List<Shots> parts = parts(group);
      for (int s = 0; s < steps(); s++) {
        double loss = learner.step(parts.get(s));
        before = s == 0 ? loss : before;
      }
      double after = learner.totalLoss(group.query());
      NDList pull = new NDList(trained.size());
      for (int i = 0; i < trained.size(); i++) {
        NDArray learnt = Weights.view(learner.weights().get(i), scope);
        pull.add(group.byTask(learnt).sub(trained.get(i)).sum(FIRST).neg());
      }
      return new Outcome(pull, before, after);
    }
  }

  /** The examples of each step: all of a task's in a random order, in parts, again and again. */
  List<Shots> parts(TaskGroup group) {
    int axis = group.stacked() ? 1 : 0;
    NDArray inputs = group.support().inputs().concat(group.query().inputs(), axis);
    NDArray targets = group.support().targets().concat(group.query().targets(), axis);
    int n = Math.toIntExact(inputs.size(axis));
    int size = Math.min(innerBatch, n);
    List<Long> indexes = new ArrayList<>();
    while (indexes.size() < steps() * size) {
      List<Long> round = new ArrayList<>(LongStream.range(0, n).boxed().toList());
      Collections.shuffle(round, order);
      indexes.addAll(round);
    }
    List<Shots> parts = new ArrayList<>();
    for (int s = 0; s < steps(); s++) {
      long[] chosen =
          indexes.subList(s * size, (s + 1) * size).stream().mapToLong(i -> i).toArray();
      NDIndex index =
          new NDIndex(group.stacked() ? ":, {}" : "{}", inputs.getManager().create(chosen));
      parts.add(new Shots(inputs.get(index), targets.get(index)));
    }
    return parts;
  }

  /** Part of the way towards what was learnt. */
  @Override
  void update(NDList trained, NDList gradients, Adam adam, double rateNow) {
    for (int i = 0; i < trained.size(); i++) {
      trained.get(i).subi(gradients.get(i).mul(rateNow));
    }
  }

  @Override
  public String toString() {
    return "Reptile, " + super.toString();
  }

  /** Describes Reptile. */
  public static final class Builder extends GradientLearner.Builder<Builder> {
    private int innerBatch = 10;

    private Builder() {
      super(1, Schedule.linear());
      optSteps(5);
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * How many examples each step sees during meta-training; 10 by default. A learner that adapts
     * afterwards sees its whole support set in each step.
     *
     * @param examples at least 1
     * @return this description
     * @throws IllegalArgumentException for fewer than 1
     */
    public Builder optInnerBatch(int examples) {
      if (examples < 1) {
        throw new IllegalArgumentException("A step needs 1 example or more, not " + examples + ".");
      }
      this.innerBatch = examples;
      return this;
    }

    /**
     * Builds it.
     *
     * @return Reptile over the network
     * @throws IllegalArgumentException if no network was set
     */
    public Reptile build() {
      return new Reptile(this);
    }
  }
}
