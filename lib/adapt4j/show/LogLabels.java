package adapt4j.show;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.knowm.xchart.internal.chartpart.Annotation;

/**
 * The numbers 2 and 5 between the powers of ten of a logarithmic axis. XChart writes the powers
 * only, and a loss between 0.2 and 3 would stand on an axis with a single number.
 */
final class LogLabels extends Annotation {
  /** From the ends of the plot to XChart's own labels. */
  private static final int LEFT_OF_PLOT = 5;

  private static final int BELOW_PLOT = 18;

  private final boolean horizontal;
  private final double from;
  private final double to;
  private final DoubleFunction<String> format;
  private final String title;

  private LogLabels(
      boolean horizontal, double from, double to, DoubleFunction<String> format, String title) {
    super(false);
    this.horizontal = horizontal;
    this.title = title;
    this.from = from;
    this.to = to;
    this.format = format;
  }

  /** Labels below a horizontal axis. */
  static LogLabels below(double from, double to, DoubleFunction<String> format) {
    return new LogLabels(true, from, to, format, "");
  }

  /** Labels and title to the left of a vertical axis. */
  static LogLabels leftOf(double from, double to, DoubleFunction<String> format, String title) {
    return new LogLabels(false, from, to, format, title);
  }

  /** How much room the labels and the title need to the left of the plot. */
  int room() {
    return (int) Math.ceil(width()) + LEFT_OF_PLOT + (title.isEmpty() ? 4 : 26);
  }

  private double width() {
    double powers =
        Math.max(
            Canvas.width(format.apply(power(from)), Style.SMALL),
            Canvas.width(format.apply(power(to)), Style.SMALL));
    return values().stream()
        .mapToDouble(v -> Canvas.width(format.apply(v), Style.SMALL))
        .reduce(powers, Math::max);
  }

  private static double power(double value) {
    return Math.pow(10, Math.rint(Math.log10(value)));
  }

  @Override
  public void paint(Graphics2D graphics) {
    graphics.setFont(Style.SMALL);
    graphics.setColor(Style.INK);
    for (double value : values()) {
      String label = format.apply(value);
      double width = Canvas.width(label, Style.SMALL);
      double x =
          horizontal
              ? getXAxisScreenValue(value) - width / 2
              : getXAxisScreenValueForMin() - LEFT_OF_PLOT - width;
      double y =
          horizontal ? getYAxisScreenValueForMax() + BELOW_PLOT : getYAxisScreenValue(value) + 4;
      graphics.drawString(label, (float) x, (float) y);
    }
    if (!horizontal) {
      paintTitle(graphics);
    }
  }

  /** XChart would write the title of the axis where these labels are. */
  private void paintTitle(Graphics2D graphics) {
    double x = getXAxisScreenValueForMin() - LEFT_OF_PLOT - width() - 12;
    double middle = (getYAxisScreenValueForMin() + getYAxisScreenValueForMax()) / 2.0;
    var before = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, x, middle);
    graphics.setFont(Style.TEXT);
    float start = (float) (x - Canvas.width(title, Style.TEXT) / 2);
    graphics.drawString(title, start, (float) middle);
    graphics.setTransform(before);
  }

  private List<Double> values() {
    List<Double> values = new ArrayList<>();
    int last = (int) Math.ceil(Math.log10(to));
    // Over many decades the powers of ten are enough.
    if (to / from > 2_000) {
      return values;
    }
    for (int decade = (int) Math.floor(Math.log10(from)); decade <= last; decade++) {
      for (int digit : new int[] {2, 5}) {
        double value = digit * Math.pow(10, decade);
        if (value >= from && value <= to) {
          values.add(value);
        }
      }
    }
    return values;
  }
}
