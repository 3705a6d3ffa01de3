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
 * training and the development part.
 */
public final class History {
  private final List<Double> stepLoss = new ArrayList<>();
  private final List<Double> trainLoss = new ArrayList<>();
  private final List<Double> trainAccuracy = new ArrayList<>();
  private final List<Double> devLoss = new ArrayList<>();
  private final List<Double> devAccuracy = new ArrayList<>();
  private double epochLoss;
  private long epochRight;
  private long epochSeen;

  History() {}

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
    epochLoss += loss * n;
    epochSeen += n;
    long[] predicted = scores.argMax(1).toLongArray();
    Number[] truth = labels.toArray();
    epochRight +=
        IntStream.range(0, predicted.length)
            .filter(i -> predicted[i] == truth[i].longValue())
            .count();
  }

  void endOfEpoch(Evaluation dev) {
    trainLoss.add(epochLoss / epochSeen);
    trainAccuracy.add((double) epochRight / epochSeen);
    epochLoss = 0;
    epochRight = 0;
    epochSeen = 0;
    if (dev != null) {
      devLoss.add(dev.loss());
      devAccuracy.add(dev.accuracy());
    }
  }

  /** Which weights are in the network at the end. */
  String kept() {
    int best = bestEpoch();
    return String.format(
        Locale.ROOT,
        "kept epoch %d of %d, dev accuracy %.1f %%",
        best,
        epochs(),
        100 * devAccuracy.get(best - 1));
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
   * @return the number; fewer than asked for when training stopped early
   */
  public int epochs() {
    return trainLoss.size();
  }

  /**
   * The epoch with the highest development accuracy, whose weights were kept.
   *
   * @return from 1; 0 if there was no development part
   */
  public int bestEpoch() {
    int best = 0;
    for (int i = 0; i < devAccuracy.size(); i++) {
      if (best == 0 || devAccuracy.get(i) > devAccuracy.get(best - 1)) {
        best = i + 1;
      }
    }
    return best;
  }

  /**
   * The loss of each step.
   *
   * @return one curve named "training", over steps
   */
  public Curves stepLoss() {
    return curves(stepLoss, List.of());
  }

  /**
   * Accuracy over epochs. The training part's is measured while the weights still move, so in the
   * first epochs it can lie below the development part's.
   *
   * @return a curve for the training part and, if there was one, for the development part
   */
  public Curves accuracy() {
    return curves(trainAccuracy, devAccuracy);
  }

  /**
   * Loss over epochs.
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

  private static Curves curves(List<Double> train, List<Double> dev) {
    List<Curve> curves = new ArrayList<>();
    curves.add(Curve.of("training", array(train)));
    if (!dev.isEmpty()) {
      curves.add(Curve.of("development", array(dev)));
    }
    return () -> curves;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
