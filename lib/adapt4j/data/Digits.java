package adapt4j.data;

import adapt4j.Lab;
import ai.djl.basicdataset.cv.classification.Mnist;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset.Usage;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Handwritten digits from MNIST: grey images of 28 x 28 pixels, from 0 (paper) to 1 (ink).
 *
 * <p>The course carries 10,000 of them in {@code data/digits}. DJL's own {@link Mnist} class reads
 * them. See <a href="http://yann.lecun.com/exdb/mnist/">LeCun, Cortes and Burges</a>.
 */
public final class Digits {
  /** Width and height of an image, in pixels. */
  public static final int SIZE = 28;

  private static final List<String> CLASSES =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();
  private static final Map<String, String> FILES =
      Map.of(
          "train_data", "train-images-idx3-ubyte.gz",
          "train_labels", "train-labels-idx1-ubyte.gz",
          "test_data", "t10k-images-idx3-ubyte.gz",
          "test_labels", "t10k-labels-idx1-ubyte.gz");

  // The parts are the same whatever the lab's seed is: a test set is fixed before training.
  private static final long SPLIT_SEED = 20_261_121;

  private Digits() {}

  /**
   * Loads the course's digits: 7,000 to train, 1,000 for development, 2,000 to test. Inputs have
   * the shape (n, 1, 28, 28).
   *
   * @param lab owns the arrays
   * @return the same three parts for every seed
   * @throws DataException if a file is missing or damaged
   */
  public static Splits load(Lab lab) {
    return load(lab, Lab.data().resolve("digits"));
  }

  static Splits load(Lab lab, Path folder) {
    Card card = Card.of(folder);
    try (LocalRepository local = new LocalRepository(card, FILES)) {
      Consumer<Mnist.Builder> here =
          builder ->
              builder
                  .optRepository(local.repository())
                  .optGroupId(LocalRepository.GROUP)
                  .optArtifactId(local.artifact());
      return splits(read(lab, Usage.TRAIN, here), read(lab, Usage.TEST, here), 7.0 / 8);
    } catch (IOException | TranslateException e) {
      throw new DataException(
          "The digits could not be unpacked for DJL (is the disk full?): " + e.getMessage(), e);
    }
  }

  /**
   * Loads the whole of MNIST from DJL's server: 55,000 to train, 5,000 for development, 10,000 to
   * test. The first call downloads 11 MB into DJL's cache.
   *
   * @param lab owns the arrays
   * @return the three parts
   * @throws DataException if the server cannot be reached
   */
  public static Splits full(Lab lab) {
    Consumer<Mnist.Builder> there = builder -> {};
    try {
      return splits(read(lab, Usage.TRAIN, there), read(lab, Usage.TEST, there), 11.0 / 12);
    } catch (IOException | TranslateException e) {
      throw new DataException(
          "The full MNIST could not be fetched from DJL's server: it needs the internet ("
              + e
              + "). Digits.load(lab) works without.",
          e);
    }
  }

  private static Splits splits(Examples train, Examples test, double share) {
    List<Examples> parts = train.split(share, new Random(SPLIT_SEED));
    train.inputs().close();
    train.labels().close();
    return new Splits(parts.get(0), parts.get(1), test);
  }

  private static Examples read(Lab lab, Usage usage, Consumer<Mnist.Builder> source)
      throws IOException, TranslateException {
    try (NDManager scope = lab.scope()) {
      Mnist.Builder builder =
          Mnist.builder().optManager(scope).optUsage(usage).setSampling(64, false);
      source.accept(builder);
      Mnist mnist = builder.build();
      mnist.prepare();
      // No graph is built here, so div with a plain number is sound.
      Batch all = mnist.getByRange(scope, 0, mnist.size());
      NDArray inputs = all.getData().head().div(255f).reshape(new Shape(-1, 1, SIZE, SIZE));
      NDArray labels = all.getLabels().head().duplicate();
      inputs.attach(lab.manager());
      labels.attach(lab.manager());
      return new Examples(inputs, labels, CLASSES);
    }
  }
}
