package adapt4j.data;

import adapt4j.show.Tile;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Grey images as arrays of shape (1, height, width), 0 for paper and 1 for ink, and as pictures.
 */
public final class Images {
  private Images() {}

  /**
   * A picture of an image array: ink is black, paper is white.
   *
   * @param image shape (1, height, width) or (height, width), values from 0 to 1
   * @return a grey picture with one pixel for each number
   * @throws IllegalArgumentException for another shape
   */
  public static BufferedImage picture(NDArray image) {
    Shape shape = image.getShape();
    int d = shape.dimension();
    if (d != 2 && !(d == 3 && shape.get(0) == 1)) {
      throw new IllegalArgumentException(
          "A grey image has the shape (1, height, width), but this is " + shape + ".");
    }
    int width = (int) shape.get(d - 1);
    int height = (int) shape.get(d - 2);
    float[] ink = image.toType(DataType.FLOAT32, false).toFloatArray();
    // Java's grey images are linear in light, and would come out too bright on a screen.
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < ink.length; i++) {
      int grey = Math.round(255 * (1 - Math.min(1, Math.max(0, ink[i]))));
      picture.setRGB(i % width, i / width, grey << 16 | grey << 8 | grey);
    }
    return picture;
  }

  /**
   * The array of a grey picture, the reverse of {@link #picture}.
   *
   * @param manager owns the array
   * @param picture any picture; colours are turned to grey. Ink must be dark on light paper.
   * @return shape (1, height, width), FLOAT32, 0 for white and 1 for black
   * @throws IllegalArgumentException if there is no picture
   */
  public static NDArray array(NDManager manager, BufferedImage picture) {
    if (picture == null) {
      throw new IllegalArgumentException(
          "There is no picture. ImageIO.read gives null for a file that is not an image it knows.");
    }
    int width = picture.getWidth();
    int height = picture.getHeight();
    float[] ink = new float[width * height];
    for (int i = 0; i < ink.length; i++) {
      ink[i] = 1 - grey(picture, i % width, i / width) / 255f;
    }
    return manager.create(ink, new Shape(1, height, width));
  }

  private static int grey(BufferedImage picture, int x, int y) {
    if (picture.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      return picture.getRaster().getSample(x, y, 0); // getRGB would brighten it
    }
    int rgb = picture.getRGB(x, y);
    return ((rgb >> 16 & 255) * 299 + (rgb >> 8 & 255) * 587 + (rgb & 255) * 114) / 1000;
  }

  /**
   * Pictures of examples for a grid, with the name of the class as caption.
   *
   * @param examples images
   * @return one tile an example
   */
  public static List<Tile> tiles(Examples examples) {
    int[] labels = examples.labelArray();
    return tiles(examples, i -> examples.classes().get(labels[i]));
  }

  /**
   * Pictures of examples for a grid.
   *
   * @param examples images
   * @param caption of the example with a given index
   * @return one tile an example
   */
  public static List<Tile> tiles(Examples examples, IntFunction<String> caption) {
    List<Tile> tiles = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      try (NDArray image = examples.inputs().get(i)) {
        tiles.add(new Tile(picture(image), caption.apply(i)));
      }
    }
    return tiles;
  }
}
