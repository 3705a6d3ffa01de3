package adapt4j.data;

import adapt4j.Lab;
import adapt4j.show.Progress;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Your own images: a folder with one folder a class, which is named after the class.
 *
 * <pre>
 * my-images/cat/1.png
 * my-images/cat/2.jpg
 * my-images/dog/1.png
 * </pre>
 *
 * <pre>{@code
 * Examples mine = Pictures.load(lab, Path.of("my-images"));
 * Examples colour = Pictures.load(lab, Path.of("my-images"), new Shape(3, 224, 224));
 * }</pre>
 *
 * <p>The files are listed as DJL's {@code ImageFolder} does; PNG, JPEG, GIF (the first picture),
 * BMP and WBMP are read. How a camera was held is not looked at: turn such photographs first.
 */
public final class Pictures {
  private static final Shape DIGIT = new Shape(1, Digits.SIZE, Digits.SIZE);

  /** The most numbers of all images together: 1 GB. */
  private static final long MOST = 1L << 28;

  private static final int MANY = 100;

  private Pictures() {}

  /**
   * Loads images as {@link Digits} are: grey, 28 x 28 pixels, 0 for white paper and 1 for black
   * ink.
   *
   * @param lab owns the arrays
   * @param folder with at least two class folders
   * @return inputs of shape (n, 1, 28, 28); classes in the order of the alphabet, and their images
   *     in the order of the file names
   * @throws DataException if the folder is not as it should be, or an image cannot be read; the
   *     message names it
   */
  public static Examples load(Lab lab, Path folder) {
    return load(lab, folder, DIGIT);
  }

  /**
   * Loads images of another shape. An image of another size is scaled with its proportions kept,
   * and stands in the middle of white; a printed line says how many were.
   *
   * @param lab owns the arrays
   * @param folder with at least two class folders
   * @param shape (1, height, width) for grey, 0 for white and 1 for black; (3, height, width) for
   *     red, green and blue, each from 0 (dark) to 1
   * @return inputs of shape (n, channels, height, width)
   * @throws DataException if the folder is not as it should be, or an image cannot be read
   * @throws IllegalArgumentException for another shape
   */
  public static Examples load(Lab lab, Path folder, Shape shape) {
    if (shape.dimension() != 3
        || shape.get(0) != 1 && shape.get(0) != 3
        || shape.get(1) < 1
        || shape.get(2) < 1) {
      throw new IllegalArgumentException(
          "Images have the shape (1, height, width) or (3, height, width), not " + shape + ".");
    }
    PictureFolder files =
        PictureFolder.of(folder, (int) shape.get(0), (int) shape.get(2), (int) shape.get(1));
    files.prepare(null);
    if (files.size() * shape.size() > MOST) {
      throw new DataException(
          files.size()
              + " images of shape "
              + shape
              + " would take more than 1 GB of memory. Load"
              + " fewer, or in a smaller shape.");
    }
    Examples examples = read(lab, files);
    if (files.scaled() > 0) {
      System.out.printf(
          "%d of %d images were scaled to %d x %d.%n",
          files.scaled(), files.size(), shape.get(2), shape.get(1));
    }
    return examples;
  }

  private static Examples read(Lab lab, PictureFolder files) {
    try (NDManager scope = lab.scope();
        Progress progress =
            files.size() > MANY ? Progress.of("Reading images", files.size()) : null) {
      NDList inputs = new NDList();
      float[] labels = new float[(int) files.size()];
      for (int i = 0; i < labels.length; i++) {
        inputs.add(files.image(scope, i));
        labels[i] = files.label(i);
        if (progress != null) {
          progress.step();
        }
      }
      NDArray all = NDArrays.stack(inputs);
      all.attach(lab.manager());
      return new Examples(all, lab.manager().create(labels), files.getClasses());
    } catch (IOException e) {
      throw new DataException("The images could not be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes examples as PNG files in class folders, such as {@code 7/003.png}, which {@link #load}
   * reads again. Characters that a file name should not have become "-" in the names of classes.
   *
   * @param examples of shape (n, 1, height, width) or (n, 3, height, width), values from 0 to 1
   * @param folder a new or empty one, or one to which the same was written before
   * @throws IllegalArgumentException for another shape, or if two classes would share a folder
   * @throws DataException if the folder holds other files, or cannot be written to
   */
  public static void save(Examples examples, Path folder) {
    PictureWriter.write(examples, folder);
  }
}
