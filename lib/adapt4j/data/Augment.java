package adapt4j.data;

import ai.djl.ndarray.NDArray;
import java.util.Random;

/**
 * Changes a batch of images at random, each in its own way, so that the class of each stays what it
 * was (data augmentation).
 *
 * <p>Use it on what a model learns from, never on the development or test part.
 */
@FunctionalInterface
public interface Augment {
  /**
   * Draws a changed copy of each image.
   *
   * @param inputs shape (n, channels, height, width), FLOAT32, values from 0 to 1; stays as it is
   * @param random where the draws come from: the same state gives the same copies, bit by bit
   * @return a new array of the same shape and manager
   */
  NDArray apply(NDArray inputs, Random random);

  /**
   * This change and then another one.
   *
   * @param next what is done to the result of this one
   * @return both, in this order
   */
  default Augment then(Augment next) {
    return (inputs, random) -> {
      try (NDArray between = apply(inputs, random)) {
        return next.apply(between, random);
      }
    };
  }
}
