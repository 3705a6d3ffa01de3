package adapt4j.show;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Points in the plane, in groups. Made by {@link Chart#scatter}. */
public final class Scatter extends XyFigure<Scatter> {
  private boolean letters;

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

  /**
   * Adds points in groups, such as examples in classes.
   *
   * @param points for each point x and y
   * @param groups the index of each point's group
   * @param names of the groups; a group without a point is left out
   */
  public Scatter add(double[][] points, int[] groups, List<String> names) {
    if (points == null || groups == null || points.length != groups.length) {
      throw wrong("give as many groups as points, one index each.");
    }
    for (int group = 0; group < names.size(); group++) {
      int wanted = group;
      double[][] members =
          IntStream.range(0, points.length)
              .filter(i -> groups[i] == wanted)
              .mapToObj(i -> points[i])
              .toArray(double[][]::new);
      if (members.length > 0) {
        add(
            names.get(group),
            Arrays.stream(members).mapToDouble(point -> point[0]).toArray(),
            Arrays.stream(members).mapToDouble(point -> point[1]).toArray());
      }
    }
    return this;
  }

  /**
   * Draws each point as the name of its group, so that many groups can be told apart without
   * looking back at the legend. For names of one or two characters.
   */
  public Scatter letters() {
    letters = true;
    return this;
  }

  @Override
  void draw(XYChart chart) {
    // Many points overlap: small and half transparent ones still show where they crowd.
    int points = series.stream().mapToInt(Series::size).sum();
    chart.getStyler().setMarkerSize(points > 1000 ? 4 : points > 200 ? 6 : 8);
    if (letters) {
      chart.getStyler().setLegendVisible(false); // the points say what they are
    }
    int alpha = points > 200 ? 150 : 220;
    for (int i = 0; i < series.size(); i++) {
      Series s = series.get(i);
      XYSeries group = chart.addSeries(s.name(), s.x(), s.y());
      group.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      group.setMarker(letters ? new NameMarker(s.name()) : Style.marker(i));
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
