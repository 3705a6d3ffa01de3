package adapt4j.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Brings pictures of any kind to white paper and to one size. */
final class Resize {
  private Resize() {}

  /** The picture in plain RGB, 8 bits each; what is transparent becomes white. */
  static BufferedImage onWhite(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    BufferedImage paper = paper(width, height);
    if (isPlainGrey(picture.getColorModel())) {
      // Java takes grey as linear in light and would brighten it; files hold it as they hold RGB.
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int grey = grey(picture.getRaster(), picture.getColorModel(), x, y);
          paper.setRGB(x, y, grey << 16 | grey << 8 | grey);
        }
      }
    } else {
      Graphics2D graphics = paper.createGraphics();
      graphics.drawImage(picture, 0, 0, null);
      graphics.dispose();
    }
    return paper;
  }

  private static boolean isPlainGrey(ColorModel colors) {
    int type = colors.getTransferType();
    return colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && !(colors instanceof IndexColorModel)
        && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT);
  }

  private static int grey(Raster raster, ColorModel colors, int x, int y) {
    double grey = raster.getSample(x, y, 0) / most(colors, 0);
    double ink = colors.hasAlpha() ? raster.getSample(x, y, 1) / most(colors, 1) : 1;
    return (int) Math.round(255 * (ink * grey + 1 - ink));
  }

  private static double most(ColorModel colors, int band) {
    return (1 << colors.getComponentSize(band)) - 1;
  }

  /**
   * The picture, scaled to fit into a size with its proportions kept, in the middle of white paper.
   *
   * @param picture in plain RGB
   */
  static BufferedImage fit(BufferedImage picture, int width, int height) {
    if (picture.getWidth() == width && picture.getHeight() == height) {
      return picture;
    }
    double scale =
        Math.min((double) width / picture.getWidth(), (double) height / picture.getHeight());
    int w = Math.max(1, (int) Math.round(picture.getWidth() * scale));
    int h = Math.max(1, (int) Math.round(picture.getHeight() * scale));
    BufferedImage now = picture;
    // Halving is the mean of two pixels, so that nothing falls between the samples.
    while (now.getWidth() > 2 * w || now.getHeight() > 2 * h) {
      int halfWidth = now.getWidth() > 2 * w ? (now.getWidth() + 1) / 2 : now.getWidth();
      int halfHeight = now.getHeight() > 2 * h ? (now.getHeight() + 1) / 2 : now.getHeight();
      now = draw(now, 0, 0, halfWidth, halfHeight, paper(halfWidth, halfHeight));
    }
    return draw(now, (width - w) / 2, (height - h) / 2, w, h, paper(width, height));
  }

  private static BufferedImage draw(
      BufferedImage from, int x, int y, int width, int height, BufferedImage to) {
    Graphics2D graphics = to.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(from, x, y, width, height, null);
    graphics.dispose();
    return to;
  }

  private static BufferedImage paper(int width, int height) {
    BufferedImage paper = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = paper.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return paper;
  }
}
