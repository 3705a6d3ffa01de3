package adapt4j.show;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A white sheet to draw on. Its units are the pixels of the page; the image behind has twice as
 * many each way, so that it stays crisp on fine screens.
 */
final class Canvas {
  static final int SCALE = 2;
  private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);

  final int width;
  final int height;
  final BufferedImage image;
  final Graphics2D graphics;

  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(SCALE, SCALE);
    hint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    hint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    hint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    hint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  private void hint(RenderingHints.Key key, Object value) {
    graphics.setRenderingHint(key, value);
  }

  /** Writes text from x on, on the base line y. */
  void text(String text, double x, double y, Font font, Color color) {
    graphics.setFont(font);
    graphics.setColor(color);
    graphics.drawString(text, (float) x, (float) y);
  }

  /** Writes text with its middle at x. */
  void centred(String text, double x, double y, Font font, Color color) {
    text(text, x - width(text, font) / 2, y, font, color);
  }

  /** Writes text that ends at x. */
  void right(String text, double x, double y, Font font, Color color) {
    text(text, x - width(text, font), y, font, color);
  }

  /** Writes text upwards, with its middle at y. */
  void upwards(String text, double x, double y, Font font, Color color) {
    var before = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, x, y);
    centred(text, x, y, font, color);
    graphics.setTransform(before);
  }

  static double width(String text, Font font) {
    return text.isEmpty() ? 0 : font.getStringBounds(text, METRICS).getWidth();
  }

  /** The text, cut with an ellipsis where it is wider than the space. */
  static String fit(String text, Font font, double space) {
    if (width(text, font) <= space) {
      return text;
    }
    int end = text.length();
    while (end > 1 && width(text.substring(0, end) + "…", font) > space) {
      end--;
    }
    return text.substring(0, end).strip() + "…";
  }

  /** The text in lines that are no wider than the space. */
  static List<String> wrap(String text, Font font, double space) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && width(longer, font) > space) {
        lines.add(line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.add(line);
    return lines;
  }
}
