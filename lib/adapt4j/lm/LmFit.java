package adapt4j.lm;

import adapt4j.nn.Gradients;
import adapt4j.nn.GraphSafe;
import adapt4j.show.Progress;
import adapt4j.train.GradientNorm;
import adapt4j.train.Schedule;
import adapt4j.train.TrainingStopped;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Trains a language model to foretell the next token, by the mean negative log-probability of the
 * tokens that count.
 *
 * <pre>{@code
 * LmHistory history = LmFit.steps(2_000).optRate(2e-3).optCheckpoint(file, 500).on(lm, corpus);
 * }</pre>
 *
 * <p>The same call pre-trains and fine-tunes; what counts is said by the {@link Sample}. In whole
 * texts every token counts; for instructions and answers only the answer does, as nobody wants the
 * model to write instructions (<a href="https://arxiv.org/abs/2203.02155">Ouyang et al. 2022</a>,
 * section 3.5). The optimiser is AdamW; only what is not frozen is trained, so an adapter from
 * {@code lora} is trained by it too.
 *
 * <p>It follows the lab's seed. A run with a checkpoint that was stopped, by hand or by a power
 * cut, is called again as it was, and gives the weights that it would have given without the stop.
 */
public final class LmFit {
  private final int steps;
  private int batch = 32;
  private double rate = 1e-3;
  private int warmUp;
  private double decay = 0.1;
  private double clip = 1;
  private double dropout;
  private boolean bfloat16;
  private List<Sample> watched = List.of();
  private int watchEvery;
  private Path checkpoint;
  private int saveEvery;
  private boolean progressShown = true;

  private LmFit(int steps) {
    this.steps = steps;
    warmUp = Math.max(1, steps / 20);
  }

  /**
   * Starts the description of a training run.
   *
   * @param steps how many batches are seen
   * @return the run, with batches of 32, a rate of 0.001 that rises during the first twentieth and
   *     falls along a cosine, a weight decay of 0.1, and gradients cut at a length of 1
   * @throws IllegalArgumentException for fewer than 1
   */
  public static LmFit steps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("Train for 1 step or more, not " + steps + ".");
    }
    return new LmFit(steps);
  }

  /**
   * How many texts make one step.
   *
   * @param size at least 1
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public LmFit optBatch(int size) {
    batch = atLeastOne(size, "A batch holds 1 text or more, not ");
    return this;
  }

  /**
   * The highest learning rate.
   *
   * @param rate above 0
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public LmFit optRate(double rate) {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("A learning rate is above 0, but it is " + rate + ".");
    }
    this.rate = rate;
    return this;
  }

  /**
   * How many steps the rate rises for.
   *
   * @param rise at least 1; a twentieth of all if not called
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public LmFit optWarmUp(int rise) {
    warmUp = atLeastOne(rise, "A warm-up takes 1 step or more, not ");
    return this;
  }

  /**
   * Pulls the weights of linear layers towards 0.
   *
   * @param decay 0 or above
   * @return this run
   * @throws IllegalArgumentException below 0
   */
  public LmFit optWeightDecay(double decay) {
    if (!(decay >= 0)) {
      throw new IllegalArgumentException("Weight decay is 0 or above, not " + decay + ".");
    }
    this.decay = decay;
    return this;
  }

  /**
   * Shortens the gradient of a step when it is longer than this.
   *
   * @param norm above 0
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public LmFit optClipNorm(double norm) {
    if (!(norm > 0)) {
      throw new IllegalArgumentException("The longest gradient is above 0, not " + norm + ".");
    }
    clip = norm;
    return this;
  }

  /**
   * The share of what each part of a layer adds that is left out at random. It helps where the same
   * texts come many times.
   *
   * @param share from 0 to below 1; 0 if not called
   * @return this run
   * @throws IllegalArgumentException if it is outside of that
   */
  public LmFit optDropout(double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "Dropout is a share from 0 to below 1, not " + share + ".");
    }
    dropout = share;
    return this;
  }

  /**
   * Multiplies in 16 bits, see {@link adapt4j.nn.Bfloat16}; weights and moments keep their 32.
   *
   * @param on false if not called
   * @return this run
   */
  public LmFit optBfloat16(boolean on) {
    bfloat16 = on;
    return this;
  }

  /**
   * Measures the loss on other texts now and then. Nothing is chosen by it.
   *
   * @param samples not trained on
   * @param every how many steps lie between; at least 1
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public LmFit optWatch(List<Sample> samples, int every) {
    watchEvery = atLeastOne(every, "Watch every step or more seldom, not every ");
    watched = List.copyOf(samples);
    return this;
  }

  /**
   * Keeps the run in a file, and goes on from that file if it is there. A finished run is only
   * read.
   *
   * @param file of this run alone; delete it to start anew
   * @param every how many steps lie between two savings; at least 1
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public LmFit optCheckpoint(Path file, int every) {
    saveEvery = atLeastOne(every, "Save every step or more seldom, not every ");
    checkpoint = file;
    return this;
  }

  /**
   * Whether the run shows a bar that fills.
   *
   * @param shown true if not called
   * @return this run
   */
  public LmFit optProgress(boolean shown) {
    progressShown = shown;
    return this;
  }

  /**
   * Trains.
   *
   * @param lm its weights are changed in place
   * @param corpus what to learn from
   * @return the losses
   * @throws IllegalArgumentException if everything is frozen, or a text is longer than the context
   * @throws IllegalStateException if the loss is no longer a number
   * @throws adapt4j.train.ModelException if the checkpoint is of another run, or damaged
   * @throws TrainingStopped if the thread was interrupted; the checkpoint was written
   */
  public LmHistory on(Lm lm, Corpus corpus) {
    LmHistory history = new LmHistory();
    Schedule schedule = Schedule.cosine().warmUp(Math.min(warmUp, steps));
    Batches batches = new Batches(corpus, batch, lm.lab().seed());
    LmLayer.Speed speed = lm.net().speed();
    speed.dropout = (float) dropout;
    speed.bfloat16 = bfloat16;
    try (LmAdam moments = new LmAdam(lm.manager(), lm.block());
        Progress progress = progressShown ? Progress.of("Training", steps) : Progress.silent()) {
      if (moments.weights().isEmpty()) {
        throw new IllegalArgumentException("Everything is frozen, so there is nothing to train.");
      }
      if (checkpoint != null && Files.isRegularFile(checkpoint)) {
        Checkpoint.read(checkpoint, toString(lm), moments, history, lm.manager());
        for (int i = 0; i < history.steps(); i++) {
          progress.step();
        }
      }
      for (int step = history.steps() + 1; step <= steps; step++) {
        if (Thread.interrupted()) {
          save(lm, moments, history);
          throw new TrainingStopped(history.steps());
        }
        Engine.getInstance().setRandomSeed((int) Corpus.random(lm.lab().seed(), step).nextLong());
        step(lm, batches.at(step), moments, step, rate * schedule.at(step, steps), history);
        if (watchEvery > 0 && (step % watchEvery == 0 || step == steps)) {
          history.watched(Math.log(lm.perplexity(watched)));
        }
        if (checkpoint != null && (step % saveEvery == 0 || step == steps)) {
          save(lm, moments, history);
        }
        progress.step(history::toString);
      }
      return history;
    } finally {
      speed.dropout = 0;
      speed.bfloat16 = false;
    }
  }

  /** One step of gradient descent: forward, loss, backward, update. */
  private void step(
      Lm lm, List<Sample> samples, LmAdam moments, int step, double rate, LmHistory history) {
    try (NDManager scope = lm.manager().newSubManager()) {
      LmBatch batch = lm.batch(scope, samples);
      NDList gradients;
      NDArray loss;
      try (Gradients recording = Gradients.record()) {
        loss = GraphSafe.div(lm.logProbs(batch, true).sum().neg(), batch.asked());
        gradients = recording.of(loss, moments.weights(), false);
      }
      history.step(loss.getFloat(), samples.stream().mapToInt(Sample::length).sum());
      GradientNorm.clip(gradients, clip);
      moments.update(gradients, step, rate, decay);
    }
  }

  private void save(Lm lm, LmAdam moments, LmHistory history) {
    if (checkpoint != null) {
      Checkpoint.write(checkpoint, toString(lm), moments, history, lm.manager());
    }
  }

  private static int atLeastOne(int number, String message) {
    if (number < 1) {
      throw new IllegalArgumentException(message + number + ".");
    }
    return number;
  }

  /** What a checkpoint must have in common with a run that goes on from it. */
  private String toString(Lm lm) {
    return this + ", seed " + lm.lab().seed() + ", " + lm.size().json();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d steps of %d texts, rate %.3g, warm-up %d, decay %.3g, clip %.3g, dropout %.3g%s",
        steps,
        batch,
        rate,
        warmUp,
        decay,
        clip,
        dropout,
        bfloat16 ? ", bfloat16" : "");
  }
}
