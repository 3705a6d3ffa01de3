package adapt4j.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A function of two numbers as a map: the darker, the greater. Paths can be drawn over it, such as
 * the way that weights take down a loss. Made by {@link Chart#surface}.
 */
public final class Surface extends Figure<Surface> {
  /** So many values each way; what lies between them is interpolated. */
  private static final int POINTS = 61;

  /** A way over the map, from its first point to its last. */
  record Path(String name, double[] x, double[] y) {}

  final double[] x;
  final double[] y;
  final double[][] values;
  final List<Path> paths = new ArrayList<>();

  Surface(String title, double[] xRange, double[] yRange, DoubleBinaryOperator function) {
    super(title);
    x = grid("x", xRange);
    y = grid("y", yRange);
    values = new double[POINTS][POINTS];
    for (int r = 0; r < POINTS; r++) {
      for (int c = 0; c < POINTS; c++) {
        values[r][c] = function.applyAsDouble(x[c], y[r]);
      }
    }
    if (Arrays.stream(values).flatMapToDouble(DoubleStream::of).noneMatch(Double::isFinite)) {
      throw wrong("the function gives no finite number here.");
    }
  }

  private double[] grid(String name, double[] range) {
    double from = range[0];
    double step = (range[1] - from) / (POINTS - 1);
    if (!(step > 0) || !Double.isFinite(step)) {
      throw wrong(
          "%s goes from %s to %s. The first must be below the second.", name, from, range[1]);
    }
    return IntStream.range(0, POINTS).mapToDouble(i -> from + i * step).toArray();
  }

  /**
   * Adds a path: a dot at its start, a larger mark at its end. What lies outside the map is cut.
   *
   * @param name for the legend
   * @param x of each point, in order
   * @param y of each point
   */
  public Surface path(String name, double[] x, double[] y) {
    if (name == null || name.isBlank() || paths.stream().anyMatch(p -> p.name.equals(name))) {
      throw wrong("a path needs a name of its own, not '%s'.", name);
    }
    if (x == null || y == null || x.length != y.length || x.length == 0) {
      throw wrong("path '%s' needs one x for each y, and one point at least.", name);
    }
    if (!DoubleStream.concat(DoubleStream.of(x), DoubleStream.of(y)).allMatch(Double::isFinite)) {
      throw wrong("path '%s' has a point that is no number. Did the steps diverge?", name);
    }
    paths.add(new Path(name, x.clone(), y.clone()));
    return this;
  }

  /** Row and column of the least value. */
  int[] lowest() {
    int[] at = {0, 0};
    for (int r = 0; r < y.length; r++) {
      for (int c = 0; c < x.length; c++) {
        if (!(values[r][c] >= values[at[0]][at[1]])) {
          at = Double.isFinite(values[r][c]) ? new int[] {r, c} : at;
        }
      }
    }
    return at;
  }

  @Override
  int bodyHeight() {
    return SurfacePainter.HEIGHT;
  }

  @Override
  void paint(Canvas canvas) {
    new SurfacePainter(this).paint(canvas);
  }

  @Override
  String body() {
    int[] low = lowest();
    StringBuilder text = new StringBuilder("  lowest: ");
    text.append(format(values[low[0]][low[1]])).append(" at ").append(point(x[low[1]], y[low[0]]));
    for (Path path : paths) {
      int last = path.x.length - 1;
      text.append("\n  ").append(path.name).append(": ").append(point(path.x[0], path.y[0]));
      text.append(" to ").append(point(path.x[last], path.y[last]));
      text.append(last == 1 ? " in 1 step" : " in " + last + " steps");
    }
    return text.toString();
  }

  private static String point(double x, double y) {
    return "(" + Numbers.format(x) + ", " + Numbers.format(y) + ")";
  }

  @Override
  String alt() {
    List<String> names = paths.stream().map(Path::name).toList();
    return title
        + ". Map of a function of "
        + (xAxis.isEmpty() ? "x" : xAxis)
        + " and "
        + (yAxis.isEmpty() ? "y" : yAxis)
        + (names.isEmpty() ? "." : ", with paths: " + String.join(", ", names) + ".");
  }

  @Override
  Surface self() {
    return this;
  }
}
