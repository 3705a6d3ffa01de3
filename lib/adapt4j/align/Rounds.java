package adapt4j.align;

import adapt4j.lm.Corpus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** A list that is gone through again and again, shuffled anew each time. */
final class Rounds<T> {
  private final List<T> all;
  private final long seed;
  private long round = -1;
  private List<Integer> order = List.of();

  Rounds(List<T> all, long seed) {
    this.all = List.copyOf(all);
    this.seed = seed;
  }

  /**
   * What comes at a step; a batch may go from one round into the next.
   *
   * @param step from 1
   * @param n how many
   */
  List<T> at(int step, int n) {
    List<T> some = new ArrayList<>();
    long from = (step - 1L) * n;
    for (long i = from; i < from + n; i++) {
      if (round != i / all.size()) {
        round = i / all.size();
        order = new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
        Collections.shuffle(order, Corpus.random(seed, round));
      }
      some.add(all.get(order.get((int) (i % all.size()))));
    }
    return some;
  }
}
