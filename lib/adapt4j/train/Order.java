package adapt4j.train;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The order in which examples are seen: one shuffle after another, each with every example once.
 */
final class Order {
  /** How many batches are sorted by length together: more means less padding, and less mixing. */
  private static final int SORTED_BATCHES = 10;

  private final int[] rows;
  private final int[] lengths; // null: in any order
  private final int batch;
  private final Random random;
  private int at;

  Order(int examples, Random random) {
    this(examples, null, 1, random);
  }

  /**
   * Examples of about the same length stand side by side.
   *
   * @param lengths of each example
   * @param batch how many belong together
   */
  Order(int[] lengths, int batch, Random random) {
    this(lengths.length, lengths, batch, random);
  }

  private Order(int examples, int[] lengths, int batch, Random random) {
    this.rows = new int[examples];
    this.lengths = lengths;
    this.batch = batch;
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
        Arrays.setAll(rows, r -> r);
        shuffle(rows);
        group();
        at = 0;
      }
      next[i] = rows[at++];
    }
    return next;
  }

  private void shuffle(int[] numbers) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = random.nextInt(i);
      int kept = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = kept;
    }
  }

  /** Sorts some batches together by length, then shuffles the full batches. */
  private void group() {
    if (lengths == null) {
      return;
    }
    int[] sorted = new int[rows.length];
    for (int from = 0; from < rows.length; from += SORTED_BATCHES * batch) {
      int to = Math.min(rows.length, from + SORTED_BATCHES * batch);
      int[] some =
          Arrays.stream(rows, from, to)
              .boxed()
              .sorted(Comparator.comparingInt(row -> lengths[row]))
              .mapToInt(row -> row)
              .toArray();
      System.arraycopy(some, 0, sorted, from, some.length);
    }
    int[] batches = IntStream.range(0, rows.length / batch).toArray();
    shuffle(batches);
    int place = 0;
    for (int b : batches) {
      System.arraycopy(sorted, b * batch, rows, place, batch);
      place += batch;
    }
    System.arraycopy(sorted, place, rows, place, rows.length - place); // the last, smaller batch
  }
}
