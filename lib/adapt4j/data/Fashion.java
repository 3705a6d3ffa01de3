package adapt4j.data;

import adapt4j.Lab;
import java.nio.file.Path;
import java.util.List;

/**
 * Clothes, shoes and bags from Fashion-MNIST: grey images of 28 x 28 pixels, from 0 (background) to
 * 1, in the format of MNIST but of a wholly different kind.
 *
 * <p>The course carries 6,000 of them in {@code data/fashion}. DJL's own {@code FashionMnist} class
 * reads them. See <a href="https://arxiv.org/abs/1708.07747">Xiao, Rasul and Vollgraf (2017)</a>.
 */
public final class Fashion {
  private static final IdxSet SET =
      new IdxSet(
          "Fashion-MNIST",
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          IdxSet::fashionMnist);

  private Fashion() {}

  /**
   * Loads the course's part: 4,500 to train, 500 for development, 1,000 to test, with as many of
   * each class. Inputs have the shape (n, 1, 28, 28).
   *
   * @param lab owns the arrays
   * @return the same three parts for every seed
   * @throws DataException if a file is missing or damaged
   */
  public static Splits load(Lab lab) {
    return load(lab, Lab.data().resolve("fashion"));
  }

  static Splits load(Lab lab, Path folder) {
    return SET.load(lab, folder, 0.9);
  }

  /**
   * Loads the whole of Fashion-MNIST from DJL's server: 55,000 to train, 5,000 for development,
   * 10,000 to test. The first call downloads 30 MB into DJL's cache.
   *
   * @param lab owns the arrays
   * @return the three parts
   * @throws DataException if the server cannot be reached
   */
  public static Splits full(Lab lab) {
    return SET.full(lab, 11.0 / 12, "Fashion.load(lab)");
  }
}
