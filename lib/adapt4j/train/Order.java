package adapt4j.train;

import java.util.Arrays;
import java.util.Random;

/**
 * The order in which examples are seen: one shuffle after another, each with every example once.
 */
final class Order {
  private final int[] rows;
  private final Random random;
  private int at;

  Order(int examples, Random random) {
    this.rows = new int[examples];
    this.random = random;
    at = examples;
  }

  /** How many are left of the current shuffle; after the last one a new shuffle begins. */
  int left() {
    return at == rows.length ? rows.length : rows.length - at;
  }

  /** The next examples; where the shuffle ends before, it goes on with the next shuffle. */
  int[] next(int n) {
    int[] next = new int[n];
    for (int i = 0; i < n; i++) {
      if (at == rows.length) {
        shuffle();
      }
      next[i] = rows[at++];
    }
    return next;
  }

  private void shuffle() {
    Arrays.setAll(rows, i -> i);
    for (int i = rows.length - 1; i > 0; i--) {
      int j = random.nextInt(i);
      int kept = rows[i];
      rows[i] = rows[j];
      rows[j] = kept;
    }
    at = 0;
  }
}
