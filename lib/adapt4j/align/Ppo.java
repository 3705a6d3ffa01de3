package adapt4j.align;

import adapt4j.lm.Corpus;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Rounds;
import adapt4j.show.Progress;
import adapt4j.train.TrainingStopped;
import java.util.Arrays;
import java.util.List;

/**
 * Proximal policy optimisation (<a href="https://arxiv.org/abs/1707.06347">Schulman et al.
 * 2017</a>) of a language model against a reward (<a
 * href="https://arxiv.org/abs/1909.08593">Ziegler et al. 2019</a>; <a
 * href="https://arxiv.org/abs/2203.02155">Ouyang et al. 2022</a>, equation 2 with gamma 0).
 *
 * <pre>{@code
 * AlignHistory history = Ppo.steps(60).setReward(reward).optKl(0.1).on(lm, prompts);
 * }</pre>
 *
 * <p>At each step the model writes one text for each of some prompts; each token costs {@code beta
 * (log policy - log reference)}, and the last one earns the text's reward ({@link Rollout}). {@link
 * Gae} says how much better than expected each token was, and {@link PpoLoss} moves its probability
 * by it, in several epochs over the same texts. Without the cost of leaving the reference (beta 0)
 * the model finds what the reward overlooks.
 *
 * <p>The reference is a copy of the model from before the training, and is never moved. Where only
 * preferences are there, {@link Dpo} is simpler; where n texts can be written for one, {@link
 * BestOfN} is.
 */
public final class Ppo {
  private static final double HEAD_FACTOR = 10; // the value head starts from nothing

  private final int steps;
  private Reward reward;
  private Reward annotator;
  private Lm reference;
  private double beta = 0.1;
  private double rate = 1e-4;
  private int texts = 32;
  private int miniBatch = 16;
  private int epochs = 4;
  private int most = 32;
  private double epsilon = 0.2;
  private double gamma = 1;
  private double lambda = 0.95;
  private double longestWay = 100;
  private boolean progressShown = true;

  private Ppo(int steps) {
    this.steps = steps;
  }

  /**
   * Starts the description of a training run.
   *
   * @param steps how many times texts are written and learnt from, at least 1
   * @return the run, which still wants a reward
   * @throws IllegalArgumentException for fewer than 1
   */
  public static Ppo steps(int steps) {
    return new Ppo(Checks.atLeastOne(steps, "Steps"));
  }

  /**
   * What the model is to please.
   *
   * @param reward such as a reward model, best with a spread of about 1
   * @return this run
   */
  public Ppo setReward(Reward reward) {
    this.reward = reward;
    return this;
  }

  /**
   * What a token costs for each nat by which the policy finds it likelier than the reference.
   *
   * @param beta 0 or above; 0.1 if not called. With 0 nothing holds the model back.
   * @return this run
   * @throws IllegalArgumentException below 0
   */
  public Ppo optKl(double beta) {
    if (!(beta >= 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("Beta of the KL penalty is 0 or above, not " + beta + ".");
    }
    this.beta = beta;
    return this;
  }

  /**
   * Has the texts judged by somebody else too. Nothing is trained or chosen by it.
   *
   * @param annotator judges the texts that the model writes while it is trained
   * @return this run
   */
  public Ppo optAnnotator(Reward annotator) {
    this.annotator = annotator;
    return this;
  }

  /**
   * Takes another model as the reference, instead of a copy of the model: needed where there is an
   * adapter in the model.
   *
   * @param reference with the same tokeniser; it is not changed
   * @return this run
   */
  public Ppo optReference(Lm reference) {
    this.reference = reference;
    return this;
  }

  /**
   * How many texts are written at a step, and how long they may be.
   *
   * @param texts at least 1; 32 if not called
   * @param most tokens of a text, at least 1; 32 if not called
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public Ppo optTexts(int texts, int most) {
    this.texts = Checks.atLeastOne(texts, "The texts of a step");
    this.most = Checks.atLeastOne(most, "The tokens of a text");
    return this;
  }

  /**
   * How the texts of a step are learnt from.
   *
   * @param epochs how often each text is seen, at least 1; 4 if not called
   * @param miniBatch how many texts make one update, at least 1; 16 if not called
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public Ppo optEpochs(int epochs, int miniBatch) {
    this.epochs = Checks.atLeastOne(epochs, "The epochs of a step");
    this.miniBatch = Checks.atLeastOne(miniBatch, "The texts of an update");
    return this;
  }

  /**
   * The learning rate.
   *
   * @param rate above 0; 0.0001 if not called
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public Ppo optRate(double rate) {
    this.rate = Checks.above0(rate, "A learning rate");
    return this;
  }

  /**
   * How far a token's probability may move at a step.
   *
   * @param epsilon of {@link PpoLoss#policy}, above 0; 0.2 if not called
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public Ppo optClip(double epsilon) {
    this.epsilon = Checks.above0(epsilon, "The clip range of PPO");
    return this;
  }

  /**
   * How advantages are estimated, see {@link Gae}.
   *
   * @param gamma 0 to 1; 1 if not called: a text is short, and only its end is rewarded
   * @param lambda 0 to 1; 0.95 if not called
   * @return this run
   * @throws IllegalArgumentException outside of that
   */
  public Ppo optGae(double gamma, double lambda) {
    this.gamma = Gae.check(gamma, "Gamma");
    this.lambda = Gae.check(lambda, "Lambda");
    return this;
  }

  /**
   * How far from the reference the model may go before the run is stopped as collapsed.
   *
   * @param nats a text, above 0; 100 if not called
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public Ppo optKlLimit(double nats) {
    longestWay = Checks.above0(nats, "The KL limit");
    return this;
  }

  /**
   * Whether the run shows a bar that fills.
   *
   * @param shown true if not called
   * @return this run
   */
  public Ppo optProgress(boolean shown) {
    progressShown = shown;
    return this;
  }

  /**
   * Trains.
   *
   * @param lm its weights are changed in place, those that are not frozen
   * @param prompts for which it writes
   * @return of the texts of each step, before they are learnt from: {@code reward} without the
   *     costs, {@code kl}: how far they are from the reference, in nats a text, {@code annotator}
   *     if there is one, {@code entropy}: the mean of minus the log-probability of a token, which
   *     estimates how open the policy still is, in nats, {@code length} in tokens; and of learning
   *     from them {@code clipped}: the share of tokens whose ratio left the clip range, and {@code
   *     value loss}
   * @throws Collapsed if all texts are empty, the model went further than the KL limit, or its
   *     numbers overflow
   * @throws TrainingStopped if the thread was interrupted
   * @throws IllegalStateException if there is no reward
   * @throws IllegalArgumentException if there is no prompt, a prompt leaves no room in the context,
   *     everything is frozen, a reward is no number, or reward or reference have another tokeniser
   */
  public AlignHistory on(Lm lm, List<Prompt> prompts) {
    if (reward == null) {
      throw new IllegalStateException("There is no reward: call setReward(...).");
    }
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException("There is no prompt to write for.");
    }
    reward.checkFits(lm);
    AlignHistory history = new AlignHistory();
    Rounds<Prompt> rounds = new Rounds<>(prompts, lm.lab().seed());
    try (Reference frozen = Reference.of(lm, reference);
        ValueHead head = new ValueHead(lm);
        Updates updates = new Updates(lm.lab().manager()).add(lm.block()).checkAny();
        Progress progress = progressShown ? Progress.of("PPO", steps) : Progress.silent()) {
      updates.add(head.weight, HEAD_FACTOR).add(head.bias, HEAD_FACTOR);
      for (int step = 1; step <= steps; step++) {
        checkInterrupted(step);
        long seed = Corpus.random(lm.lab().seed(), step).nextLong();
        List<Written> written = Written.by(lm, rounds.batch(step, texts), most, seed);
        List<Rollout> rollouts = judged(lm, frozen, head, written, history.step());
        learn(new PpoUpdate(lm, head, epsilon), rollouts, updates, step, history);
        progress.step(history::toString);
      }
    }
    return history;
  }

  private static void checkInterrupted(int step) {
    if (Thread.interrupted()) {
      throw new TrainingStopped(step - 1);
    }
  }

  /** What the texts earn and cost, token by token. */
  private List<Rollout> judged(
      Lm lm, Reference frozen, ValueHead head, List<Written> written, AlignHistory history) {
    double[] rewards = Written.scores(reward, written);
    List<double[]> before = frozen.logProbs(Written.samples(written));
    List<Rollout> rollouts =
        Rollout.of(lm, head, written, before, rewards, beta, miniBatch).stream()
            .map(rollout -> rollout.withAdvantages(gamma, lambda))
            .toList();
    List<double[]> now = rollouts.stream().map(Rollout::logProbs).toList();
    double kl = Reference.kl(now, before);
    history.put("reward", Arrays.stream(rewards).average().orElseThrow()).put("kl", kl);
    if (annotator != null) {
      double[] scores = Written.scores(annotator, written);
      history.put("annotator", Arrays.stream(scores).average().orElseThrow());
    }
    double tokens = now.stream().mapToInt(text -> text.length).sum();
    double sum = now.stream().flatMapToDouble(Arrays::stream).sum();
    history.put("entropy", -sum / tokens).put("length", tokens / now.size());
    if (written.stream().allMatch(text -> text.text().isBlank())) {
      throw new Collapsed(
          "every text is empty",
          "Look at what the reward says about an empty text, and raise the KL penalty.",
          history);
    }
    if (!Double.isFinite(sum)) {
      throw new Collapsed(
          "probabilities are no longer numbers", "Try a lower learning rate.", history);
    }
    if (kl > longestWay) {
      throw new Collapsed(
          String.format("the texts are %.0f nats from the reference", kl),
          "Raise the KL penalty or lower the learning rate; optKlLimit(...) lets it go on.",
          history);
    }
    return Rollout.normalised(rollouts);
  }

  private void learn(
      PpoUpdate update, List<Rollout> rollouts, Updates updates, int step, AlignHistory history) {
    Rounds<Rollout> order = new Rounds<>(rollouts, update.lm().lab().seed() + step);
    int each = (rollouts.size() + miniBatch - 1) / miniBatch;
    int size = Math.min(miniBatch, rollouts.size());
    double clipped = 0;
    double valueLoss = 0;
    for (int i = 1; i <= epochs * each; i++) {
      checkInterrupted(step);
      double[] found = update.on(order.batch(i, size), updates, rate, history);
      clipped += found[0] / (epochs * each);
      valueLoss += found[1] / (epochs * each);
    }
    history.put("clipped", clipped).put("value loss", valueLoss);
  }
}
