package adapt4j.lm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The batches of a training run: texts of about the same length stand together, so that little is
 * filled up. Which batch comes at a step follows from the step alone.
 */
final class Batches {
  /** How many batches are sorted by length together: more means less filling, and less mixing. */
  private static final int TOGETHER = 32;

  private final Corpus corpus;
  private final int size;
  private final long seed;
  private long pool = -1;
  private List<List<Sample>> batches = List.of();

  Batches(Corpus corpus, int size, long seed) {
    this.corpus = corpus;
    this.size = size;
    this.seed = seed;
  }

  /**
   * @param step from 1
   */
  List<Sample> at(int step) {
    long wanted = (step - 1) / TOGETHER;
    if (wanted != pool) {
      pool = wanted;
      batches = pool();
    }
    return batches.get((step - 1) % TOGETHER);
  }

  private List<List<Sample>> pool() {
    int many = TOGETHER * size;
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      samples.add(corpus.get(pool * many + i));
    }
    samples.sort(Comparator.comparingInt(Sample::length));
    List<List<Sample>> cut = new ArrayList<>();
    for (int from = 0; from < many; from += size) {
      cut.add(List.copyOf(samples.subList(from, from + size)));
    }
    Collections.shuffle(cut, Corpus.random(seed, pool));
    return cut;
  }
}
