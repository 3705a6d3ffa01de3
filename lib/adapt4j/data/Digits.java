package adapt4j.data;

import adapt4j.Lab;
import ai.djl.basicdataset.cv.classification.Mnist;
import java.nio.file.Path;
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

  private static final IdxSet SET =
      new IdxSet(
          "MNIST", IntStream.range(0, 10).mapToObj(Integer::toString).toList(), IdxSet::mnist);

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
    return SET.load(lab, folder, 7.0 / 8);
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
    return SET.full(lab, 11.0 / 12, "Digits.load(lab)");
  }
}
