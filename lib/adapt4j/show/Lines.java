package adapt4j.show;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A line chart, with bands for the spread over several runs. Made by {@link Chart#lines}. */
public final class Lines extends XyFigure<Lines> {
  /** More points than these would hide the line behind its markers. */
  private static final int MOST_MARKERS = 30;

  private static final int FEW_MARKERS = 10;

  /** Begins the names of XChart's series that are ours alone: nobody types it. */
  private static final char HIDDEN = '\0';

  private static final String SPARKS = "▁▂▃▄▅▆▇█";
  private static final int SPARK_WIDTH = 30;

  private record Level(String name, double y) {}

  private final List<Level> levels = new ArrayList<>();
  private final Set<String> dots = new HashSet<>();
  private boolean runs;

  Lines(String title) {
    super(title);
  }

  /** Adds a line through the points (x, y), in the order given. */
  public Lines add(String name, double[] x, double[] y) {
    keep(name, x, y, null);
    return this;
  }

  /** Adds a line over 1, 2, 3 and so on. */
  public Lines add(String name, double[] y) {
    return add(name, y == null ? null : Curve.counting(y.length), y);
  }

  /** Adds a line over 1, 2, 3 and so on. */
  public Lines add(String name, float[] y) {
    return add(name, Chart.doubles(y));
  }

  /** Adds a line. */
  public Lines add(Curve curve) {
    Display.need(curve, "curve");
    return add(curve.name(), curve.x(), curve.y());
  }

  /** Adds a line under another name, to compare runs. */
  public Lines add(String name, Curve curve) {
    return add(Display.need(curve, "curve").named(name));
  }

  /** Adds points that no line joins, such as the examples that a curve was fitted to. */
  public Lines points(String name, double[] x, double[] y) {
    keep(name, x, y, null);
    dots.add(name);
    return this;
  }

  /** Adds all lines of, say, a training history. */
  public Lines add(Curves curves) {
    Display.need(curves, "history").curves().forEach(this::add);
    return this;
  }

  /**
   * Adds a line with a band around it.
   *
   * @param spread half the height of the band at each x, for example a standard deviation
   */
  public Lines band(String name, double[] x, double[] y, double[] spread) {
    keep(name, x, y, Display.need(spread, "spread of '" + name + "'"));
    return this;
  }

  /**
   * Adds the mean of several runs, for example one a seed, with a band of one standard deviation to
   * each side. The runs are matched by x.
   */
  public Lines runs(String name, List<Curve> curves) {
    if (curves == null || curves.isEmpty()) {
      throw wrong("'%s' has no runs. Give it at least one curve.", name);
    }
    Map<Double, DoubleStream.Builder> byX = new TreeMap<>();
    for (Curve curve : curves) {
      double[] x = curve.x();
      double[] y = curve.y();
      for (int i = 0; i < x.length; i++) {
        byX.computeIfAbsent(x[i], key -> DoubleStream.builder()).add(y[i]);
      }
    }
    double[] x = byX.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    List<double[]> values = byX.values().stream().map(b -> b.build().toArray()).toList();
    runs = true;
    return band(
        name,
        x,
        values.stream().mapToDouble(Lines::mean).toArray(),
        values.stream().mapToDouble(Lines::deviation).toArray());
  }

  /** Adds a thin horizontal line to compare with, for example chance or a paper's result. */
  public Lines level(String name, double y) {
    take(name);
    if (!Double.isFinite(y)) {
      throw wrong("level '%s' is %s. Give a finite number.", name, y);
    }
    levels.add(new Level(name, y));
    return this;
  }

  @Override
  void draw(XYChart chart) {
    levels.forEach(level -> checkLogY("level '" + level.name() + "' has a y", level.y()));
    // Bands first, so that no line is covered.
    for (int i = 0; i < series.size(); i++) {
      if (series.get(i).spread() != null) {
        drawBand(chart, series.get(i), i);
      }
    }
    for (int i : pointsLast()) {
      Series s = series.get(i);
      XYSeries line = chart.addSeries(s.name(), s.x(), s.y());
      line.setLineColor(Style.color(i)).setLineStyle(Style.line(i));
      line.setMarkerColor(Style.color(i)).setLabel(legend(s.name()));
      line.setMarker(Style.marker(i));
      if (dots.contains(s.name())) {
        line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      } else if (s.size() > MOST_MARKERS) {
        line.setMarker(SeriesMarkers.NONE);
        if (i > 0) { // the first line needs no marker to be told from the others
          line.setShowInLegend(false);
          drawFewMarkers(chart, s, i);
        }
      }
    }
    drawLevels(chart);
  }

  /** Lines go first, so that they do not cover the points. */
  private int[] pointsLast() {
    IntPredicate isPoints = i -> dots.contains(series.get(i).name());
    return IntStream.concat(
            IntStream.range(0, series.size()).filter(isPoints.negate()),
            IntStream.range(0, series.size()).filter(isPoints))
        .toArray();
  }

  /**
   * XChart starts its dashes anew at each point, so dense lines all look solid. Some markers along
   * the way tell them apart without colour; they differ in where they stand, so that none hides
   * another.
   */
  private static void drawFewMarkers(XYChart chart, Series s, int index) {
    int every = s.size() / FEW_MARKERS;
    int first = every * (1 + index % 3) / 4;
    int[] at = IntStream.iterate(first, k -> k < s.size(), k -> k + every).toArray();
    double[] x = IntStream.of(at).mapToDouble(k -> s.x()[k]).toArray();
    double[] y = IntStream.of(at).mapToDouble(k -> s.y()[k]).toArray();
    XYSeries markers = chart.addSeries(HIDDEN + "markers" + s.name(), x, y);
    markers.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    markers.setMarker(Style.marker(index)).setMarkerColor(Style.color(index));
    markers.setLabel(legend(s.name()));
  }

  private static void drawBand(XYChart chart, Series s, int index) {
    int n = s.size();
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = s.x()[i];
      y[i] = s.y()[i] + s.spread()[i];
      x[2 * n - 1 - i] = s.x()[i];
      y[2 * n - 1 - i] = s.y()[i] - s.spread()[i];
    }
    XYSeries band = shape(chart, HIDDEN + "band" + s.name(), x, y);
    band.setFillColor(Style.color(index, 50)).setShowInLegend(false);
    band.setLineColor(Style.color(index, 0));
  }

  private void drawLevels(XYChart chart) {
    if (!levels.isEmpty()) {
      chart.getStyler().setLegendVisible(true);
    }
    double from = low(Series::x);
    double to = high(Series::x);
    for (int i = 0; i < levels.size(); i++) {
      double y = levels.get(i).y();
      XYSeries line =
          chart.addSeries(levels.get(i).name(), new double[] {from, to}, new double[] {y, y});
      line.setLineColor(Style.FAINT);
      line.setLineStyle(Style.stroke(1.2f, i % 2 == 0 ? new float[] {3, 3} : new float[] {10, 4}));
      line.setMarker(SeriesMarkers.NONE);
    }
  }

  @Override
  List<String> ownNotes() {
    List<String> notes = new ArrayList<>(super.ownNotes());
    if (runs) {
      notes.add("Lines are means over runs; bands reach one standard deviation to each side.");
    }
    return notes;
  }

  @Override
  String body() {
    TextTable table = new TextTable(false, false, true, true, true, true);
    table.row("", "", "first", "last", "lowest", "highest");
    for (Series s : series) {
      table.row(
          s.name(),
          spark(s.y()),
          format(s.y()[0]),
          format(s.y()[s.size() - 1]),
          format(min(s.y())),
          format(max(s.y())));
    }
    for (Level level : levels) {
      table.row(level.name(), "", format(level.y()), format(level.y()), "", "");
    }
    return table.toString();
  }

  @Override
  String alt() {
    return title + ". Line chart of " + subject() + ".";
  }

  @Override
  Lines self() {
    return this;
  }

  private static String spark(double[] y) {
    double low = min(y);
    double height = max(y) - low;
    int width = Math.min(SPARK_WIDTH, y.length);
    StringBuilder spark = new StringBuilder();
    for (int i = 0; i < width; i++) {
      double value = y[width == 1 ? 0 : (int) Math.round(i * (y.length - 1.0) / (width - 1))];
      int step = height == 0 ? 3 : (int) Math.round((value - low) / height * 7);
      spark.append(SPARKS.charAt(step));
    }
    return spark.toString();
  }

  private static double mean(double[] values) {
    return DoubleStream.of(values).average().orElseThrow();
  }

  /** The sample standard deviation; 0 for a single value. */
  private static double deviation(double[] values) {
    double mean = mean(values);
    double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
    return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
  }
}
