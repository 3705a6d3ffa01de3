package adapt4j.meta;

import adapt4j.nn.Forward;
import adapt4j.train.Schedule;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

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
    NDList pull = new NDList(trained.size());
    trained.forEach(weight -> pull.add(weight.zerosLike()));
    double before = 0;
    double after = 0;
    List<Shots> parts = parts(tasks);
    int groups = stacked() == null ? tasks.size() : 1;
    boolean together = stacked() != null;
    for (int g = 0; g < groups; g++) {
      NDList start = together ? Weights.forTasks(trained, tasks.size()) : trained;
      Forward how = together ? stacked() : net().functional();
      try (FastLearner learner = learner(how, start, scope)) {
        for (int s = 0; s < steps(); s++) {
          Shots part = parts.get(s);
          double loss = learner.step(together ? part : part.task(g));
          before += s == 0 ? loss / tasks.size() : 0;
        }
        Shots query = together ? tasks.query() : tasks.task(g).query();
        after += learner.totalLoss(query) / tasks.size();
        for (int i = 0; i < pull.size(); i++) {
          NDArray learnt = learner.weights().get(i);
          pull.get(i).addi(trained.get(i).sub(together ? learnt.mean(new int[] {0}) : learnt));
        }
      }
    }
    pull.forEach(array -> array.divi(groups));
    return new Outcome(pull, before, after);
  }

  /** The examples of each step: all of a task's in a random order, in parts, again and again. */
  List<Shots> parts(TaskBatch tasks) {
    NDArray inputs = both(tasks.support().inputs(), tasks.query().inputs());
    NDArray targets = both(tasks.support().targets(), tasks.query().targets());
    int n = Math.toIntExact(inputs.size(1));
    List<Integer> indexes = new ArrayList<>();
    while (indexes.size() < steps() * Math.min(innerBatch, n)) {
      List<Integer> round = new ArrayList<>(IntStream.range(0, n).boxed().toList());
      Collections.shuffle(round, order);
      indexes.addAll(round);
    }
    List<Shots> parts = new ArrayList<>();
    for (int s = 0; s < steps(); s++) {
      int size = Math.min(innerBatch, n);
      long[] chosen =
          indexes.subList(s * size, (s + 1) * size).stream().mapToLong(i -> i).toArray();
      NDIndex index = new NDIndex(":, {}", inputs.getManager().create(chosen));
      parts.add(new Shots(inputs.get(index), targets.get(index)));
    }
    return parts;
  }

  private static NDArray both(NDArray support, NDArray query) {
    return NDArrays.concat(new NDList(support, query), 1);
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
