package adapt4j.lm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A list that is gone through again and again, shuffled anew each time. What stands at a place
 * follows from the seed alone, so a run that was stopped can go on at any place.
 *
 * @param <T> of what
 */
public final class Rounds<T> {
  private final List<T> all;
  private final long seed;
  private final int[] order;
  private long round = -1;

  /**
   * @param all at least one
   * @param seed of the shuffling
   */
  public Rounds(List<T> all, long seed) {
    this.all = List.copyOf(all);
    this.seed = seed;
    order = new int[all.size()];
  }

  /**
   * What stands at a place.
   *
   * @param number from 0, without end
   * @return one of the list
   */
  public synchronized T get(long number) {
    if (round != number / order.length) {
      round = number / order.length;
      Random random = Corpus.random(seed, round);
      Arrays.setAll(order, i -> i);
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
    }
    return all.get(order[(int) (number % order.length)]);
  }

  /**
   * The batch of a step, which may go from one round into the next.
   *
   * @param step from 1
   * @param n how many
   * @return n of the list
   */
  public List<T> batch(int step, int n) {
    List<T> some = new ArrayList<>();
    long from = (step - 1L) * n;
    for (long i = from; i < from + n; i++) {
      some.add(get(i));
    }
    return some;
  }
}
