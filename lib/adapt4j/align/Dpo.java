package adapt4j.align;

import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Rounds;
import adapt4j.lm.Sample;
import adapt4j.nn.Gradients;
import adapt4j.nn.GraphSafe;
import adapt4j.show.Progress;
import adapt4j.train.Schedule;
import adapt4j.train.TrainingStopped;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Direct preference optimisation (<a href="https://arxiv.org/abs/2305.18290">Rafailov et al.
 * 2023</a>): trains a language model on preferences without a reward model, and without letting it
 * write. The model itself is the reward model, by its implicit reward
 *
 * <pre>{@code
 * r(x, y) = beta (log policy(y | x) - log reference(y | x))
 * }</pre>
 *
 * <p>and the loss (equation 7) is {@link BradleyTerry} with this reward: log 2 at the start, when
 * the policy is the reference.
 *
 * <pre>{@code
 * AlignHistory history = Dpo.steps(200).optBeta(0.1).on(lm, parts.train());
 * }</pre>
 *
 * <p>Beta says how dear it is to leave the reference: a small one lets the policy go far. It learns
 * from the texts that were ranked only, so take texts of the model itself. The reference is a copy
 * of the model from before the training, and is never moved.
 */
public final class Dpo {
  private static final double CLIP = 1;

  private final int steps;
  private double beta = 0.1;
  private int batch = 16;
  private double rate = 1e-4;
  private Lm reference;
  private Watch watch;
  private boolean progressShown = true;

  private Dpo(int steps) {
    this.steps = steps;
  }

  /**
   * Starts the description of a training run.
   *
   * @param steps how many batches are seen, at least 1
   * @return the run, with a beta of 0.1, batches of 16 pairs, and a rate of 0.0001 that rises at
   *     first and falls along a cosine
   * @throws IllegalArgumentException for fewer than 1
   */
  public static Dpo steps(int steps) {
    return new Dpo(Checks.atLeastOne(steps, "Steps"));
  }

  /**
   * How dear it is to leave the reference.
   *
   * @param beta above 0; 0.1 to 0.5 is usual
   * @return this run
   * @throws IllegalArgumentException for 0 or below: the loss would not depend on the model
   */
  public Dpo optBeta(double beta) {
    this.beta = Checks.above0(beta, "Beta of DPO");
    return this;
  }

  /**
   * How many pairs make one step.
   *
   * @param pairs at least 1
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public Dpo optBatch(int pairs) {
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
  public Dpo optRate(double rate) {
    this.rate = Checks.above0(rate, "A learning rate");
    return this;
  }

  /**
   * Takes another model as the reference, instead of a copy of the model: needed where there is an
   * adapter in the model.
   *
   * @param reference with the same tokeniser; it is not changed
   * @return this run
   */
  public Dpo optReference(Lm reference) {
    this.reference = reference;
    return this;
  }

  /**
   * Lets the model write now and then, and has it judged. Nothing is trained by it.
   *
   * @param prompts one text is written for each
   * @param annotator judges the texts
   * @param every how many steps lie between; at least 1
   * @param most tokens of a text
   * @return this run
   * @throws IllegalArgumentException without a prompt, or for a number below 1
   */
  public Dpo optWatch(List<Prompt> prompts, Reward annotator, int every, int most) {
    Checks.atLeastOne(most, "The tokens of a text");
    watch = new Watch(prompts, annotator, every, most);
    return this;
  }

  /**
   * Whether the run shows a bar that fills.
   *
   * @param shown true if not called
   * @return this run
   */
  public Dpo optProgress(boolean shown) {
    progressShown = shown;
    return this;
  }

  /** A pair with what the reference, which does not move, says about it once and for all. */
  record Known(Sample chosen, Sample rejected, double ofChosen, double ofRejected) {}

  /**
   * Trains.
   *
   * @param lm its weights are changed in place, those that are not frozen
   * @param preferences to learn from
   * @return {@code loss}, {@code agreement}: the share of a batch's pairs that the implicit reward
   *     ranks right, {@code margin}: the mean difference of the implicit rewards; and where it is
   *     watched, before the first step too, {@code annotator}: the mean score, and {@code kl}: how
   *     far the model has gone from the reference, in nats a text
   * @throws Collapsed if the loss is no longer a number
   * @throws TrainingStopped if the thread was interrupted
   * @throws IllegalArgumentException if a text is longer than the context, everything is frozen, or
   *     the reference does not fit
   */
  public AlignHistory on(Lm lm, Preferences preferences) {
    AlignHistory history = new AlignHistory();
    Schedule schedule = Schedule.cosine().warmUp(Math.max(1, steps / 10));
    try (Reference frozen = Reference.of(lm, reference);
        Updates updates = new Updates(lm.lab().manager()).add(lm.block()).checkAny();
        Progress progress = progressShown ? Progress.of("DPO", steps) : Progress.silent()) {
      Rounds<Known> rounds = new Rounds<>(known(lm, frozen, preferences), lm.lab().seed());
      if (watch != null) {
        watch.measure(lm, frozen, history);
      }
      for (int step = 1; step <= steps; step++) {
        if (Thread.interrupted()) {
          throw new TrainingStopped(step - 1);
        }
        step(lm, rounds.batch(step, batch), updates, rate * schedule.at(step, steps), history);
        if (watch != null && (step % watch.every() == 0 || step == steps)) {
          watch.measure(lm, frozen, history);
        }
        progress.step(history::toString);
      }
    }
    return history;
  }

  static List<Known> known(Lm lm, Reference reference, Preferences preferences) {
    List<Sample> chosen = new ArrayList<>();
    List<Sample> rejected = new ArrayList<>();
    for (Preference preference : preferences.list()) {
      chosen.add(preference.prompt().sample(lm.bpe(), preference.chosen()));
      rejected.add(preference.prompt().sample(lm.bpe(), preference.rejected()));
    }
    List<double[]> ofChosen = reference.logProbs(chosen);
    List<double[]> ofRejected = reference.logProbs(rejected);
    return IntStream.range(0, chosen.size())
        .mapToObj(
            i ->
                new Known(
                    chosen.get(i),
                    rejected.get(i),
                    Arrays.stream(ofChosen.get(i)).sum(),
                    Arrays.stream(ofRejected.get(i)).sum()))
        .toList();
  }

  private void step(Lm lm, List<Known> pairs, Updates updates, double rate, AlignHistory history) {
    try (NDManager scope = lm.lab().scope()) {
      NDList gradients;
      NDArray loss;
      NDList rewards;
      try (Gradients recording = Gradients.record()) {
        rewards = implicitRewards(lm, scope, pairs).split(2, 0);
        loss = BradleyTerry.loss(rewards.get(0), rewards.get(1));
        gradients = recording.of(loss, updates.weights(), false);
      }
      NDArray margins = rewards.get(0).sub(rewards.get(1));
      history
          .step()
          .put("loss", Checks.number(loss))
          .put("agreement", Checks.share(margins))
          .put("margin", Checks.number(margins.mean()));
      Checks.finite(history.last("loss"), updates.update(gradients, rate, CLIP), history);
    }
  }

  /** Of all chosen texts, then of all rejected: shape (2 n). */
  NDArray implicitRewards(Lm lm, NDManager scope, List<Known> pairs) {
    List<Sample> samples = new ArrayList<>();
    pairs.forEach(pair -> samples.add(pair.chosen));
    pairs.forEach(pair -> samples.add(pair.rejected));
    double[] before = new double[samples.size()];
    for (int i = 0; i < pairs.size(); i++) {
      before[i] = pairs.get(i).ofChosen;
      before[i + pairs.size()] = pairs.get(i).ofRejected;
    }
    NDArray now = lm.logProbs(lm.batch(scope, samples), true).sum(new int[] {1});
    NDArray constant = scope.create(before).toType(now.getDataType(), true);
    return GraphSafe.mul(now.sub(constant), beta);
  }

  /**
   * The implicit reward of a model (section 4), so that it can be asked about texts as a reward
   * model is.
   *
   * @param lm the policy
   * @param reference from before its training
   * @param beta above 0, as in training
   * @return the reward; it lives as long as both models
   * @throws IllegalArgumentException for a beta of 0 or below, or models that do not go together
   */
  public static Reward implicitReward(Lm lm, Lm reference, double beta) {
    Checks.above0(beta, "Beta of DPO");
    Tokens.checkSame("The reference", reference.bpe(), lm.bpe());
    return (prompt, text) -> {
      List<Sample> sample = List.of(prompt.sample(lm.bpe(), text));
      double now = Arrays.stream(lm.score(sample).get(0)).sum();
      double before = Arrays.stream(reference.score(sample).get(0)).sum();
      return beta * (now - before);
    };
  }
}
