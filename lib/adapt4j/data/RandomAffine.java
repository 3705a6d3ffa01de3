package adapt4j.data;

import ai.djl.ndarray.NDArray;
import java.util.Random;

/**
 * Turns, shifts, zooms and shears each image by amounts of its own, with bilinear sampling; what
 * comes in from outside is paper (0). The amounts mean what they mean in <a
 * href="https://pytorch.org/vision/stable/generated/torchvision.transforms.RandomAffine.html">torchvision's
 * RandomAffine</a>.
 *
 * <pre>{@code
 * Augment gentle = RandomAffine.builder().build();
 * Augment strong = RandomAffine.builder().optDegrees(20).optScale(0.7, 1.2).build();
 * }</pre>
 *
 * <p>Not for classes that differ by what it changes: a 6 turned by 180 degrees is a 9.
 */
public final class RandomAffine implements Augment {
  private final double degrees;
  private final double translate;
  private final double low;
  private final double high;
  private final double shear;

  private RandomAffine(Builder builder) {
    degrees = builder.degrees;
    translate = builder.translate;
    low = builder.low;
    high = builder.high;
    shear = builder.shear;
  }

  /**
   * Starts with gentle amounts: 10 degrees, a shift of 0.1, zoom from 0.9 to 1.1, shear of 10
   * degrees.
   *
   * @return a builder in which each amount can be changed
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public NDArray apply(NDArray inputs, Random random) {
    Pixels from = Pixels.of(inputs);
    Pixels to = from.blank();
    for (int i = 0; i < from.images(); i++) {
      Affine.of(
              upTo(degrees, random),
              upTo(translate, random) * from.width(),
              upTo(translate, random) * from.height(),
              low + (high - low) * random.nextDouble(),
              upTo(shear, random))
          .move(from, to, i);
    }
    return to.array(inputs);
  }

  private static double upTo(double bound, Random random) {
    return bound * (2 * random.nextDouble() - 1);
  }

  @Override
  public String toString() {
    return "RandomAffine: up to "
        + degrees
        + " degrees, shift "
        + translate
        + ", zoom "
        + low
        + " to "
        + high
        + ", shear "
        + shear
        + " degrees";
  }

  /** Sets how far each change goes at most; all are drawn evenly. */
  public static final class Builder {
    private double degrees = 10;
    private double translate = 0.1;
    private double low = 0.9;
    private double high = 1.1;
    private double shear = 10;

    private Builder() {}

    /**
     * @param most the image turns by at most so many degrees to either side, from 0 to 180; 10 by
     *     default
     */
    public Builder optDegrees(double most) {
      degrees = within("The rotation in degrees", most, 180);
      return this;
    }

    /**
     * @param most the image moves by at most this share of its width and of its height, from 0 to
     *     1; 0.1 by default
     */
    public Builder optTranslate(double most) {
      translate = within("The shift, as a share of the size,", most, 1);
      return this;
    }

    /**
     * @param smallest the least zoom factor, over 0; 0.9 by default. Under 1 the image shrinks.
     * @param largest the greatest zoom factor; 1.1 by default
     */
    public Builder optScale(double smallest, double largest) {
      if (!(smallest > 0 && smallest <= largest && largest <= 100)) {
        throw new IllegalArgumentException(
            "The zoom goes from a factor over 0 to one that is as large or larger, 100 at most,"
                + " but it is "
                + smallest
                + " to "
                + largest
                + ". Try 0.9 to 1.1.");
      }
      low = smallest;
      high = largest;
      return this;
    }

    /**
     * @param most upright lines lean by at most so many degrees to either side, from 0 to 80; 10 by
     *     default
     */
    public Builder optShear(double most) {
      shear = within("The shear in degrees", most, 80);
      return this;
    }

    /** The augmentation. */
    public RandomAffine build() {
      return new RandomAffine(this);
    }

    private static double within(String what, double value, int most) {
      if (!(value >= 0 && value <= most)) { // also when it is not a number
        throw new IllegalArgumentException(
            what + " goes from 0 to " + most + ", but it is " + value + ".");
      }
      return value;
    }
  }
}
