package adapt4j.meta;

import adapt4j.nn.Functional;
import adapt4j.nn.Gradients;
import adapt4j.nn.Stacked;
import adapt4j.show.Progress;
import adapt4j.train.Schedule;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/** A way to learn a task from a few examples, which many other tasks make better. */
public abstract class MetaLearner {
  private final MetaNet net;
  private final double rate;
  private final Schedule schedule;
  private final int batch;
  private final Random random;
  private final Optional<Stacked> stacked;

  MetaLearner(MetaBuilder<?> builder) {
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
   * @throws IllegalStateException if the loss or its gradient is no longer a number; the network
   *     keeps what it has learnt before
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
          if (!outcome.finite()) {
            throw diverged(i + 1);
          }
          history.add(outcome);
          update(trained, outcome.gradients(), adam, rate * schedule.at(i + 1, iterations));
        }
        progress.step(history::toString);
      }
    }
    return history;
  }

  /** What a batch of tasks shows, as means over the tasks. */
  abstract Outcome learn(NDList trained, TaskBatch batch, NDManager scope);

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
   * Learns tasks for a test.
   *
   * @return predictions for the query sets, shape (tasks, n, outputs), before the first step and
   *     after each; in the manager of the tasks
   */
  abstract NDList predictions(TaskGroup group, int steps);

  /** How many steps {@link #adapt} takes; 0 where it takes none. */
  abstract int steps();

  IllegalStateException diverged(int iteration) {
    return new IllegalStateException(
        "The loss or its gradient is no longer a number in iteration "
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
}
