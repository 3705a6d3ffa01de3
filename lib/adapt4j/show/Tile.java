package adapt4j.show;

import java.awt.image.BufferedImage;

/**
 * One image of a {@link Grid}.
 *
 * @param image the picture
 * @param caption what stands below it; may be empty
 * @param marked whether it is set off, for example because the model was wrong there
 */
public record Tile(BufferedImage image, String caption, boolean marked) {
  /** Checks that there is an image. */
  public Tile {
    if (image == null) {
      throw new IllegalArgumentException(
          "Tile '%s' has no image. Pass a BufferedImage.".formatted(caption));
    }
    caption = caption == null ? "" : caption;
  }

  /** A tile that is not marked. */
  public Tile(BufferedImage image, String caption) {
    this(image, caption, false);
  }
}
