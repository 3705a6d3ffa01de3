package adapt4j.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Tells the attention where the tokens stand: the numbers of a query or key are taken in pairs, and
 * each pair is turned in its plane by an angle that grows with the position (<a
 * href="https://arxiv.org/abs/2104.09864">Su et al. 2021</a>, equations 15 and 34). The product of
 * a query and a key then depends on how far apart the two tokens are, not on where they stand.
 *
 * @param cos of the angles, shape (n or 1, 1, length, width of a head)
 * @param sin likewise
 */
record Rotary(NDArray cos, NDArray sin) {
  private static final double BASE = 10_000;

  /**
   * The angles for some positions: pair i turns by 10000^(-2i / width) for each step.
   *
   * @param positions shape (n or 1, length), as Java has them
   * @param width of a head, even
   */
  static Rotary of(NDManager manager, int[][] positions, int width, DataType type) {
    int length = positions[0].length;
    Shape shape = new Shape(positions.length, 1, length, width);
    double[] cos = new double[positions.length * length * width];
    double[] sin = new double[cos.length];
    int at = 0;
    for (int[] row : positions) {
      for (int position : row) {
        for (int i = 0; i < width; i++, at++) {
          double angle = position * Math.pow(BASE, -2.0 * (i % (width / 2)) / width);
          cos[at] = Math.cos(angle);
          sin[at] = Math.sin(angle);
        }
      }
    }
    return new Rotary(
        manager.create(cos, shape).toType(type, true),
        manager.create(sin, shape).toType(type, true));
  }

  /**
   * @param x queries or keys, shape (n, heads, length, width of a head); number i makes a pair with
   *     number i + width / 2
   * @return the same shape
   */
  NDArray turn(NDArray x) {
    NDList halves = x.split(2, 3);
    NDArray turned = halves.get(1).neg().concat(halves.get(0), 3);
    return x.mul(cos).add(turned.mul(sin));
  }
}
