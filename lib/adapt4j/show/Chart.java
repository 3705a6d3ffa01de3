package adapt4j.show;

import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * Where every chart starts:
 *
 * <pre>{@code
 * Chart.lines("Accuracy while training", history).xAxis("epoch").yAxis("accuracy").percent().show();
 * Chart.bars("Images a class").add("train", labels, counts).show();
 * Chart.scatter("PCA").add("class 3", xs, ys).show();
 * Chart.histogram("Brightness", values, 20).show();
 * Chart.heat("Confusion", confusion).show();
 * Chart.surface("Loss", -1, 1, -1, 1, (a, b) -> loss(a, b)).path("descent", as, bs).show();
 * }</pre>
 *
 * <p>Values that are not numbers are left out, and the chart says so. Wrong input (nothing to draw,
 * x and y of different lengths, two series of one name) throws an {@link IllegalArgumentException}
 * that says what to change.
 */
public final class Chart {
  private Chart() {}

  /** A line chart, to be filled by {@code add}. */
  public static Lines lines(String title) {
    return new Lines(title);
  }

  /** A line chart of all curves of, say, a training history. */
  public static Lines lines(String title, Curves... histories) {
    Lines lines = new Lines(title);
    for (Curves history : histories) {
      lines.add(history);
    }
    return lines;
  }

  /** A bar chart, to be filled by {@code add}. */
  public static Bars bars(String title) {
    return new Bars(title);
  }

  /** A scatter plot, to be filled by {@code add}. */
  public static Scatter scatter(String title) {
    return new Scatter(title);
  }

  /**
   * How often the values fall into each of so many equal bins between the least and the greatest.
   */
  public static Histogram histogram(String title, double[] values, int bins) {
    return new Histogram(title, bins).add("values", values);
  }

  /** How often the values fall into each of so many equal bins. */
  public static Histogram histogram(String title, float[] values, int bins) {
    return histogram(title, doubles(values), bins);
  }

  /** A histogram of several sets of values over the same bins, to be filled by {@code add}. */
  public static Histogram histogram(String title, int bins) {
    return new Histogram(title, bins);
  }

  /** A matrix as coloured cells with their numbers. */
  public static Heat heat(String title, Matrix matrix) {
    return new Heat(title, matrix);
  }

  /**
   * A function of two numbers as a map, over which paths can be drawn.
   *
   * @param fromX the map's left edge
   * @param toX its right edge
   * @param fromY its lower edge
   * @param toY its upper edge
   * @param function is asked for about 4,000 pairs of x and y
   */
  public static Surface surface(
      String title,
      double fromX,
      double toX,
      double fromY,
      double toY,
      DoubleBinaryOperator function) {
    double[] x = {fromX, toX};
    return new Surface(title, x, new double[] {fromY, toY}, function);
  }

  static double[] doubles(float[] values) {
    return values == null
        ? null
        : IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
