package adapt4j.train;

import adapt4j.data.Augment;
import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import adapt4j.show.Progress;
import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.util.RandomUtils;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The training loop: shows its progress, keeps the history and the best weights, stops early when
 * asked to.
 *
 * <pre>{@code
 * History history = Fit.epochs(3).optDev(digits.dev()).on(net, digits.train());
 * }</pre>
 *
 * <p>The length is given in epochs, or, where there are only a few examples, in steps. Frozen
 * layers (see {@link Layers}) keep still. The order of the batches follows the lab's seed: the same
 * seed and number of threads give the same weights, bit by bit. The core is ten lines of DJL, in
 * {@link #step}.
 */
public final class Fit {
  private static final int POINTS = 20; // of the curves of a run whose length is given in steps

  private final int epochs; // 0 if the length is given in steps
  private final int steps;
  private int batchSize = 64;
  private float rate = 1e-3f;
  private final Map<String, Float> layerRates = new LinkedHashMap<>();
  private Schedule schedule = Schedule.constant();
  private Optimizer optimizer; // null: Adam, new for each run
  private Loss loss = Loss.softmaxCrossEntropyLoss();
  private Objective objective; // null: the loss
  private float weightDecay;
  private double clipNorm; // 0: gradients are taken as they are
  private Function<NDArray, int[]> lengths; // null: any examples together
  private Augment augment;
  private Examples dev;
  private Examples watched;
  private int patience;
  private boolean progressShown = true;

  private Fit(int epochs, int steps) {
    this.epochs = epochs;
    this.steps = steps;
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
    return new Fit(epochs, 0);
  }

  /**
   * Starts the description of a training run whose length does not depend on how many examples
   * there are. A batch may hold more than all of them: then it holds some twice, which makes sense
   * with {@link #optAugment}.
   *
   * @param steps how many batches are seen; at least 1
   * @return the run, with batches of 64, Adam at a rate of 0.001 and cross-entropy
   * @throws IllegalArgumentException for fewer than 1
   */
  public static Fit steps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("Train for 1 step or more, not " + steps + ".");
    }
    return new Fit(0, steps);
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
    this.rate = positive(rate);
    this.optimizer = null;
    return this;
  }

  /**
   * A learning rate of their own for some layers, such as a lower one for a body that was trained
   * before. Where two names fit a layer, the later one counts.
   *
   * @param layers a name as in {@link Layers}, such as {@code "body"}
   * @param rate above 0; to keep layers as they are, freeze them
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public Fit optRate(String layers, double rate) {
    layerRates.remove(layers);
    layerRates.put(layers, positive(rate));
    return this;
  }

  /**
   * How the rates change along the run; the same from first to last where this is not called.
   *
   * @param schedule such as {@code Schedule.cosine()}
   * @return this run
   */
  public Fit optSchedule(Schedule schedule) {
    this.schedule = schedule;
    return this;
  }

  /**
   * Any of DJL's optimisers. One that was used before keeps its state: give each run a new one. DJL
   * frees that state only with the process; the Adam of {@link #optRate} is freed after the run. It
   * has rates of its own: {@link #optRate} and {@link #optSchedule} do not reach it.
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
   * A loss that may ask another network or look inside this one, in place of {@link #optLoss}. On
   * the development part the loss of {@link #optLoss} is still what is measured.
   *
   * @param objective such as a {@code Distillation}
   * @return this run
   */
  public Fit optObjective(Objective objective) {
    this.objective = objective;
    return this;
  }

  /**
   * Pulls the weights a little towards 0 at each step, decoupled from the gradient as in AdamW (<a
   * href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019</a>, algorithm 2): {@code w
   * -= rate * decay * w}. Biases and normalisations are left alone, as is usual. Small data sets
   * overfit less with it; next to a pre-trained body its effect is often small.
   *
   * @param decay 0 or above; 0.01 is PyTorch's default for AdamW
   * @return this run
   * @throws IllegalArgumentException below 0, or not a number
   */
  public Fit optWeightDecay(double decay) {
    if (!(decay >= 0 && decay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("Weight decay is 0 or above, not " + decay + ".");
    }
    this.weightDecay = (float) decay;
    return this;
  }

  /**
   * Shortens the gradient of a step when it is longer than this: all parameters' gradients
   * together, so that its direction stays (<a href="https://arxiv.org/abs/1211.5063">Pascanu et al.
   * 2013</a>, algorithm 1). One strange batch then does little harm.
   *
   * @param norm above 0; 1 is usual when transformers are fine-tuned
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public Fit optClipNorm(double norm) {
    if (!(norm > 0)) {
      throw new IllegalArgumentException("The longest gradient is above 0, not " + norm + ".");
    }
    this.clipNorm = norm;
    return this;
  }

  /**
   * Puts examples of about the same length into a batch, so that little padding is computed: twice
   * as fast for texts of mixed lengths. Which ones meet is still drawn anew in each epoch.
   *
   * @param lengths from the inputs, shape (n, ...), to the length of each, such as {@code
   *     SentenceEncoder::lengths}
   * @return this run
   */
  public Fit optGroupByLength(Function<NDArray, int[]> lengths) {
    this.lengths = lengths;
    return this;
  }

  /**
   * Changes each batch at random before it is seen, so that no image comes twice the same way.
   *
   * @param augment such as {@code RandomAffine}
   * @return this run
   */
  public Fit optAugment(Augment augment) {
    this.augment = augment;
    return this;
  }

  /**
   * Chooses on the development part: after each epoch its accuracy is measured (in a run of given
   * steps, {@value #POINTS} times), and at the end the best weights are put back.
   *
   * @param dev examples that are not trained on
   * @return this run
   */
  public Fit optDev(Examples dev) {
    this.dev = dev;
    this.watched = null;
    return this;
  }

  /**
   * Measures loss and accuracy along the run as {@link #optDev} does, for the picture only: nothing
   * is chosen by them, and the last weights stay.
   *
   * @param examples that are not trained on
   * @return this run
   */
  public Fit optWatch(Examples examples) {
    this.watched = examples;
    this.dev = null;
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
   * Whether the run shows a bar that fills; many short runs in a row want one bar for all.
   *
   * @param shown true if not called
   * @return this run
   */
  public Fit optProgress(boolean shown) {
    this.progressShown = shown;
    return this;
  }

  /**
   * Trains.
   *
   * @param net its weights are changed in place
   * @param train the examples to learn from
   * @return what happened, step by step
   * @throws IllegalArgumentException if the examples do not fit the network, every layer is frozen,
   *     or a rate names a layer that is not there
   * @throws IllegalStateException if the loss is no longer a number, or patience has no development
   *     part
   * @throws TrainingStopped if the thread was interrupted, for example by Stop; the weights stay as
   *     they are at that step
   */
  public History on(Classifier net, Examples train) {
    check(net, train);
    int perEpoch = (train.size() + batchSize - 1) / batchSize;
    int total = epochs > 0 ? epochs * perEpoch : steps;
    int every = epochs > 0 ? perEpoch : Math.max(1, steps / POINTS);
    Examples measured = dev == null ? watched : dev;
    History history = new History(every, epochs > 0, dev != null);
    net.lab().reseed();
    Order order = order(train); // its random numbers are those that the lab has just seeded
    Random random = net.lab().random();
    List<Parameter> frozen =
        net.model().getBlock().getParameters().values().stream()
            .filter(parameter -> !parameter.requiresGradient())
            .toList();
    try (BestWeights best = new BestWeights(net);
        RunAdam adam = new RunAdam(net.model().getBlock(), rates(net, total), weightDecay);
        Trainer trainer = net.model().newTrainer(config(net));
        Objective.Run goal = goal(net, train);
        Progress progress = progressShown ? Progress.of("Training", total) : Progress.silent()) {
      // Weights inside a TorchScript block are updated only if the trainer has met them here.
      trainer.initialize(Classifier.batchOf(1, net.input()));
      frozen.forEach(parameter -> parameter.freeze(true)); // DJL unfreezes what came from a file
      for (int step = 1; step <= total; step++) {
        if (Thread.interrupted()) {
          throw new TrainingStopped(history.steps());
        }
        try (NDManager scope = trainer.getManager().newSubManager()) {
          int n = epochs > 0 ? Math.min(batchSize, order.left()) : batchSize;
          int[] rows = order.next(n);
          step(trainer, adam, goal, rows, batch(train, rows, scope, random), history);
        }
        progress.step(history::toString);
        if (step % every != 0 && step != total) {
          continue;
        }
        history.point(measured == null ? null : Evaluation.of(net, measured, loss));
        progress.note(history.toString());
        if (dev != null && best.offer(history.lastDevAccuracy()) >= patience && patience > 0) {
          progress.enough();
          break;
        }
      }
      if (dev != null) {
        best.putBack();
        progress.note(history.kept());
      }
      return history;
    }
  }

  /** One step of gradient descent: forward, loss, backward, update. */
  private void step(
      Trainer trainer,
      RunAdam adam,
      Objective.Run goal,
      int[] rows,
      Examples batch,
      History history) {
    try (GradientCollector gradients = trainer.newGradientCollector()) {
      NDArray scores = trainer.forward(new NDList(batch.inputs())).head();
      NDArray value = goal.loss(batch, rows, scores);
      gradients.backward(value);
      history.step(value.getFloat(), scores, batch.labels());
    }
    update(trainer.getModel().getBlock(), adam, goal);
  }

  private Objective.Run goal(Classifier net, Examples train) {
    return objective != null
        ? objective.start(net, train)
        : (batch, rows, scores) -> loss.evaluate(new NDList(batch.labels()), new NDList(scores));
  }

  /**
   * What DJL's {@code trainer.step()} does, which refuses a first gradient whose numbers add up to
   * 0; those of a head on a frozen body always do, but for rounding.
   */
  private void update(Block net, RunAdam adam, Objective.Run goal) {
    List<Parameter> trained =
        Stream.concat(net.getParameters().values().stream(), goal.parameters().stream())
            .filter(Parameter::requiresGradient)
            .toList();
    NDList weights = new NDList(trained.stream().map(Parameter::getArray).toList());
    try (NDList gradients = new NDList(weights.stream().map(NDArray::getGradient).toList())) {
      if (clipNorm > 0) {
        GradientNorm.clip(gradients, clipNorm);
      }
      if (optimizer == null) {
        adam.update(trained, gradients);
        weights.forEach(weight -> JniUtils.zeroGrad((PtNDArray) weight));
        return;
      }
      for (int i = 0; i < trained.size(); i++) {
        optimizer.update(trained.get(i).getId(), weights.get(i), gradients.get(i));
      }
    }
  }

  private Order order(Examples train) {
    return lengths == null
        ? new Order(train.size(), RandomUtils.RANDOM)
        : new Order(lengths.apply(train.inputs()), batchSize, RandomUtils.RANDOM);
  }

  private Examples batch(Examples train, int[] rows, NDManager scope, Random random) {
    Examples batch = train.select(rows);
    batch.inputs().attach(scope);
    batch.labels().attach(scope);
    return augment == null
        ? batch
        : new Examples(augment.apply(batch.inputs(), random), batch.labels(), batch.classes());
  }

  private void check(Classifier net, Examples train) {
    if (optimizer != null && weightDecay > 0) {
      throw new IllegalStateException(
          "An optimiser of your own has its own weight decay: set it there, or leave out"
              + " optOptimizer(...).");
    }
    if (patience > 0 && dev == null) {
      throw new IllegalStateException("Early stopping needs a development part: add optDev(...).");
    }
    net.check(train);
    if (dev != null) {
      net.check(dev);
    }
    if (watched != null) {
      net.check(watched);
    }
    if (net.trained() == 0) {
      throw new IllegalArgumentException(
          "Every layer is frozen, so there is nothing to train. Unfreeze one, such as the head.");
    }
  }

  private Rates rates(Classifier net, int total) {
    return new Rates(net.model().getBlock(), rate, layerRates, schedule, total);
  }

  private DefaultTrainingConfig config(Classifier net) {
    return new DefaultTrainingConfig(loss).optDevices(new Device[] {net.lab().device()});
  }

  private static float positive(double rate) {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("A learning rate is above 0, but it is " + rate + ".");
    }
    return (float) rate;
  }
}
