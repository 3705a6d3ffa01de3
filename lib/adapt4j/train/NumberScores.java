package adapt4j.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How good predictions of numbers are (regression): mean squared error, mean absolute error and the
 * coefficient of determination R².
 *
 * <pre>{@code
 * NumberScores scores = NumberScores.of(new double[] {1, 4, 1}, new double[] {1, 2, 4});
 * scores.mse();   // 4.333
 * }</pre>
 */
public final class NumberScores {
  private final double mse;
  private final double mae;
  private final double r2;

  private NumberScores(double mse, double mae, double r2) {
    this.mse = mse;
    this.mae = mae;
    this.r2 = r2;
  }

  /**
   * Compares predictions with the truth.
   *
   * @param truth what the numbers are
   * @param predicted what was predicted for them, in the same order
   * @return the scores
   * @throws IllegalArgumentException if there is no number, the lengths differ, or one of them is
   *     not finite
   */
  public static NumberScores of(double[] truth, double[] predicted) {
    if (truth.length == 0) {
      throw new IllegalArgumentException("There are no numbers to score.");
    }
    if (truth.length != predicted.length) {
      throw new IllegalArgumentException(
          truth.length
              + " numbers need as many predictions, but there are "
              + predicted.length
              + ".");
    }
    for (int i = 0; i < truth.length; i++) {
      if (!Double.isFinite(truth[i]) || !Double.isFinite(predicted[i])) {
        throw new IllegalArgumentException(
            "Number "
                + i
                + " is "
                + truth[i]
                + " and its prediction "
                + predicted[i]
                + "; both must be finite.");
      }
    }
    double mean = Arrays.stream(truth).average().orElseThrow();
    double mse = mean(i -> square(truth[i] - predicted[i]), truth.length);
    double mae = mean(i -> Math.abs(truth[i] - predicted[i]), truth.length);
    double variance = mean(i -> square(truth[i] - mean), truth.length);
    return new NumberScores(mse, mae, variance > 0 ? 1 - mse / variance : mse > 0 ? 0 : 1);
  }

  /**
   * The mean squared error. Large errors count much more than small ones.
   *
   * @return 0 or above, in the square of the numbers' unit
   */
  public double mse() {
    return mse;
  }

  /**
   * The mean absolute error.
   *
   * @return 0 or above, in the numbers' unit
   */
  public double mae() {
    return mae;
  }

  /**
   * The share of the numbers' variance that is predicted: 0 is as good as always predicting their
   * mean.
   *
   * @return 1 or below, also below 0. Where all numbers are the same, it cannot be computed, and is
   *     1 if all predictions are right and otherwise 0, as in scikit-learn
   */
  public double r2() {
    return r2;
  }

  /**
   * All three as a table.
   *
   * @return the columns score and value
   */
  public Table table() {
    return Table.create("Scores")
        .addColumns(
            StringColumn.create("score", "mean squared error", "mean absolute error", "R²"),
            DoubleColumn.create("value", mse, mae, r2));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "mean squared error %.4g, mean absolute error %.4g, R² %.3f", mse, mae, r2);
  }

  private static double mean(IntToDoubleFunction value, int n) {
    return IntStream.range(0, n).mapToDouble(value).average().orElseThrow();
  }

  private static double square(double x) {
    return x * x;
  }
}
