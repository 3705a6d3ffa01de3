package adapt4j.show;

import java.util.stream.IntStream;

/**
 * A named line of points, for example the accuracy after each epoch.
 *
 * @param name what the line shows; it stands in the legend
 * @param x where the points are, as many as {@code y}
 * @param y how high the points are
 */
public record Curve(String name, double[] x, double[] y) {
  /** Checks that there is a name, and a y for every x. */
  public Curve {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("A curve needs a name, for example \"dev accuracy\".");
    }
    if (x == null || y == null || x.length != y.length) {
      throw new IllegalArgumentException(
          "Curve '%s' has %s values of x and %s of y. Give one y for every x."
              .formatted(name, count(x), count(y)));
    }
    x = x.clone();
    y = y.clone();
  }

  /** A line over 1, 2, 3 and so on: the epochs or steps. */
  public static Curve of(String name, double... y) {
    return new Curve(name, counting(y == null ? 0 : y.length), y);
  }

  @Override
  public double[] x() {
    return x.clone();
  }

  @Override
  public double[] y() {
    return y.clone();
  }

  /** The same line under another name. */
  public Curve named(String other) {
    return new Curve(other, x, y);
  }

  /** The numbers 1 to n. */
  static double[] counting(int n) {
    return IntStream.rangeClosed(1, n).asDoubleStream().toArray();
  }

  private static String count(double[] values) {
    return values == null ? "no" : Integer.toString(values.length);
  }
}
