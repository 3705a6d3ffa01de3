package adapt4j.meta;

import adapt4j.nn.Stacked;
import adapt4j.train.Schedule;

/**
 * What the descriptions of all meta-learners have in common.
 *
 * @param <T> the kind of description
 */
abstract class MetaBuilder<T extends MetaBuilder<T>> {
  MetaNet net;
  double rate;
  Schedule schedule;
  int batch = 25;
  boolean stacked = true;

  MetaBuilder(double rate, Schedule schedule) {
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
   * Whether all tasks of a batch run as one graph, which is several times faster. On by default for
   * the architectures that {@link Stacked} knows; others run task by task. Off, the result is the
   * same up to rounding.
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
