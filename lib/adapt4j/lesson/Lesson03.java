package adapt4j.lesson;

import adapt4j.data.Splits;
import adapt4j.nn.Layers;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The exercises of lesson 03, fine-tuning. */
public final class Lesson03 {
  private static final String SOLUTION = "solutions/03-fine-tuning.ipynb";
  private static final double ACCURACY = 0.55;

  /** A classifier of which the last layer and the head are trained. */
  public final Exercise<Classifier> partial;

  /** The rate of each layer. */
  public final Exercise<LayerRates> rates;

  /** Which epoch's weights early stopping keeps. */
  public final Exercise<Stopping> stopping;

  /** A head on frozen features. */
  public final Exercise<Classifier> head;

  /** Learning rates that fall from the top layer to the lowest. */
  @FunctionalInterface
  public interface LayerRates {
    /**
     * @param layer from 0, the lowest one
     * @param layers how many there are
     * @param topRate of the highest layer
     * @param decay what a layer's rate is multiplied by to get that of the one below it
     * @return the rate of the layer
     */
    double of(int layer, int layers, double topRate, double decay);
  }

  /** Stops training early. */
  @FunctionalInterface
  public interface Stopping {
    /**
     * @param accuracy on the development part after each epoch
     * @param patience how many epochs in a row may bring no new best
     * @return the epoch that is kept, from 1
     */
    int keptEpoch(double[] accuracy, int patience);
  }

  /**
   * @param miniLm the encoder
   * @param data the tokens of the exercise's texts
   */
  public Lesson03(SentenceEncoder miniLm, Splits data) {
    partial =
        new Exercise<>(
            "1. What is trained?",
            Lesson03::partialProblem,
            "right. A sixth of the layers is trained, and gradients pass through it only: much cheaper than full fine-tuning.",
            SOLUTION,
            "withHead(...) trains everything, withFrozenBody(...) the head only.",
            "withFrozenBody(data.train(), \"...\") takes the names of layers that are trained nevertheless.");
    rates =
        new Exercise<>(
            "2. A rate for each layer",
            Lesson03::ratesProblem,
            "right. With a decay of 1 all layers have the same rate; with 0 only the top one moves.",
            SOLUTION,
            "How many layers lie above this one? Each of them multiplies the rate once.",
            "There are layers - 1 - layer of them; Math.pow(decay, n) multiplies n times.");
    stopping =
        new Exercise<>(
            "3. Early stopping",
            Lesson03::stoppingProblem,
            "right. Patience is what tells a bad epoch from the end of learning.",
            SOLUTION,
            "Go through the epochs, keep the index of the best one so far, and how long ago it was.",
            "With best as that index: before looking at epoch i, leave the loop if i - best > patience.");
    head =
        new Exercise<>(
            "4. A head of your own",
            net -> headProblem(miniLm, data, net),
            "right. Feature extraction is always the first thing to try: it takes a second.",
            SOLUTION,
            "features = miniLm.features(data.train()) has the inputs and the labels; Mlp.of(8) is one linear layer.",
            "Fit.steps(200).optBatch(16).optRate(1e-2): on features rates are far higher than in fine-tuning.");
  }

  private static String partialProblem(Classifier net) {
    Set<String> trained =
        Layers.of(net.model().getBlock()).entrySet().stream()
            .filter(entry -> entry.getValue().requiresGradient())
            .map(entry -> entry.getKey())
            .collect(Collectors.toCollection(TreeSet::new));
    long head = trained.stream().filter(name -> name.startsWith("head")).count();
    long last = trained.stream().filter(name -> name.contains("encoder.layer.5.")).count();
    if (head < 2) {
      return "the head is not trained. Was it made by withFrozenBody(...)?";
    }
    if (last < 16) {
      return "only " + last + " of the 16 arrays of the layer encoder.layer.5 are trained.";
    }
    trained.removeIf(name -> name.startsWith("head") || name.contains("encoder.layer.5."));
    return trained.isEmpty()
        ? null
        : "also trained, but should be frozen: "
            + trained.iterator().next()
            + (trained.size() > 1 ? " and " + (trained.size() - 1) + " more." : ".");
  }

  private static String ratesProblem(LayerRates answer) {
    double top = answer.of(5, 6, 1e-4, 0.5);
    if (!near(top, 1e-4)) {
      return near(top, 1e-4 / 32)
          ? "the top layer, 5 of 6, gets the lowest rate. Count from the other end."
          : say("the top layer, 5 of 6, should get the full rate of 1.0e-4, but gets %.2e.", top);
    }
    double below = answer.of(4, 6, 1e-4, 0.5);
    if (!near(below, 5e-5)) {
      return say("layer 4 of 6 with a decay of 0.5 should get 5.0e-05, but gets %.2e.", below);
    }
    double lowest = answer.of(0, 3, 1e-3, 0.8);
    return near(lowest, 6.4e-4)
        ? null
        : say(
            "layer 0 of 3, top rate 1e-3, decay 0.8, should get 6.40e-04, but gets %.2e.", lowest);
  }

  private static String stoppingProblem(Stopping answer) {
    double[] late = {0.50, 0.60, 0.58, 0.59, 0.70};
    int found = answer.keptEpoch(late, 2);
    if (found == 5) {
      return "for 0.50, 0.60, 0.58, 0.59, 0.70 and a patience of 2 it gives 5. But training stops"
          + " after epoch 4, so epoch 5 is never run.";
    }
    if (found == 4) {
      return "for 0.50, 0.60, 0.58, 0.59, 0.70 and a patience of 2 it gives 4, the epoch of the stop."
          + " The weights of the best epoch are kept.";
    }
    if (found == 1) {
      return "for 0.50, 0.60, 0.58, 0.59, 0.70 it gives 1. Epochs are counted from 1.";
    }
    if (found != 2) {
      return "for 0.50, 0.60, 0.58, 0.59, 0.70 and a patience of 2 it gives "
          + found
          + "; it should be 2.";
    }
    found = answer.keptEpoch(late, 3);
    if (found != 5) {
      return "for the same and a patience of 3 it gives " + found + "; then epoch 5 is reached.";
    }
    found = answer.keptEpoch(new double[] {0.5, 0.6, 0.6, 0.6, 0.7}, 2);
    return found == 2 ? null : "for 0.5, 0.6, 0.6, 0.6, 0.7: an equal accuracy is no new best.";
  }

  private static String headProblem(SentenceEncoder miniLm, Splits data, Classifier net) {
    if (net.input().dimension() != 1 || net.input().get(0) != miniLm.width()) {
      return "it reads inputs of shape "
          + net.input()
          + ", but features have the shape ("
          + miniLm.width()
          + ").";
    }
    double accuracy = Evaluation.of(net, miniLm.features(data.dev())).accuracy();
    return accuracy >= ACCURACY
        ? null
        : String.format(
            Locale.ROOT,
            "it gets %.1f %% of the development part right; %.0f %% are asked for.",
            100 * accuracy,
            100 * ACCURACY);
  }

  private static String say(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static boolean near(double a, double b) {
    return Near.of(a, b, 1e-9);
  }
}
