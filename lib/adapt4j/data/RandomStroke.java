package adapt4j.data;

import ai.djl.ndarray.NDArray;
import java.util.Random;

/**
 * Makes the strokes of each image thicker or thinner, by an amount of its own.
 *
 * <p>Thicker is a blend of the image with its dilation (each pixel takes the most ink among itself
 * and its four neighbours), thinner one with its erosion (the least ink). The blend's share is
 * drawn evenly from nothing to the greatest amount. So paper stays 0, ink stays at most 1, and a
 * thicker image has nowhere less ink than before. See Serra, Image Analysis and Mathematical
 * Morphology (1982).
 *
 * <p>For writing: ink (1) on paper (0). Not for photographs.
 */
public final class RandomStroke implements Augment {
  private final double amount;

  private RandomStroke(double amount) {
    this.amount = amount;
  }

  /** At most half a pixel on each side of a stroke. */
  public static RandomStroke gentle() {
    return upTo(0.5);
  }

  /**
   * @param amount greatest share of the blend, from 0 (nothing changes) to 1 (a pixel more or less
   *     on each side of a stroke; thin strokes may vanish)
   * @throws IllegalArgumentException if it is out of range
   */
  public static RandomStroke upTo(double amount) {
    if (!(amount >= 0 && amount <= 1)) {
      throw new IllegalArgumentException(
          "The amount of a stroke's change goes from 0 to 1, but it is " + amount + ".");
    }
    return new RandomStroke(amount);
  }

  @Override
  public NDArray apply(NDArray inputs, Random random) {
    Pixels from = Pixels.of(inputs);
    Pixels to = from.blank();
    for (int i = 0; i < from.images(); i++) {
      float factor = (float) (amount * (2 * random.nextDouble() - 1));
      for (int channel = 0; channel < from.channels(); channel++) {
        change(from, to, from.plane(i, channel), factor);
      }
    }
    return to.array(inputs);
  }

  /**
   * @param factor from -1 (eroded) over 0 (as it is) to 1 (dilated)
   */
  static void change(Pixels from, Pixels to, int plane, float factor) {
    float[] value = from.values();
    int width = from.width();
    int height = from.height();
    float share = Math.abs(factor);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = plane + y * width + x;
        float here = value[at];
        // At the border a pixel has itself for a neighbour, so that the border does not bite.
        float left = x > 0 ? value[at - 1] : here;
        float right = x + 1 < width ? value[at + 1] : here;
        float above = y > 0 ? value[at - width] : here;
        float below = y + 1 < height ? value[at + width] : here;
        float goal =
            factor > 0
                ? Math.max(here, Math.max(Math.max(left, right), Math.max(above, below)))
                : Math.min(here, Math.min(Math.min(left, right), Math.min(above, below)));
        to.values()[at] = here + share * (goal - here);
      }
    }
  }

  @Override
  public String toString() {
    return "RandomStroke: up to " + amount;
  }
}
