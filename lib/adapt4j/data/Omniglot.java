package adapt4j.data;

import adapt4j.Lab;
import ai.djl.util.Utils;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Omniglot: 1,623 letters of 50 alphabets, each drawn by hand by 20 people (<a
 * href="https://doi.org/10.1126/science.aab3050">Lake et al. 2015</a>; MIT licence). The course
 * does not carry it: give the folder with the author's two zip files, {@code images_background.zip}
 * and {@code images_evaluation.zip}, or let them be fetched.
 *
 * <pre>{@code
 * Episodes drawings = Episodes.of(Omniglot.load(lab, Path.of("Downloads")));
 * }</pre>
 *
 * <p>The author's own split: 30 alphabets to learn from, of which about a sixth is kept for
 * development, and 20 to test with. Many papers mix the letters of all alphabets instead, which is
 * easier: their figures are not those of this split.
 */
public final class Omniglot {
  static final String BACKGROUND = "images_background";
  static final String EVALUATION = "images_evaluation";

  private static final String SERVER =
      "https://raw.githubusercontent.com/brendenlake/omniglot/master/python/";

  /** What TensorFlow Datasets has for these files. */
  private static final List<Download> FILES =
      List.of(
          new Download(
              URI.create(SERVER + BACKGROUND + ".zip"),
              9_464_212,
              "ad41ab679c8b5d90b271ef46be6987cc81211774a695c29dcc5367b2b26ee640"),
          new Download(
              URI.create(SERVER + EVALUATION + ".zip"),
              6_462_886,
              "1f61a8f3366785b057fc117d9228e78a16e3d976c8953b2a10fcc74cf0609cee"));

  private static final double DEV = 1.0 / 6;

  private Omniglot() {}

  /**
   * Loads the drawings, and fetches the two zip files at the first time: 16 MB into DJL's cache.
   *
   * @param lab owns the arrays
   * @return as {@link #load(Lab, Path)}
   * @throws DataException if the network does not give the files as they should be
   */
  public static Splits load(Lab lab) {
    Path folder = Utils.getCacheDir().resolve("adapt4j/omniglot");
    FILES.forEach(file -> file.to(folder.resolve(Path.of(file.from().getPath()).getFileName())));
    return load(lab, folder);
  }

  /**
   * Loads the drawings from the author's zip files, which are read as they are: nothing is unpacked
   * to the disk.
   *
   * @param lab owns the arrays: 102 MB
   * @param folder with both zip files
   * @return whole alphabets in each part; inputs of shape (n, 1, 28, 28), 0 for paper and 1 for
   *     ink; class names such as "Greek/character01", with 20 drawings each
   * @throws DataException if a file is missing, damaged, or not what its name says
   */
  public static Splits load(Lab lab, Path folder) {
    Examples learn = OmniglotZip.read(lab, folder, BACKGROUND);
    Examples test = OmniglotZip.read(lab, folder, EVALUATION);
    List<Examples> parts = ClassParts.of(learn, name -> name.substring(0, name.indexOf('/')), DEV);
    learn.inputs().close();
    learn.labels().close();
    return new Splits(parts.get(1), parts.get(0), test);
  }
}
