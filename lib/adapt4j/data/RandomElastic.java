package adapt4j.data;

import ai.djl.ndarray.NDArray;
import java.util.Random;

/**
 * Wobbles each image as if it were printed on rubber: every point moves a little, neighbours nearly
 * together. Handwriting varies like this, more than a turn and a shift can show.
 *
 * <p>After <a href="https://doi.org/10.1109/ICDAR.2003.1227801">Simard, Steinkraus and Platt
 * 2003</a>, section 2, who used it for MNIST. Theirs smooths one random move a pixel; here the
 * moves are drawn for a coarse grid of points and blended in between, which looks alike and costs
 * less.
 */
public final class RandomElastic implements Augment {
  private static final int CELLS = 4;

  private final double amount;

  private RandomElastic(double amount) {
    this.amount = amount;
  }

  /**
   * @param amount how far a point moves along each axis: the standard deviation, as a share of the
   *     image's size, from 0 to 0.2; 0.05 still leaves writing legible
   * @throws IllegalArgumentException if it is out of range
   */
  public static RandomElastic of(double amount) {
    if (!(amount >= 0 && amount <= 0.2)) {
      throw new IllegalArgumentException(
          "The wobble goes from 0 to 0.2 of the image's size, but it is " + amount + ".");
    }
    return new RandomElastic(amount);
  }

  @Override
  public NDArray apply(NDArray inputs, Random random) {
    Pixels from = Pixels.of(inputs);
    Pixels to = from.blank();
    double[][] moveX = new double[CELLS + 1][CELLS + 1];
    double[][] moveY = new double[CELLS + 1][CELLS + 1];
    for (int i = 0; i < from.images(); i++) {
      draw(moveX, amount * from.width(), random);
      draw(moveY, amount * from.height(), random);
      for (int y = 0; y < from.height(); y++) {
        double v = (double) y / (from.height() - 1) * CELLS;
        for (int x = 0; x < from.width(); x++) {
          double u = (double) x / (from.width() - 1) * CELLS;
          double sx = x + blend(moveX, u, v);
          double sy = y + blend(moveY, u, v);
          if (sx > -1 && sy > -1 && sx < from.width() && sy < from.height()) {
            Affine.sample(from, to, i, y * from.width() + x, sx, sy);
          }
        }
      }
    }
    return to.array(inputs);
  }

  private static void draw(double[][] moves, double spread, Random random) {
    for (double[] row : moves) {
      for (int x = 0; x < row.length; x++) {
        row[x] = spread * random.nextGaussian();
      }
    }
  }

  /** Between the four grid points around (u, v), without kinks where the cells meet. */
  private static double blend(double[][] moves, double u, double v) {
    int x = Math.min((int) u, CELLS - 1);
    int y = Math.min((int) v, CELLS - 1);
    double right = smooth(u - x);
    double below = smooth(v - y);
    double upper = moves[y][x] + right * (moves[y][x + 1] - moves[y][x]);
    double lower = moves[y + 1][x] + right * (moves[y + 1][x + 1] - moves[y + 1][x]);
    return upper + below * (lower - upper);
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  @Override
  public String toString() {
    return "RandomElastic: " + amount;
  }
}
