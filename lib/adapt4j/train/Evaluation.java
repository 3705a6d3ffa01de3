package adapt4j.train;

import adapt4j.data.Examples;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How good a classifier is on examples that it was not trained on. */
public final class Evaluation {
  private static final int BATCH = 256;

  private final List<String> classes;
  private final int[] truth;
  private final int[] predicted;
  private final double loss;

  private Evaluation(List<String> classes, int[] truth, int[] predicted, double loss) {
    this.classes = classes;
    this.truth = truth;
    this.predicted = predicted;
    this.loss = loss;
  }

  /**
   * Evaluates a classifier.
   *
   * @param net the classifier
   * @param examples with the same classes
   * @return the result
   * @throws IllegalArgumentException if the shape or the classes are others
   */
  public static Evaluation of(Classifier net, Examples examples) {
    return of(net, examples, Loss.softmaxCrossEntropyLoss());
  }

  static Evaluation of(Classifier net, Examples examples, Loss criterion) {
    net.check(examples);
    int[] predicted = new int[examples.size()];
    double loss = 0;
    int at = 0;
    try (NDManager scope = net.lab().scope()) {
      for (Batch batch : examples.toDataset(BATCH, false).getData(scope)) {
        try (batch) {
          NDArray logits = net.logits(batch.getData().head());
          loss +=
              criterion.evaluate(batch.getLabels(), new NDList(logits)).getFloat() * logits.size(0);
          for (long best : logits.argMax(1).toLongArray()) {
            predicted[at++] = (int) best;
          }
        }
      }
    } catch (IOException | TranslateException e) {
      throw new IllegalStateException("The examples could not be read: " + e.getMessage(), e);
    }
    return new Evaluation(
        examples.classes(), examples.labelArray(), predicted, loss / predicted.length);
  }

  /**
   * The share of examples that were sorted right.
   *
   * @return from 0 to 1
   */
  public double accuracy() {
    long right = IntStream.range(0, truth.length).filter(i -> truth[i] == predicted[i]).count();
    return (double) right / truth.length;
  }

  /**
   * The mean loss of an example: cross-entropy, in nats.
   *
   * @return 0 or above
   */
  public double loss() {
    return loss;
  }

  /**
   * The class that the network chose for an example.
   *
   * @param example its index
   * @return the index of the class
   */
  public int predicted(int example) {
    return predicted[example];
  }

  /**
   * The examples that were sorted wrong.
   *
   * @return their indexes, in order
   */
  public int[] mistakes() {
    return IntStream.range(0, truth.length).filter(i -> truth[i] != predicted[i]).toArray();
  }

  /**
   * The confusion matrix.
   *
   * @return for each true class (row) how many examples got which predicted class (column)
   */
  public Confusion confusion() {
    return scores().confusion();
  }

  /**
   * Precision, recall and F1 of each class.
   *
   * @return the scores
   */
  public Scores scores() {
    return Scores.of(truth, predicted, classes);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.1f %% of %,d examples right (loss %.3f)",
        100 * accuracy(),
        truth.length,
        loss);
  }
}
