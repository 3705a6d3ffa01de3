package adapt4j.train;

import adapt4j.show.Curve;
import adapt4j.show.Curves;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What happened during training: the loss of each step, and loss and accuracy of each epoch on the
 * training and the development part. In a run whose length was given in steps, a point every few
 * steps takes the place of the epochs.
 */
public final class History {
  private final List<Double> stepLoss = new ArrayList<>();
  private final List<Double> trainLoss = new ArrayList<>();
  private final List<Double> trainAccuracy = new ArrayList<>();
  private final List<Double> devLoss = new ArrayList<>();
  private final List<Double> devAccuracy = new ArrayList<>();
  private final List<Double> places = new ArrayList<>();
  private final int every;
  private final boolean inEpochs;
  private final boolean chosen;
  private double sumLoss;
  private long right;
  private long seen;

  /**
   * @param every how many steps lie between two points
   * @param inEpochs whether a point is an epoch
   * @param chosen whether the weights of the best point are kept, rather than the last ones
   */
  History(int every, boolean inEpochs, boolean chosen) {
    this.every = every;
    this.inEpochs = inEpochs;
    this.chosen = chosen;
  }

  void step(double loss, NDArray scores, NDArray labels) {
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException(
          "The loss is no longer a number at step "
              + (steps() + 1)
              + ". Try a learning rate ten times lower, and look for NaN or huge values in the"
              + " inputs.");
    }
    stepLoss.add(loss);
    long n = labels.size();
    sumLoss += loss * n;
    seen += n;
    long[] predicted = scores.argMax(1).toLongArray();
    Number[] truth = labels.toArray();
    right +=
        IntStream.range(0, predicted.length)
            .filter(i -> predicted[i] == truth[i].longValue())
            .count();
  }

  void point(Evaluation dev) {
    places.add(inEpochs ? places.size() + 1.0 : steps());
    trainLoss.add(sumLoss / seen);
    trainAccuracy.add((double) right / seen);
    sumLoss = 0;
    right = 0;
    seen = 0;
    if (dev != null) {
      devLoss.add(dev.loss());
      devAccuracy.add(dev.accuracy());
    }
  }

  /** Which weights are in the network at the end. */
  String kept() {
    return String.format(
        Locale.ROOT,
        inEpochs
            ? "kept epoch %d of %d, dev accuracy %.1f %%"
            : "kept step %d of %d, dev accuracy %.1f %%",
        best(),
        inEpochs ? epochs() : steps(),
        100 * devAccuracy.stream().mapToDouble(x -> x).max().orElseThrow());
  }

  double lastDevAccuracy() {
    return devAccuracy.get(devAccuracy.size() - 1);
  }

  /**
   * How many steps were taken.
   *
   * @return the number of batches
   */
  public int steps() {
    return stepLoss.size();
  }

  /**
   * How many epochs were finished.
   *
   * @return the number; fewer than asked for when training stopped early, 0 for a run whose length
   *     was given in steps
   */
  public int epochs() {
    return inEpochs ? places.size() : 0;
  }

  /**
   * The epoch (in a run of given steps, the step) with the highest development accuracy, whose
   * weights were kept.
   *
   * @return from 1; 0 if there was no development part to choose on
   */
  public int best() {
    int best = -1;
    for (int i = 0; chosen && i < devAccuracy.size(); i++) {
      if (best < 0 || devAccuracy.get(i) > devAccuracy.get(best)) {
        best = i;
      }
    }
    return best < 0 ? 0 : places.get(best).intValue();
  }

  /**
   * The loss of each step.
   *
   * @return one curve named "training", over steps
   */
  public Curves stepLoss() {
    List<Curve> curve = List.of(Curve.of("training", array(stepLoss)));
    return () -> curve;
  }

  /**
   * Accuracy over epochs, or over steps if the run's length was given in steps. The training part's
   * is measured while the weights still move, so in the first epochs it can lie below the
   * development part's.
   *
   * @return a curve for the training part and, if there was one, for the development part
   */
  public Curves accuracy() {
    return curves(trainAccuracy, devAccuracy);
  }

  /**
   * Loss over epochs, or over steps if the run's length was given in steps.
   *
   * @return a curve for the training part and, if there was one, for the development part
   */
  public Curves loss() {
    return curves(trainLoss, devLoss);
  }

  @Override
  public String toString() {
    if (stepLoss.isEmpty()) {
      return "no step yet";
    }
    String text = String.format(Locale.ROOT, "loss %.3f", stepLoss.get(stepLoss.size() - 1));
    return devAccuracy.isEmpty()
        ? text
        : text + String.format(Locale.ROOT, ", dev accuracy %.1f %%", 100 * lastDevAccuracy());
  }

  private Curves curves(List<Double> train, List<Double> dev) {
    List<Curve> curves = new ArrayList<>();
    curves.add(new Curve("training", array(places), array(train)));
    if (!dev.isEmpty()) {
      curves.add(new Curve("development", array(places), array(dev)));
    }
    return () -> curves;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
