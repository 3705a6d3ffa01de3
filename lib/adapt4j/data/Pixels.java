package adapt4j.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * A batch of images as a Java array, in which single pixels are read and written many times faster
 * than through the engine. Pixel (x, y) of plane p stands at (p * height + y) * width + x; an image
 * has one plane a channel.
 */
record Pixels(float[] values, int images, int channels, int height, int width) {
  /**
   * A copy of a batch.
   *
   * @throws IllegalArgumentException if it is not of shape (n, channels, height, width) and FLOAT32
   */
  static Pixels of(NDArray batch) {
    Shape shape = batch.getShape();
    if (shape.dimension() != 4 || batch.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "Images to augment have the shape (n, channels, height, width) and are FLOAT32, but these"
              + " have the shape "
              + shape
              + " and are "
              + batch.getDataType()
              + ".");
    }
    int[] size = new int[4];
    for (int i = 0; i < 4; i++) {
      size[i] = Math.toIntExact(shape.get(i));
    }
    return new Pixels(batch.toFloatArray(), size[0], size[1], size[2], size[3]);
  }

  /** As many pixels, all paper. */
  Pixels blank() {
    return new Pixels(new float[values.length], images, channels, height, width);
  }

  /** These pixels as an array in the manager of another one. */
  NDArray array(NDArray like) {
    return like.getManager().create(values, like.getShape());
  }

  /** Where a plane begins. */
  int plane(int image, int channel) {
    return (image * channels + channel) * height * width;
  }
}
