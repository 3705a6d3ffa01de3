package adapt4j.train;

import adapt4j.data.Examples;
import adapt4j.show.Progress;
import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.translate.TranslateException;
import java.io.IOException;

/**
 * The training loop: shows its progress, keeps the history and the best weights, stops early when
 * asked to.
 *
 * <pre>{@code
 * History history = Fit.epochs(3).optDev(digits.dev()).on(net, digits.train());
 * }</pre>
 *
 * <p>The order of the batches follows the lab's seed: the same seed and number of threads give the
 * same weights, bit by bit. The core is ten lines of DJL, in {@link #step}.
 */
public final class Fit {
  private final int epochs;
  private int batchSize = 64;
  private float rate = 1e-3f;
  private Optimizer optimizer; // null: Adam, new for each run
  private Loss loss = Loss.softmaxCrossEntropyLoss();
  private Examples dev;
  private int patience;

  private Fit(int epochs) {
    this.epochs = epochs;
  }

  /**
   * Starts the description of a training run.
   *
   * @param epochs how often every example is seen; at least 1
   * @return the run, with batches of 64, Adam at a rate of 0.001 and cross-entropy
   * @throws IllegalArgumentException for fewer than 1
   */
  public static Fit epochs(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("Train for 1 epoch or more, not " + epochs + ".");
    }
    return new Fit(epochs);
  }

  /**
   * How many examples make one step.
   *
   * @param size at least 1
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public Fit optBatch(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("A batch holds 1 example or more, not " + size + ".");
    }
    this.batchSize = size;
    return this;
  }

  /**
   * The learning rate of Adam (<a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015</a>).
   *
   * @param rate above 0; 0.001 is a good start
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public Fit optRate(double rate) {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("A learning rate is above 0, but it is " + rate + ".");
    }
    this.rate = (float) rate;
    this.optimizer = null;
    return this;
  }

  /**
   * Any of DJL's optimisers. One that was used before keeps its state: give each run a new one. DJL
   * frees that state only with the process; the Adam of {@link #optRate} is freed after the run.
   *
   * @param optimizer such as {@code Optimizer.sgd()...build()}
   * @return this run
   */
  public Fit optOptimizer(Optimizer optimizer) {
    this.optimizer = optimizer;
    return this;
  }

  /**
   * Any of DJL's losses over class scores.
   *
   * @param loss takes labels of shape (n) and scores of shape (n, classes)
   * @return this run
   */
  public Fit optLoss(Loss loss) {
    this.loss = loss;
    return this;
  }

  /**
   * Watches the development part: after each epoch its accuracy is measured, and at the end the
   * weights of the best epoch are put back.
   *
   * @param dev examples that are not trained on
   * @return this run
   */
  public Fit optDev(Examples dev) {
    this.dev = dev;
    return this;
  }

  /**
   * Stops early: after this many epochs in a row without a better development accuracy.
   *
   * @param epochs at least 1; needs {@link #optDev}
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public Fit optPatience(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("Patience is 1 epoch or more, not " + epochs + ".");
    }
    this.patience = epochs;
    return this;
  }

  /**
   * Trains.
   *
   * @param net its weights are changed in place
   * @param train the examples to learn from
   * @return what happened
   * @throws IllegalArgumentException if the examples' shape or classes are not the network's
   * @throws IllegalStateException if the loss is no longer a number, or patience was asked for
   *     without a development part
   * @throws TrainingStopped if the thread is interrupted (Stop in Jupyter); the weights stay as
   *     they are at that step
   */
  public History on(Classifier net, Examples train) {
    if (patience > 0 && dev == null) {
      throw new IllegalStateException("Early stopping needs a development part: add optDev(...).");
    }
    net.check(train);
    if (dev != null) {
      net.check(dev);
    }
    int stepsAnEpoch = (train.size() + batchSize - 1) / batchSize;
    History history = new History();
    net.lab().reseed();
    Traces traces = new Traces(net);
    try (BestWeights best = new BestWeights(net);
        RunAdam adam = new RunAdam(rate);
        Trainer trainer = net.model().newTrainer(config(net, adam));
        Progress progress = Progress.of("Training", (long) epochs * stepsAnEpoch)) {
      traces.freezeAgain();
      for (int epoch = 1; epoch <= epochs; epoch++) {
        for (Batch batch : trainer.iterateDataset(train.toDataset(batchSize, true))) {
          try (batch) {
            if (Thread.interrupted()) {
              throw new TrainingStopped(history.steps());
            }
            step(trainer, batch, history);
          }
          progress.step(history::toString);
        }
        history.endOfEpoch(dev == null ? null : Evaluation.of(net, dev, loss));
        progress.note(history.toString());
        if (dev != null && best.offer(history.lastDevAccuracy()) >= patience && patience > 0) {
          break;
        }
      }
      if (dev != null) {
        best.putBack();
        progress.note(history.kept());
      }
      return history;
    } catch (IOException | TranslateException e) {
      throw new IllegalStateException("The training data could not be read: " + e.getMessage(), e);
    } finally {
      traces.closeHandles();
    }
  }

  /** One step of gradient descent: forward, loss, backward, update. */
  private void step(Trainer trainer, Batch batch, History history) {
    try (GradientCollector gradients = trainer.newGradientCollector()) {
      NDList scores = trainer.forward(batch.getData());
      NDArray value = loss.evaluate(batch.getLabels(), scores);
      gradients.backward(value);
      history.step(value.getFloat(), scores.head(), batch.getLabels().head());
    }
    trainer.step();
  }

  private DefaultTrainingConfig config(Classifier net, RunAdam adam) {
    return new DefaultTrainingConfig(loss)
        .optDevices(new Device[] {net.lab().device()})
        .optOptimizer(optimizer == null ? adam : optimizer);
  }
}
