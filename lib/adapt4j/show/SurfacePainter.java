package adapt4j.show;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Draws a {@link Surface}: bands of shade, as on a map, then the paths. */
final class SurfacePainter {
  static final int HEIGHT = Figure.HEIGHT;
  private static final int BANDS = 12;
  private static final int TICKS = 5;
  private static final Rectangle2D MAP = new Rectangle2D.Double(80, 44, 420, HEIGHT - 100);
  private static final double LEGEND = 525;
  private static final Color DEEP = new Color(0x5B, 0x6C, 0x7D);

  private final Surface surface;
  private final double least;
  private final double greatest;

  SurfacePainter(Surface surface) {
    this.surface = surface;
    double[] all =
        Arrays.stream(surface.values)
            .flatMapToDouble(DoubleStream::of)
            .filter(Double::isFinite)
            .toArray();
    least = XyFigure.min(all);
    greatest = XyFigure.max(all);
  }

  void paint(Canvas canvas) {
    surface.paintTitle(canvas);
    paintMap(canvas.graphics);
    paintAxes(canvas);
    var clip = canvas.graphics.getClip();
    for (int i = 0; i < surface.paths.size(); i++) {
      canvas.graphics.setClip(MAP);
      paintPath(canvas.graphics, surface.paths.get(i), i);
      canvas.graphics.setClip(clip);
      paintLegend(canvas, surface.paths.get(i).name(), i);
    }
    paintBands(canvas);
  }

  /** Every point of the image by itself, so that the bands have smooth edges. */
  private void paintMap(Graphics2D graphics) {
    int width = (int) MAP.getWidth() * Canvas.SCALE;
    int height = (int) MAP.getHeight() * Canvas.SCALE;
    BufferedImage map = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < height; row++) {
      double y = at(surface.y, 1 - (row + 0.5) / height);
      for (int column = 0; column < width; column++) {
        double x = at(surface.x, (column + 0.5) / width);
        map.setRGB(column, row, shade(band(value(x, y))).getRGB());
      }
    }
    graphics.drawImage(
        map, (int) MAP.getX(), (int) MAP.getY(), width / Canvas.SCALE, height / Canvas.SCALE, null);
    graphics.setColor(Style.RULE);
    graphics.setStroke(Style.stroke(1));
    graphics.draw(MAP);
  }

  private static double at(double[] axis, double part) {
    return axis[0] + part * (axis[axis.length - 1] - axis[0]);
  }

  /** Between the four values around a point (bilinear). */
  private double value(double x, double y) {
    int c = below(surface.x, x);
    int r = below(surface.y, y);
    double right = (x - surface.x[c]) / (surface.x[c + 1] - surface.x[c]);
    double up = (y - surface.y[r]) / (surface.y[r + 1] - surface.y[r]);
    double lower = surface.values[r][c] * (1 - right) + surface.values[r][c + 1] * right;
    double upper = surface.values[r + 1][c] * (1 - right) + surface.values[r + 1][c + 1] * right;
    return lower * (1 - up) + upper * up;
  }

  private static int below(double[] axis, double value) {
    int found = Arrays.binarySearch(axis, value);
    return Math.max(0, Math.min(axis.length - 2, found < 0 ? -found - 2 : found));
  }

  /** Bands grow wider upwards: what happens near the bottom matters more. */
  private int band(double value) {
    if (!Double.isFinite(value)) {
      return BANDS - 1;
    }
    double height = greatest == least ? 0 : Math.sqrt((value - least) / (greatest - least));
    return (int) Math.min(BANDS - 1, height * BANDS);
  }

  private double bound(int band) {
    double height = (double) band / BANDS;
    return least + height * height * (greatest - least);
  }

  private static Color shade(int band) {
    double depth = (double) band / (BANDS - 1);
    return new Color(
        mix(DEEP.getRed(), depth), mix(DEEP.getGreen(), depth), mix(DEEP.getBlue(), depth));
  }

  private static int mix(int full, double depth) {
    return (int) Math.round(255 + (full - 255) * depth);
  }

  private double across(double x) {
    double from = surface.x[0];
    double to = surface.x[surface.x.length - 1];
    return MAP.getX() + (x - from) / (to - from) * MAP.getWidth();
  }

  private double down(double y) {
    double from = surface.y[0];
    double to = surface.y[surface.y.length - 1];
    return MAP.getMaxY() - (y - from) / (to - from) * MAP.getHeight();
  }

  private void paintAxes(Canvas canvas) {
    for (int i = 0; i < TICKS; i++) {
      double part = i / (TICKS - 1.0);
      double x = surface.x[0] + part * (surface.x[surface.x.length - 1] - surface.x[0]);
      double y = surface.y[0] + part * (surface.y[surface.y.length - 1] - surface.y[0]);
      canvas.centred(tick(x), across(x), MAP.getMaxY() + 17, Style.SMALL, Style.INK);
      canvas.right(tick(y), MAP.getX() - 8, down(y) + 4, Style.SMALL, Style.INK);
    }
    canvas.centred(surface.xAxis, MAP.getCenterX(), MAP.getMaxY() + 38, Style.TEXT, Style.INK);
    canvas.upwards(surface.yAxis, MAP.getX() - 46, MAP.getCenterY(), Style.TEXT, Style.INK);
  }

  private static String tick(double value) {
    return Numbers.format(Math.rint(value * 100) / 100);
  }

  private void paintPath(Graphics2D graphics, Surface.Path path, int index) {
    Path2D line = new Path2D.Double();
    line.moveTo(across(path.x()[0]), down(path.y()[0]));
    for (int i = 1; i < path.x().length; i++) {
      line.lineTo(across(path.x()[i]), down(path.y()[i]));
    }
    graphics.setColor(Color.WHITE); // an edge, so that the line stands out from any shade
    graphics.setStroke(Style.stroke(4.5f));
    graphics.draw(line);
    graphics.setColor(Style.color(index));
    graphics.setStroke(Style.line(index));
    graphics.draw(line);
    int last = path.x().length - 1;
    dot(graphics, across(path.x()[0]), down(path.y()[0]), 3.5, index);
    dot(graphics, across(path.x()[last]), down(path.y()[last]), 6, index);
  }

  private static void dot(Graphics2D graphics, double x, double y, double radius, int index) {
    var circle = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    graphics.setColor(Style.color(index));
    graphics.fill(circle);
    graphics.setColor(Color.WHITE);
    graphics.setStroke(Style.stroke(1));
    graphics.draw(circle);
  }

  private static void paintLegend(Canvas canvas, String name, int index) {
    double y = MAP.getY() + 10 + index * 22;
    canvas.graphics.setColor(Style.color(index));
    canvas.graphics.setStroke(Style.line(index));
    canvas.graphics.draw(new Line2D.Double(LEGEND, y, LEGEND + 30, y));
    dot(canvas.graphics, LEGEND + 30, y, 5, index);
    String fitting = Canvas.fit(name, Style.TEXT, Figure.WIDTH - LEGEND - 50);
    canvas.text(fitting, LEGEND + 42, y + 4, Style.TEXT, Style.INK);
  }

  private void paintBands(Canvas canvas) {
    double height = 9;
    double bottom = MAP.getMaxY();
    for (int b = 0; b < BANDS; b++) {
      var box = new Rectangle2D.Double(LEGEND, bottom - (b + 1) * height, 22, height);
      canvas.graphics.setColor(shade(b));
      canvas.graphics.fill(box);
      canvas.graphics.setColor(Style.RULE);
      canvas.graphics.setStroke(Style.stroke(0.5f));
      canvas.graphics.draw(box);
      if (b % 4 == 0) {
        canvas.text(tick(bound(b)), LEGEND + 30, bottom - b * height + 1, Style.SMALL, Style.INK);
      }
    }
    double top = bottom - BANDS * height;
    canvas.text(tick(greatest), LEGEND + 30, top + 5, Style.SMALL, Style.INK);
  }
}
