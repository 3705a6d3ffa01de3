package adapt4j.data;

import ai.djl.ndarray.NDArray;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Principal component analysis: the directions in which points spread most, so that many dimensions
 * can be drawn in two.
 *
 * <pre>{@code
 * Pca pca = Pca.of(features);
 * double[][] points = pca.project(features, 2);
 * }</pre>
 *
 * <p>What lies far apart in the picture is far apart; what lies together may still differ in the
 * directions that are not drawn. {@link #explained} says how much of the spread is seen. See
 * Jolliffe and Cadima, <a href="https://doi.org/10.1098/rsta.2015.0202">Principal component
 * analysis: a review</a> (2016), section 2.
 */
public final class Pca {
  private final double[] mean;
  private final SingularValueDecomposition directions;

  private Pca(double[] mean, SingularValueDecomposition directions) {
    this.mean = mean;
    this.directions = directions;
  }

  /**
   * Finds the directions.
   *
   * @param points shape (n, d): n points of d numbers; at least 2 of each. For thousands of
   *     dimensions it takes minutes.
   * @return the directions, the one with the most spread first
   * @throws IllegalArgumentException for another shape, or numbers that are not finite
   */
  public static Pca of(NDArray points) {
    double[][] rows = rows(points);
    if (rows.length < 2 || rows[0].length < 2) {
      throw new IllegalArgumentException(
          "PCA needs 2 points and 2 dimensions or more, but the shape is "
              + points.getShape()
              + ".");
    }
    double[] mean = mean(rows);
    centre(rows, mean);
    RealMatrix centred = new Array2DRowRealMatrix(rows, false);
    // Not the covariance's eigenvectors: with fewer points than dimensions most eigenvalues are 0,
    // and the library's search for them may not end.
    return new Pca(mean, new SingularValueDecomposition(centred));
  }

  private static void centre(double[][] rows, double[] mean) {
    for (double[] row : rows) {
      for (int j = 0; j < row.length; j++) {
        row[j] -= mean[j];
      }
    }
  }

  /**
   * Where points lie along the first directions.
   *
   * @param points shape (m, d), with the same d
   * @param dimensions how many directions, such as 2
   * @return for each point its place along each direction
   * @throws IllegalArgumentException if d is another, or there are fewer directions
   */
  public double[][] project(NDArray points, int dimensions) {
    double[][] rows = rows(points);
    if (rows[0].length != mean.length
        || dimensions < 1
        || dimensions > directions.getV().getColumnDimension()) {
      throw new IllegalArgumentException(
          "These directions are for points of "
              + mean.length
              + " numbers, and there are "
              + directions.getV().getColumnDimension()
              + " directions; asked for "
              + dimensions
              + " of points of "
              + rows[0].length
              + ".");
    }
    centre(rows, mean);
    RealMatrix first = directions.getV().getSubMatrix(0, mean.length - 1, 0, dimensions - 1);
    return new Array2DRowRealMatrix(rows, false).multiply(first).getData();
  }

  /**
   * How much of the points' spread (variance) lies along the first directions.
   *
   * @param dimensions how many directions
   * @return a share from 0 to 1
   */
  public double explained(int dimensions) {
    double seen = 0;
    double all = 0;
    double[] spreads = directions.getSingularValues();
    for (int i = 0; i < spreads.length; i++) {
      double variance = spreads[i] * spreads[i];
      seen += i < dimensions ? variance : 0;
      all += variance;
    }
    return seen / all;
  }

  private static double[] mean(double[][] rows) {
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / rows.length;
      }
    }
    return mean;
  }

  private static double[][] rows(NDArray points) {
    if (points.getShape().dimension() != 2) {
      throw new IllegalArgumentException(
          "PCA reads points of shape (n, d), but these have " + points.getShape() + ".");
    }
    int d = (int) points.getShape().get(1);
    float[] values = points.toFloatArray();
    double[][] rows = new double[values.length / d][d];
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "Point " + i / d + " holds a number that is not finite.");
      }
      rows[i / d][i % d] = values[i];
    }
    return rows;
  }
}
