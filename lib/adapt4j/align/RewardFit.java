package adapt4j.align;

import adapt4j.lm.Rounds;
import adapt4j.lm.Sample;
import adapt4j.nn.Gradients;
import adapt4j.show.Progress;
import adapt4j.train.Schedule;
import adapt4j.train.TrainingStopped;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a reward model by the {@link BradleyTerry} loss.
 *
 * <pre>{@code
 * AlignHistory history = RewardFit.steps(300).optRate(3e-4).on(reward, parts.train());
 * }</pre>
 *
 * <p>Few preferences are soon known by heart; watch held-out ones with {@link #optWatch}, and take
 * fewer steps or freeze the lower layers of {@link RewardModel#body} when their agreement falls.
 */
public final class RewardFit {
  private static final double CLIP = 1;

  private final int steps;
  private int batch = 16;
  private double rate = 3e-4;
  private Preferences watched;
  private int every;
  private boolean progressShown = true;

  private RewardFit(int steps) {
    this.steps = steps;
  }

  /**
   * Starts the description of a training run.
   *
   * @param steps how many batches are seen, at least 1
   * @return the run, with batches of 16 pairs and a rate of 0.0003 that rises at first and falls
   *     along a cosine
   * @throws IllegalArgumentException for fewer than 1
   */
  public static RewardFit steps(int steps) {
    return new RewardFit(Checks.atLeastOne(steps, "Steps"));
  }

  /**
   * How many pairs make one step.
   *
   * @param pairs at least 1
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public RewardFit optBatch(int pairs) {
    batch = Checks.atLeastOne(pairs, "The pairs of a batch");
    return this;
  }

  /**
   * The highest learning rate.
   *
   * @param rate above 0
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public RewardFit optRate(double rate) {
    this.rate = Checks.above0(rate, "A learning rate");
    return this;
  }

  /**
   * Measures the agreement with other preferences now and then.
   *
   * @param preferences not trained on
   * @param every how many steps lie between; at least 1
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public RewardFit optWatch(Preferences preferences, int every) {
    this.every = Checks.atLeastOne(every, "The steps between two measurements");
    watched = preferences;
    return this;
  }

  /**
   * Whether the run shows a bar that fills.
   *
   * @param shown true if not called
   * @return this run
   */
  public RewardFit optProgress(boolean shown) {
    progressShown = shown;
    return this;
  }

  /**
   * Trains.
   *
   * @param reward is changed in place
   * @param preferences to learn from
   * @return {@code loss}, {@code agreement} of each batch before it was learnt from, and {@code
   *     watched}: the agreement with others
   * @throws Collapsed if the loss is no longer a number
   * @throws TrainingStopped if the thread was interrupted
   * @throws IllegalArgumentException if a text is longer than the context
   */
  public AlignHistory on(RewardModel reward, Preferences preferences) {
    AlignHistory history = new AlignHistory();
    Schedule schedule = Schedule.cosine().warmUp(Math.max(1, steps / 10));
    Rounds<Preference> rounds = new Rounds<>(preferences.list(), reward.body().lab().seed());
    try (Updates updates = new Updates(reward.body().lab().manager());
        Progress progress =
            progressShown ? Progress.of("Reward model", steps) : Progress.silent()) {
      updates.add(reward.body().block()).add(reward.weight(), 1);
      for (int step = 1; step <= steps; step++) {
        if (Thread.interrupted()) {
          reward.calibrate(preferences);
          throw new TrainingStopped(step - 1);
        }
        step(reward, rounds.batch(step, batch), updates, rate * schedule.at(step, steps), history);
        if (watched != null && (step % every == 0 || step == steps)) {
          history.put("watched", reward.agreement(watched));
        }
        progress.step(history::toString);
      }
    }
    reward.calibrate(preferences);
    return history;
  }

  private static void step(
      RewardModel reward,
      List<Preference> pairs,
      Updates updates,
      double rate,
      AlignHistory history) {
    try (NDManager scope = reward.body().lab().scope()) {
      NDList gradients;
      NDArray loss;
      NDList sides;
      try (Gradients recording = Gradients.record()) {
        sides = reward.raw(scope, samples(reward, pairs), true).split(2, 0);
        loss = BradleyTerry.loss(sides.get(0), sides.get(1));
        gradients = recording.of(loss, updates.weights(), false);
      }
      history
          .step()
          .put("loss", Checks.number(loss))
          .put("agreement", Checks.share(sides.get(0).sub(sides.get(1))));
      Checks.finite(history.last("loss"), updates.update(gradients, rate, CLIP), history);
    }
  }

  /** First all that were chosen, then all that were rejected. */
  private static List<Sample> samples(RewardModel reward, List<Preference> pairs) {
    List<Sample> samples = new ArrayList<>();
    pairs.forEach(pair -> samples.add(pair.prompt().sample(reward.body().bpe(), pair.chosen())));
    pairs.forEach(pair -> samples.add(pair.prompt().sample(reward.body().bpe(), pair.rejected())));
    return samples;
  }
}
