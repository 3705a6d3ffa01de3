package adapt4j.show;

import java.util.Arrays;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** How often values fall into each of several equal bins. Made by {@link Chart#histogram}. */
public final class Histogram extends XyFigure<Histogram> {
  private final int bins;

  Histogram(String title, int bins) {
    super(title);
    if (bins < 1) {
      throw wrong("%d bins. Ask for at least one.", bins);
    }
    this.bins = bins;
    yAxis = "count";
  }

  /** Adds a second set of values, drawn over the first with the same bins. */
  public Histogram add(String name, double... more) {
    double[] copy = more == null ? null : more.clone();
    keep(name, copy, copy, null);
    return this;
  }

  /** Adds a second set of values. */
  public Histogram add(String name, float[] more) {
    return add(name, Chart.doubles(more));
  }

  @Override
  void draw(XYChart chart) {
    chart.getStyler().setYAxisMin(0.0);
    for (int i = 0; i < series.size(); i++) {
      int[] counts = counts(series.get(i).x());
      double[] x = new double[4 * bins];
      double[] y = new double[4 * bins];
      for (int b = 0; b < bins; b++) {
        x[4 * b] = x[4 * b + 1] = edge(b);
        x[4 * b + 2] = x[4 * b + 3] = edge(b + 1);
        y[4 * b + 1] = y[4 * b + 2] = counts[b];
      }
      XYSeries outline = shape(chart, series.get(i).name(), x, y);
      outline.setLabel(legend(series.get(i).name()));
      outline.setFillColor(Style.color(i, series.size() == 1 ? 200 : 110));
      outline.setLineStyle(Style.stroke(1)).setLineColor(Style.color(i));
    }
  }

  private int[] counts(double[] sample) {
    int[] counts = new int[bins];
    double low = edge(0);
    double width = edge(1) - low;
    for (double value : sample) {
      // The greatest value belongs to the last bin.
      counts[Math.min(bins - 1, (int) ((value - low) / width))]++;
    }
    return counts;
  }

  private double edge(int bin) {
    double low = low(Series::x);
    double high = high(Series::x);
    if (low == high) {
      low -= 0.5;
      high += 0.5;
    }
    return low + (high - low) * bin / bins;
  }

  @Override
  String formatX(double x) {
    return format(x);
  }

  @Override
  String formatY(double y) {
    return Numbers.format(y);
  }

  @Override
  String body() {
    TextTable table = TextTable.labelled(series.size());
    String[] head = new String[series.size() + 1];
    Arrays.setAll(head, i -> i == 0 ? "" : series.get(i - 1).name());
    table.row(head);
    int[][] counts = series.stream().map(s -> counts(s.x())).toArray(int[][]::new);
    for (int b = 0; b < bins; b++) {
      int bin = b;
      String[] row = new String[series.size() + 1];
      Arrays.setAll(row, i -> i == 0 ? "" : Numbers.format(counts[i - 1][bin]));
      row[0] = format(edge(b)) + " to " + format(edge(b + 1));
      table.row(row);
    }
    return table.toString();
  }

  @Override
  String alt() {
    return "%s. Histogram of %s, from %s to %s."
        .formatted(title, xAxis.isEmpty() ? subject() : xAxis, format(edge(0)), format(edge(bins)));
  }

  @Override
  Histogram self() {
    return this;
  }
}
