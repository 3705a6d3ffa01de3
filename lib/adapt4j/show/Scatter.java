package adapt4j.show;

import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Points in the plane, in groups. Made by {@link Chart#scatter}. */
public final class Scatter extends XyFigure<Scatter> {
  Scatter(String title) {
    super(title);
  }

  /** Adds a group of points. */
  public Scatter add(String name, double[] xs, double[] ys) {
    keep(name, xs, ys, null);
    return this;
  }

  /** Adds a group of points. */
  public Scatter add(String name, float[] xs, float[] ys) {
    return add(name, Chart.doubles(xs), Chart.doubles(ys));
  }

  @Override
  void draw(XYChart chart) {
    // Many points overlap: small and half transparent ones still show where they crowd.
    int points = series.stream().mapToInt(Series::size).sum();
    chart.getStyler().setMarkerSize(points > 1000 ? 4 : points > 200 ? 6 : 8);
    int alpha = points > 200 ? 150 : 220;
    for (int i = 0; i < series.size(); i++) {
      Series s = series.get(i);
      XYSeries group = chart.addSeries(s.name(), s.x(), s.y());
      group.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      group.setMarker(Style.marker(i));
      group.setMarkerColor(Style.color(i, alpha)).setLabel(legend(s.name()));
    }
  }

  @Override
  String body() {
    TextTable table = new TextTable(false, true, false, false);
    table.row("", "points", "x", "y");
    for (Series s : series) {
      table.row(
          s.name(),
          Numbers.format(s.size()),
          formatX(min(s.x())) + " to " + formatX(max(s.x())),
          format(min(s.y())) + " to " + format(max(s.y())));
    }
    return table.toString();
  }

  @Override
  String alt() {
    return title + ". Scatter plot of " + subject() + ".";
  }

  @Override
  Scatter self() {
    return this;
  }
}
