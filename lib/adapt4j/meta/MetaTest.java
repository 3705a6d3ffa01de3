package adapt4j.meta;

import adapt4j.nn.Gradients;
import adapt4j.show.Curve;
import adapt4j.show.Curves;
import adapt4j.show.Progress;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * How good a meta-learner is on tasks that it has not seen: the loss on their query sets before
 * adapting and after each step, and for classification the share that is right.
 *
 * <pre>{@code
 * MetaTest test = MetaTest.of(maml, Sines.tasks(), 600, 10);
 * test.loss(1);     // after one step, a mean over 600 tasks
 * test.lossRange(1) // +- this much, 95 % of the time
 * }</pre>
 *
 * <p>The same lab gives every method the same test tasks.
 */
public final class MetaTest implements Curves {
  /** So many tasks are adapted to at once; more would only need more memory. */
  private static final int CHUNK = 50;

  private static final double NORMAL_95 = 1.96;

  private final double[][] losses; // by step, by task
  private final double[][] right; // NaN: there are no classes

  private MetaTest(int steps, int tasks) {
    losses = new double[steps + 1][tasks];
    right = new double[steps + 1][tasks];
    Arrays.stream(right).forEach(row -> Arrays.fill(row, Double.NaN));
  }

  /**
   * Tests a meta-learner with its own number of steps.
   *
   * @param learner is not changed
   * @param tasks a source of tasks that it was not trained on
   * @param n how many tasks, at least 2; some hundreds give narrow ranges
   * @return the result
   * @throws IllegalArgumentException for fewer than 2 tasks
   */
  public static MetaTest of(MetaLearner learner, Tasks tasks, int n) {
    return of(learner, tasks, n, learner.steps());
  }

  /**
   * Tests a meta-learner with another number of steps.
   *
   * @param learner is not changed
   * @param tasks a source of tasks that it was not trained on
   * @param n how many tasks, at least 2
   * @param steps how many, at least 0
   * @return the result
   * @throws IllegalArgumentException for fewer than 2 tasks or 0 steps, or tasks that do not fit
   * @throws CancellationException if the thread is interrupted (Stop in Jupyter)
   */
  public static MetaTest of(MetaLearner learner, Tasks tasks, int n, int steps) {
    if (n < 2 || steps < 0) {
      throw new IllegalArgumentException(
          "Test with 2 tasks or more and 0 steps or more, not " + n + " and " + steps + ".");
    }
    return Gradients.without(() -> run(learner, tasks, n, steps));
  }

  private static MetaTest run(MetaLearner learner, Tasks tasks, int n, int steps) {
    MetaTest test = new MetaTest(steps, n);
    Random random = learner.net().random("meta-test");
    try (Progress progress = Progress.of("Meta-testing", n)) {
      for (int from = 0; from < n; from += CHUNK) {
        if (Thread.interrupted()) {
          throw new CancellationException("The test was stopped after " + from + " tasks.");
        }
        test.add(learner, tasks, from, random);
        for (int i = from; i < Math.min(from + CHUNK, n); i++) {
          progress.step();
        }
      }
    }
    return test;
  }

  private void add(MetaLearner learner, Tasks tasks, int from, Random random) {
    try (NDManager scope = learner.net().lab().scope()) {
      TaskBatch batch = tasks.draw(scope, Math.min(CHUNK, losses[0].length - from), random);
      learner.check(batch.task(0).support());
      learner.check(batch.task(0).query());
      List<NDList> groups = new ArrayList<>();
      learner.groups(batch).forEach(g -> groups.add(learner.predictions(g.in(scope), steps())));
      NDArray targets = batch.query().targets();
      for (int s = 0; s <= steps(); s++) {
        int step = s;
        NDArray given = NDArrays.concat(new NDList(groups.stream().map(g -> g.get(step)).toList()));
        put(TaskLoss.of(given, targets), losses[s], from);
        if (TaskLoss.ofClasses(given.getShape(), targets.getShape())) {
          put(TaskLoss.right(given, targets), right[s], from);
          for (int i = from; i < from + batch.size(); i++) {
            right[s][i] = Double.isNaN(losses[s][i]) ? Double.NaN : right[s][i];
          }
        }
      }
    }
  }

  private static void put(NDArray values, double[] all, int from) {
    Number[] numbers = values.toArray();
    for (int i = 0; i < numbers.length; i++) {
      all[from + i] = numbers[i].doubleValue();
    }
  }

  /**
   * The loss on a query set.
   *
   * @param step 0: before adapting
   * @return the mean over the tasks; NaN if the steps diverged for one of them
   */
  public double loss(int step) {
    return mean(losses[step]);
  }

  /**
   * How sure the loss is: the mean of very many tasks lies within this range of it in 95 of 100
   * tests.
   *
   * @param step 0: before adapting
   * @return half the width of the interval
   */
  public double lossRange(int step) {
    return range(losses[step]);
  }

  /**
   * The share of query examples that were sorted right.
   *
   * @param step 0: before adapting
   * @return from 0 to 1, the mean over the tasks; NaN for regression, or if the steps diverged
   */
  public double accuracy(int step) {
    return mean(right[step]);
  }

  /**
   * How sure the accuracy is, as for {@link #lossRange}.
   *
   * @param step 0: before adapting
   * @return half the width of the interval
   */
  public double accuracyRange(int step) {
    return range(right[step]);
  }

  /**
   * How many steps were taken.
   *
   * @return the number
   */
  public int steps() {
    return losses.length - 1;
  }

  /**
   * For how many tasks the steps diverged, which means that the inner rate is too high for them.
   *
   * @return how many losses are no numbers at the end
   */
  public int diverged() {
    double[] last = losses[steps()];
    return (int) Arrays.stream(last).filter(loss -> !Double.isFinite(loss)).count();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double range(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return NORMAL_95 * Math.sqrt(squares / (values.length - 1) / values.length);
  }

  /**
   * The loss over steps.
   *
   * @return one curve named "loss"
   */
  @Override
  public List<Curve> curves() {
    double[] steps = IntStream.range(0, losses.length).asDoubleStream().toArray();
    return List.of(
        new Curve("loss", steps, Arrays.stream(losses).mapToDouble(MetaTest::mean).toArray()));
  }

  @Override
  public String toString() {
    String text = losses[0].length + " tasks: ";
    if (steps() > 0) {
      text += at(0) + " before adapting, ";
    }
    if (diverged() > 0) {
      return text
          + String.format(
              "no number after %d steps for %d of them: take a lower inner rate",
              steps(), diverged());
    }
    return text + at(steps()) + (steps() > 0 ? " after step " + steps() : "");
  }

  private String at(int step) {
    String number = String.format(Locale.ROOT, "loss %.3f ± %.3f", loss(step), lossRange(step));
    return Double.isNaN(accuracy(step))
        ? number
        : String.format(
            Locale.ROOT,
            "%s (%.1f ± %.1f %% right)",
            number,
            100 * accuracy(step),
            100 * accuracyRange(step));
  }
}
