package adapt4j.train;

/**
 * How the learning rate changes along a training run, as a share of the rate that was set.
 *
 * <pre>{@code
 * Fit.steps(3_000).optRate(1e-3).optSchedule(Schedule.cosine().warmUp(100))
 * }</pre>
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The share of the rate at a step.
   *
   * @param step from 1 to steps
   * @param steps of the whole run
   * @return usually from 0 to 1
   */
  double at(int step, int steps);

  /**
   * The same rate from the first step to the last.
   *
   * @return the schedule
   */
  static Schedule constant() {
    return (step, steps) -> 1;
  }

  /**
   * Falls along half a cosine from the full rate to nearly nothing (<a
   * href="https://arxiv.org/abs/1608.03983">Loshchilov and Hutter 2017</a>, equation 5, without
   * restarts). For runs whose length is known; the last, small steps settle the weights.
   *
   * @return the schedule
   */
  static Schedule cosine() {
    return (step, steps) -> (1 + Math.cos(Math.PI * (step - 1) / steps)) / 2;
  }

  /**
   * Falls along a straight line from the full rate to nearly nothing: the usual choice when
   * transformers are fine-tuned.
   *
   * @return the schedule
   */
  static Schedule linear() {
    return (step, steps) -> 1 - (step - 1.0) / steps;
  }

  /**
   * Puts a linear rise from nothing before this schedule, so that the first steps, whose gradients
   * say little, do no harm.
   *
   * @param rise how many steps it takes; at least 1
   * @return a schedule that reaches the full rate at step {@code rise} and goes on as this one
   * @throws IllegalArgumentException for fewer than 1
   */
  default Schedule warmUp(int rise) {
    if (rise < 1) {
      throw new IllegalArgumentException("A warm-up takes 1 step or more, not " + rise + ".");
    }
    return (step, steps) ->
        step <= rise ? (double) step / rise : at(step - rise, Math.max(1, steps - rise));
  }
}
