package adapt4j.data;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;

/**
 * A letter drawn as MNIST's digits are: fitted into a box of 20 x 20 pixels with its proportions
 * kept, and placed in 28 x 28 pixels so that its centre of mass is in the middle.
 */
final class Glyph {
  static final int SIZE = 28;

  private static final int BOX = 20;
  private static final int FINE = 8; // drawn so many times larger, then averaged
  private static final List<Double> WIDTHS = List.of(1.0, 0.9, 0.8, 0.7);
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private final int codePoint;
  private final byte[] ink;
  private final List<float[]> forms;

  private Glyph(int codePoint, Shape outline) {
    this.codePoint = codePoint;
    this.ink = ink(outline, 1);
    this.forms = WIDTHS.stream().map(width -> form(ink(outline, width))).toList();
  }

  /**
   * Draws a letter.
   *
   * @return nothing if the font does not hold it, or holds an empty shape
   */
  static Optional<Glyph> draw(Font font, int codePoint) {
    return draw(font, codePoint, 0);
  }

  /** Draws a letter that leans: each line is moved to the right by a share of its height. */
  static Optional<Glyph> draw(Font font, int codePoint, double lean) {
    if (!font.canDisplay(codePoint)) {
      return Optional.empty();
    }
    String text = Character.toString(codePoint);
    Shape outline = font.deriveFont(100f).createGlyphVector(CONTEXT, text).getOutline();
    outline = AffineTransform.getShearInstance(-lean, 0).createTransformedShape(outline);
    Rectangle2D bounds = outline.getBounds2D();
    double longest = Math.max(bounds.getWidth(), bounds.getHeight());
    if (longest < 1) {
      return Optional.empty();
    }
    return Optional.of(new Glyph(codePoint, outline));
  }

  int codePoint() {
    return codePoint;
  }

  /** 0 for paper, 255 for ink, row by row. */
  byte[] ink() {
    return ink;
  }

  /**
   * How much alike two glyphs look, whatever their proportions and the weight of their strokes: the
   * greatest cosine between the blurred images, when one of them may be drawn somewhat narrower.
   *
   * @return from 0 (nothing in common) to 1 (the same)
   */
  float likeness(Glyph other) {
    float most = cosine(forms.get(0), other.forms.get(0));
    for (int i = 1; i < forms.size() && most > 0.5; i++) { // unlike ones do not become alike
      most = Math.max(most, cosine(forms.get(i), other.forms.get(0)));
      most = Math.max(most, cosine(forms.get(0), other.forms.get(i)));
    }
    return most;
  }

  private static float cosine(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static byte[] ink(Shape outline, double width) {
    Rectangle2D bounds = outline.getBounds2D();
    double scale = BOX * FINE / Math.max(width * bounds.getWidth(), bounds.getHeight());
    double middle = SIZE * FINE / 2.0;
    AffineTransform place = AffineTransform.getTranslateInstance(middle, middle);
    place.scale(scale * width, scale);
    place.translate(-bounds.getCenterX(), -bounds.getCenterY());
    Shape large = place.createTransformedShape(outline);
    double[] mass = centreOfMass(fill(large));
    double room = (SIZE - BOX) * FINE / 2.0; // beyond it the letter would leave the image
    AffineTransform shift =
        AffineTransform.getTranslateInstance(
            Math.max(-room, Math.min(room, middle - mass[0])),
            Math.max(-room, Math.min(room, middle - mass[1])));
    return average(fill(shift.createTransformedShape(large)));
  }

  private static BufferedImage fill(Shape shape) {
    BufferedImage image = new BufferedImage(SIZE * FINE, SIZE * FINE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(Color.WHITE);
    graphics.fill(shape);
    graphics.dispose();
    return image;
  }

  private static double[] centreOfMass(BufferedImage image) {
    double x = 0;
    double y = 0;
    double all = 0;
    for (int row = 0; row < image.getHeight(); row++) {
      for (int column = 0; column < image.getWidth(); column++) {
        int value = image.getRaster().getSample(column, row, 0);
        x += value * (column + 0.5);
        y += value * (row + 0.5);
        all += value;
      }
    }
    return new double[] {x / all, y / all};
  }

  private static byte[] average(BufferedImage image) {
    byte[] ink = new byte[SIZE * SIZE];
    int[] block = new int[FINE * FINE];
    for (int i = 0; i < ink.length; i++) {
      image.getRaster().getSamples(i % SIZE * FINE, i / SIZE * FINE, FINE, FINE, 0, block);
      int sum = 0;
      for (int value : block) {
        sum += value;
      }
      ink[i] = (byte) Math.round((float) sum / block.length);
    }
    return ink;
  }

  /** The image, blurred by (1 2 1)/4 both ways, as a vector of length 1. */
  private static float[] form(byte[] ink) {
    float[] form = new float[ink.length];
    double square = 0;
    for (int y = 1; y < SIZE - 1; y++) {
      for (int x = 1; x < SIZE - 1; x++) {
        int sum = 0;
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            int weight = (2 - Math.abs(dx)) * (2 - Math.abs(dy));
            sum += weight * (ink[(y + dy) * SIZE + x + dx] & 255);
          }
        }
        form[y * SIZE + x] = sum;
        square += (double) sum * sum;
      }
    }
    float length = (float) Math.sqrt(square);
    for (int i = 0; i < form.length; i++) {
      form[i] /= length;
    }
    return form;
  }
}
