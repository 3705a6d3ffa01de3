package adapt4j.meta;

import adapt4j.nn.Functional;
import adapt4j.nn.Gradients;
import adapt4j.nn.Stacked;
import adapt4j.show.Progress;
import adapt4j.train.Schedule;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A way to learn a task from a few examples, which many other tasks make better. */
public abstract class MetaLearner {
  private final MetaNet net;
  private final double rate;
  private final Schedule schedule;
  private final int batch;
  private final Random random;
  private final Optional<Stacked> stacked;

  MetaLearner(Builder<?> builder) {
    if (builder.net == null) {
      throw new IllegalArgumentException("Which network? Add setModel(net).");
    }
    net = builder.net;
    rate = builder.rate;
    schedule = builder.schedule;
    batch = builder.batch;
    random = net.random("meta-training");
    stacked = builder.stacked ? net.stacked() : Optional.empty();
  }

  /**
   * Learns a task. The network itself stays as it is, so learners do not disturb each other.
   *
   * @param support the examples to learn from
   * @return a learner; it is closed with the manager of the support set, or by hand
   * @throws IllegalArgumentException if the network cannot read the examples
   */
  public abstract Learner adapt(Shots support);

  /**
   * Learns from many tasks how to learn (the outer loop). Called again, it goes on with other
   * tasks.
   *
   * @param tasks a source of tasks, none of which is tested with
   * @param iterations how many batches of tasks to learn from; after each the weights are changed
   *     once
   * @return what happened
   * @throws IllegalArgumentException for fewer than 1 iteration, or tasks that the network cannot
   *     read
   * @throws IllegalStateException if the loss is no longer a number
   * @throws CancellationException if the thread is interrupted (Stop in Jupyter); the network keeps
   *     what it has learnt
   */
  public MetaHistory train(Tasks tasks, int iterations) {
    if (iterations < 1) {
      throw new IllegalArgumentException("Train for 1 iteration or more, not " + iterations + ".");
    }
    net.lab().reseed();
    return Gradients.without(() -> run(tasks, iterations));
  }

  private MetaHistory run(Tasks tasks, int iterations) {
    MetaHistory history = new MetaHistory();
    NDList trained = trained();
    try (NDManager run = net.model().getNDManager().newSubManager();
        Progress progress = Progress.of("Meta-training", iterations)) {
      Adam adam = new Adam(trained, run);
      for (int i = 0; i < iterations; i++) {
        if (Thread.interrupted()) {
          throw new CancellationException(
              "Meta-training was stopped after "
                  + i
                  + " iterations. The network keeps what it has learnt.");
        }
        try (NDManager scope = run.newSubManager()) {
          TaskBatch tasksNow = tasks.draw(scope, batch, random);
          if (i == 0) {
            check(tasksNow.task(0).support());
            check(tasksNow.task(0).query());
          }
          Outcome outcome = learn(leaves(trained, scope), tasksNow, scope);
          if (!Double.isFinite(outcome.after)) {
            throw diverged(i + 1);
          }
          history.add(outcome);
          update(trained, outcome.gradients, adam, rate * schedule.at(i + 1, iterations));
        }
        progress.step(history::toString);
      }
    }
    return history;
  }

  /**
   * What tasks have shown: a mean over a batch, or a sum over a group of them.
   *
   * @param gradients at what is trained
   * @param before the loss of the support set before the first step; NaN where none is taken
   * @param after the loss of the query set after the last
   */
  record Outcome(NDList gradients, double before, double after) {}

  /** What a batch of tasks shows, as means over the tasks. */
  abstract Outcome learn(NDList trained, TaskBatch batch, NDManager scope);

  /** The mean over a batch of tasks of what they show, group by group. */
  Outcome mean(TaskBatch tasks, NDManager scope, Function<TaskGroup, Outcome> sums) {
    NDList gradients = new NDList();
    double before = 0;
    double after = 0;
    for (TaskGroup group : groups(tasks)) {
      try (NDManager one = scope.newSubManager()) {
        Outcome sum = sums.apply(group.in(one));
        if (gradients.isEmpty()) {
          gradients.addAll(sum.gradients);
          gradients.attach(scope);
        } else {
          Weights.add(gradients, sum.gradients);
        }
        before += sum.before / tasks.size();
        after += sum.after / tasks.size();
      }
    }
    gradients.forEach(gradient -> gradient.divi(tasks.size()));
    return new Outcome(gradients, before, after);
  }

  /** All tasks of a batch in one group where the network can run so, else one by one. */
  List<TaskGroup> groups(TaskBatch tasks) {
    return stacked.isPresent()
        ? List.of(TaskGroup.all(stacked.get(), tasks))
        : IntStream.range(0, tasks.size())
            .mapToObj(t -> TaskGroup.one(net.functional(), tasks.task(t)))
            .toList();
  }

  /** The arrays that meta-training changes in place. */
  NDList trained() {
    NDList arrays = new NDList();
    net.functional().parameters().forEach(parameter -> arrays.add(parameter.getArray()));
    return arrays;
  }

  private static NDList leaves(NDList arrays, NDManager scope) {
    NDList leaves = new NDList(arrays.size());
    arrays.forEach(array -> leaves.add(Functional.leaf(array, scope)));
    return leaves;
  }

  /** Changes what is trained, in place: by Adam. */
  void update(NDList trained, NDList gradients, Adam adam, double rateNow) {
    adam.update(gradients, rateNow);
  }

  /**
   * Learns many tasks for a test.
   *
   * @return predictions for the query sets, shape (tasks, n, outputs), before the first step and
   *     after each; in the scope
   */
  NDList predictions(TaskBatch tasks, int steps, NDManager scope) {
    List<NDList> groups = new ArrayList<>();
    for (TaskGroup group : groups(tasks)) {
      groups.add(predictions(group.in(scope), steps));
    }
    NDList all = new NDList();
    for (int s = 0; s < groups.get(0).size(); s++) {
      int step = s;
      all.add(NDArrays.concat(new NDList(groups.stream().map(g -> g.get(step)).toList())));
    }
    return all;
  }

  /** The same for a group of tasks, in its manager. */
  abstract NDList predictions(TaskGroup group, int steps);

  /** How many steps {@link #adapt} takes; 0 where it takes none. */
  abstract int steps();

  IllegalStateException diverged(int iteration) {
    return new IllegalStateException(
        "The loss is no longer a number in iteration "
            + iteration
            + " of meta-training. Build the network anew, and take "
            + cure()
            + " ten times lower; or look for NaN or huge values in the tasks.");
  }

  /** Which rates may be too high. */
  String cure() {
    return "a rate of meta-training (" + rate + ")";
  }

  MetaNet net() {
    return net;
  }

  /** Refuses examples that do not fit, before the engine does so in its own words. */
  void check(Shots shots) {
    net.check(shots.inputs(), 1);
    TaskLoss.check(net.output(shots.size()), shots.targets());
  }

  /**
   * Describes a meta-learner.
   *
   * @param <T> the kind of description
   */
  public abstract static class Builder<T extends Builder<T>> {
    private MetaNet net;
    private double rate;
    private Schedule schedule;
    private int batch = 25;
    private boolean stacked = true;

    Builder(double rate, Schedule schedule) {
      this.rate = rate;
      this.schedule = schedule;
    }

    abstract T self();

    /**
     * The network. Its weights are where learners start; meta-training changes them.
     *
     * @param net the network
     * @return this description
     */
    public T setModel(MetaNet net) {
      this.net = net;
      return self();
    }

    /**
     * The rate of meta-training.
     *
     * @param rate above 0
     * @return this description
     * @throws IllegalArgumentException for 0 or below
     */
    public T optRate(double rate) {
      this.rate = above0(rate, "A rate of meta-training");
      return self();
    }

    /**
     * How the rate changes along meta-training; by default it falls to nearly nothing.
     *
     * @param schedule over the iterations of one call of {@code train}
     * @return this description
     */
    public T optSchedule(Schedule schedule) {
      this.schedule = schedule;
      return self();
    }

    /**
     * How many tasks make one step of meta-training; 25 by default.
     *
     * @param tasks at least 1
     * @return this description
     * @throws IllegalArgumentException for fewer than 1
     */
    public T optBatch(int tasks) {
      if (tasks < 1) {
        throw new IllegalArgumentException("A batch holds 1 task or more, not " + tasks + ".");
      }
      this.batch = tasks;
      return self();
    }

    /**
     * Whether all tasks of a batch run as one graph, which is several times faster. On by default
     * for the architectures that {@link Stacked} knows; others run task by task. Off, the result is
     * the same up to rounding.
     *
     * @param stacked whether they run together
     * @return this description
     */
    public T optStacked(boolean stacked) {
      this.stacked = stacked;
      return self();
    }

    static double above0(double value, String what) {
      if (!(value > 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException(what + " is above 0, but it is " + value + ".");
      }
      return value;
    }
  }
}
