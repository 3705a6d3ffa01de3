package adapt4j.data;

import adapt4j.Lab;
import ai.djl.basicdataset.cv.classification.FashionMnist;
import ai.djl.basicdataset.cv.classification.Mnist;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset.Usage;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A data set of ten classes in the format of MNIST, read by the class that DJL has for it, from our
 * own files or from DJL's server.
 *
 * @param name what messages call it
 * @param classes the names of the classes
 * @param source makes DJL's data set
 */
record IdxSet(String name, List<String> classes, Source source) {
  // The parts are the same whatever the lab's seed is: a test set is fixed before training.
  private static final long SPLIT_SEED = 20_261_121;

  private static final Map<String, String> FILES =
      Map.of(
          "train_data", "train-images-idx3-ubyte.gz",
          "train_labels", "train-labels-idx1-ubyte.gz",
          "test_data", "t10k-images-idx3-ubyte.gz",
          "test_labels", "t10k-labels-idx1-ubyte.gz");

  /** Makes DJL's data set from our files or, where local is null, from DJL's server. */
  @FunctionalInterface
  interface Source {
    ArrayDataset open(NDManager scope, Usage usage, LocalRepository local);
  }

  static ArrayDataset mnist(NDManager scope, Usage usage, LocalRepository local) {
    Mnist.Builder builder =
        Mnist.builder().optManager(scope).optUsage(usage).setSampling(64, false);
    if (local != null) {
      builder
          .optRepository(local.repository())
          .optGroupId(LocalRepository.GROUP)
          .optArtifactId(local.artifact());
    }
    return builder.build();
  }

  static ArrayDataset fashionMnist(NDManager scope, Usage usage, LocalRepository local) {
    FashionMnist.Builder builder =
        FashionMnist.builder().optManager(scope).optUsage(usage).setSampling(64, false);
    if (local != null) {
      builder
          .optRepository(local.repository())
          .optGroupId(LocalRepository.GROUP)
          .optArtifactId(local.artifact());
    }
    return builder.build();
  }

  /** Reads a folder of {@code data/}; the given share of its training files is for training. */
  Splits load(Lab lab, Path folder, double share) {
    Card card = Card.of(folder);
    try (LocalRepository local = new LocalRepository(card, FILES)) {
      return splits(lab, local, share);
    } catch (IOException | TranslateException e) {
      throw new DataException(
          name + " could not be unpacked for DJL (is the disk full?): " + e.getMessage(), e);
    }
  }

  /** Reads the whole set from DJL's server. */
  Splits full(Lab lab, double share, String otherwise) {
    try {
      return splits(lab, null, share);
    } catch (IOException | TranslateException e) {
      throw new DataException(
          "The full "
              + name
              + " could not be fetched from DJL's server: it needs the internet ("
              + e
              + "). "
              + otherwise
              + " works without.",
          e);
    }
  }

  private Splits splits(Lab lab, LocalRepository local, double share)
      throws IOException, TranslateException {
    Examples test = read(lab, Usage.TEST, local);
    Examples train = read(lab, Usage.TRAIN, local);
    List<Examples> parts = train.split(share, new Random(SPLIT_SEED));
    train.inputs().close();
    train.labels().close();
    return new Splits(parts.get(0), parts.get(1), test);
  }

  private Examples read(Lab lab, Usage usage, LocalRepository local)
      throws IOException, TranslateException {
    try (NDManager scope = lab.scope()) {
      ArrayDataset set = source.open(scope, usage, local);
      set.prepare();
      // No graph is built here, so div with a plain number is sound.
      Batch all = set.getByRange(scope, 0, set.size());
      Shape shape = new Shape(-1, 1, Digits.SIZE, Digits.SIZE);
      NDArray inputs = all.getData().head().div(255f).reshape(shape);
      NDArray labels = all.getLabels().head().duplicate();
      inputs.attach(lab.manager());
      labels.attach(lab.manager());
      return new Examples(inputs, labels, classes);
    }
  }
}
