package adapt4j.show;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Charts with numbers on both axes.
 *
 * @param <F> the kind of chart
 */
public abstract sealed class XyFigure<F extends XyFigure<F>> extends Figure<F>
    permits Lines, Scatter, Histogram {
  /** Points of one name and colour. Spread is null, or half the height of the band around y. */
  record Series(String name, double[] x, double[] y, double[] spread) {
    int size() {
      return x.length;
    }

    /** The lower edge of the band at its lowest; without a band, of the line. */
    double lowest() {
      return IntStream.range(0, size())
          .mapToDouble(i -> spread == null ? y[i] : y[i] - spread[i])
          .min()
          .orElseThrow();
    }
  }

  final List<Series> series = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private int leftOut;
  private double[] yRange;
  private boolean logX;
  private boolean logY;
  private boolean wholeX;

  XyFigure(String title) {
    super(title);
  }

  /** Sets the ends of the vertical axis. */
  public F yRange(double from, double to) {
    if (!(from < to)) {
      throw wrong("yRange(%s, %s) is empty. The first must be below the second.", from, to);
    }
    yRange = new double[] {from, to};
    return self();
  }

  /** Makes the horizontal axis logarithmic; every x must be above 0. */
  public F logX() {
    logX = true;
    return self();
  }

  /** Makes the vertical axis logarithmic; every y must be above 0. */
  public F logY() {
    logY = true;
    return self();
  }

  /** Checks a series, leaves out points that are not numbers, and keeps the rest. */
  final void keep(String name, double[] x, double[] y, double[] spread) {
    take(name);
    if (x == null || y == null || (spread != null && spread.length != y.length)) {
      throw wrong("series '%s' needs as many spreads as values, and neither may be null.", name);
    }
    if (x.length != y.length) {
      throw wrong(
          "series '%s' has %d values of x and %d of y. Give one y for every x.",
          name, x.length, y.length);
    }
    if (x.length == 0) {
      throw wrong("series '%s' is empty. Give it at least one point.", name);
    }
    int[] good =
        IntStream.range(0, x.length)
            .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]))
            .filter(i -> spread == null || Double.isFinite(spread[i]))
            .toArray();
    if (good.length == 0) {
      throw wrong("series '%s' holds no finite number. Look for NaN where it comes from.", name);
    }
    leftOut += x.length - good.length;
    series.add(new Series(name, pick(x, good), pick(y, good), pick(spread, good)));
  }

  /** Takes a name for the legend, which must be free. */
  final void take(String name) {
    if (name == null || name.isBlank()) {
      throw wrong("a series needs a name for the legend.");
    }
    if (!names.add(name)) {
      throw wrong("there are two series '%s'. Give each its own name.", name);
    }
  }

  private static double[] pick(double[] values, int[] indices) {
    return values == null ? null : IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
  }

  @Override
  final void paint(Canvas canvas) {
    checkFilled();
    XYChart chart = new XYChart(WIDTH, HEIGHT);
    XYStyler styler = chart.getStyler();
    Style.apply(styler);
    styler.setYAxisTitleVisible(!yName().isEmpty());
    styler.setLegendVisible(series.size() > 1);
    styler.setXAxisLogarithmic(logX);
    styler.setYAxisLogarithmic(logY);
    if (yRange != null) {
      styler.setYAxisMin(yRange[0]);
      styler.setYAxisMax(yRange[1]);
    }
    wholeX =
        !logX
            && series.stream()
                .flatMapToDouble(s -> DoubleStream.of(s.x()))
                .allMatch(x -> x == Math.rint(x));
    chart.setCustomXAxisTickLabelsFormatter(this::formatX);
    chart.setCustomYAxisTickLabelsFormatter(this::formatY);
    draw(chart);
    askForRoundTicks(chart);
    labelLogAxes(chart);
    paint(canvas, chart, yName());
  }

  /**
   * XChart puts its ticks at the points themselves where these are equally spaced, and 30 epochs
   * then crowd the axis. A point of its own between them, never drawn, makes it take round numbers.
   */
  private void askForRoundTicks(XYChart chart) {
    double from = low(Series::x);
    double[] between = {from + (high(Series::x) - from) * 0.123};
    chart.addSeries(" ", between, new double[] {series.get(0).y()[0]}).setEnabled(false);
  }

  private void labelLogAxes(XYChart chart) {
    if (logX) {
      chart.addAnnotation(LogLabels.below(low(Series::x), high(Series::x), this::formatX));
    }
    if (logY) {
      double from = yRange == null ? low(Series::y) : yRange[0];
      double to = yRange == null ? high(Series::y) : yRange[1];
      LogLabels labels = LogLabels.leftOf(from, to, this::formatY, yName());
      chart.addAnnotation(labels);
      chart.getStyler().setYAxisTitleVisible(false);
      chart.getStyler().setYAxisLeftWidthHint(labels.room());
    }
  }

  final double low(Function<Series, double[]> axis) {
    return series.stream().mapToDouble(s -> min(axis.apply(s))).min().orElseThrow();
  }

  final double high(Function<Series, double[]> axis) {
    return series.stream().mapToDouble(s -> max(axis.apply(s))).max().orElseThrow();
  }

  /** Adds the series to the chart. */
  abstract void draw(XYChart chart);

  String formatX(double x) {
    // There is no epoch 1.5.
    return wholeX && x != Math.rint(x) ? "" : Numbers.format(x);
  }

  String formatY(double y) {
    return format(y);
  }

  /** A filled shape without an outline or a place in the legend. */
  static XYSeries shape(XYChart chart, String name, double[] x, double[] y) {
    XYSeries shape = chart.addSeries(name, x, y);
    shape.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    shape.setMarker(SeriesMarkers.NONE);
    shape.setLineStyle(Style.stroke(0));
    return shape;
  }

  /** A single line needs no legend: its name goes to the axis, where the axis has none. */
  private String yName() {
    return yAxis.isEmpty() && series.size() == 1 ? series.get(0).name() : yAxis;
  }

  private void checkFilled() {
    if (series.isEmpty()) {
      throw new IllegalStateException(
          "Chart '" + title + "' has nothing to show. Call add(...) before show().");
    }
    for (Series s : series) {
      if (logX && min(s.x()) <= 0) {
        throw wrong(
            "series '%s' has an x of %s, and logX() needs all above 0.", s.name(), min(s.x()));
      }
      checkLogY("series '" + s.name() + "' has a y", min(s.y()));
      checkLogY("the band of '" + s.name() + "' has a y", s.lowest());
    }
    if (yRange != null) {
      checkLogY("yRange(...) has a lower end", yRange[0]);
    }
  }

  /** On a logarithmic axis, 0 is infinitely far down. */
  final void checkLogY(String what, double y) {
    if (logY && y <= 0) {
      throw wrong("%s of %s, and logY() needs all above 0.", what, y);
    }
  }

  @Override
  List<String> ownNotes() {
    return leftOut == 0 ? List.of() : List.of(leftOut(leftOut));
  }

  /** "a, b and 3 others over epoch". */
  final String subject() {
    String names =
        series.stream().limit(8).map(Series::name).collect(Collectors.joining(", "))
            + (series.size() > 8 ? " and " + (series.size() - 8) + " others" : "");
    return names + (xAxis.isEmpty() ? "" : " over " + xAxis);
  }

  static double min(double[] values) {
    return DoubleStream.of(values).min().orElseThrow();
  }

  static double max(double[] values) {
    return DoubleStream.of(values).max().orElseThrow();
  }
}
