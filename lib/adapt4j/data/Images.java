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
 * Images as arrays and as pictures. Grey ones have the shape (1, height, width), 0 for paper and 1
 * for ink; colour ones (3, height, width), red, green and blue from 0 (dark) to 1.
 */
public final class Images {
  private Images() {}

  /**
   * A picture of an image array. In grey, ink is black and paper is white.
   *
   * @param image shape (1, height, width), (height, width) or (3, height, width), values from 0 to
   *     1
   * @return a picture with one pixel for each place
   * @throws IllegalArgumentException for another shape
   */
  public static BufferedImage picture(NDArray image) {
    Shape shape = image.getShape();
    int d = shape.dimension();
    boolean colour = d == 3 && shape.get(0) == 3;
    if (d != 2 && !colour && !(d == 3 && shape.get(0) == 1)) {
      throw new IllegalArgumentException(
          "An image has the shape (1, height, width) or (3, height, width), but this is "
              + shape
              + ".");
    }
    int width = (int) shape.get(d - 1);
    int height = (int) shape.get(d - 2);
    int size = width * height;
    float[] value = image.toType(DataType.FLOAT32, false).toFloatArray();
    // Java's grey images are linear in light, and would come out too bright on a screen.
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size; i++) {
      int red = level(colour ? value[i] : 1 - value[i]);
      int green = colour ? level(value[size + i]) : red;
      int blue = colour ? level(value[2 * size + i]) : red;
      picture.setRGB(i % width, i / width, red << 16 | green << 8 | blue);
    }
    return picture;
  }

  private static int level(float light) {
    return Math.round(255 * Math.min(1, Math.max(0, light)));
  }

  /**
   * The grey array of a picture, the reverse of {@link #picture}.
   *
   * @param manager owns the array
   * @param picture any picture; colours are turned to grey, and what is transparent to white. Ink
   *     must be dark on light paper.
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
    ink(Resize.onWhite(picture)).getRaster().getSamples(0, 0, width, height, 0, ink);
    for (int i = 0; i < ink.length; i++) {
      ink[i] /= 255;
    }
    return manager.create(ink, new Shape(1, height, width));
  }

  /** The ink of a picture in plain RGB: a grey picture with 0 where that is white. */
  static BufferedImage ink(BufferedImage picture) {
    BufferedImage ink =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int rgb = picture.getRGB(x, y);
        int red = rgb >> 16 & 255;
        int green = rgb >> 8 & 255;
        int grey = (red * 299 + green * 587 + (rgb & 255) * 114) / 1000;
        ink.getRaster().setSample(x, y, 0, 255 - grey);
      }
    }
    return ink;
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

  /**
   * Pictures of what a layer learnt or answers: each map is stretched on its own, so that its
   * lowest value is white and its highest black.
   *
   * @param maps shape (n, height, width), any numbers
   * @return one tile a map, without captions
   * @throws IllegalArgumentException for another shape
   */
  public static List<Tile> maps(NDArray maps) {
    if (maps.getShape().dimension() != 3) {
      throw new IllegalArgumentException(
          "Maps have the shape (n, height, width), but this is " + maps.getShape() + ".");
    }
    List<Tile> tiles = new ArrayList<>();
    try (NDManager scope = maps.getManager().newSubManager()) {
      for (int i = 0; i < maps.size(0); i++) {
        NDArray map = maps.get(i);
        map.attach(scope);
        NDArray low = map.sub(map.min());
        NDArray range = low.max().maximum(Float.MIN_NORMAL); // all alike: all white
        tiles.add(new Tile(picture(low.div(range)), ""));
      }
    }
    return tiles;
  }
}
