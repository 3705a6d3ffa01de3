package adapt4j.lm;

import java.util.Arrays;
import java.util.List;

/**
 * A trigram model with interpolated Kneser-Ney smoothing, which was the best of its time before
 * neural nets: what a small transformer has to beat (<a
 * href="https://doi.org/10.1006/csla.1999.0128">Chen and Goodman 1999</a>, section 2.7 and equation
 * 22; <a href="https://doi.org/10.1109/ICASSP.1995.479394">Kneser and Ney 1995</a>).
 *
 * <pre>
 * p3(w|uv) = max(c(uvw) - D3, 0) / c(uv.) + D3 N1+(uv.) / c(uv.) p2(w|v)
 * p2(w|v)  = max(N1+(.vw) - D2, 0) / N1+(.v.) + D2 N1+(v.) / N1+(.v.) p1(w)
 * p1(w)    = max(N1+(.w) - D1, 0) / N1+(..) + D1 N1+(.) / N1+(..) / V
 * </pre>
 *
 * <p>{@code c} counts trigrams, {@code N1+(.vw)} different words before vw; each order has the one
 * discount {@code D = n1 / (n1 + 2 n2)} of how many have the count 1 and 2 (at least 1 is taken for
 * n2, or nothing would be left of a count). Where a context was never seen, the next lower order
 * answers alone.
 */
public final class KneserNey {
  private static final int BITS = 21; // of a token, so that three fit into a long
  private static final long MASK = (1L << BITS) - 1;

  private final int vocabulary;
  private final Counts trigrams;
  private final Counts bigrams; // in how many trigrams each is the end
  private final Counts unigrams;

  /** Sorted keys with their counts, and the sums of all before: contexts are ranges. */
  private static final class Counts {
    final long[] keys;
    final int[] counts;
    final long[] sums; // sums[i]: of the counts before i
    final double discount;

    /**
     * @param sorted keys, each as often as it counts
     */
    Counts(long[] sorted) {
      long[] some = new long[sorted.length];
      int[] often = new int[sorted.length];
      int n = 0;
      for (int i = 0; i < sorted.length; i++) {
        if (i == 0 || sorted[i] != sorted[i - 1]) {
          some[n++] = sorted[i];
        }
        often[n - 1]++;
      }
      keys = Arrays.copyOf(some, n);
      counts = Arrays.copyOf(often, n);
      sums = new long[n + 1];
      double ones = 0;
      double twos = 0;
      for (int i = 0; i < n; i++) {
        sums[i + 1] = sums[i] + counts[i];
        ones += counts[i] == 1 ? 1 : 0;
        twos += counts[i] == 2 ? 1 : 0;
      }
      discount = ones == 0 ? 0.5 : twos == 0 ? ones / (ones + 2) : ones / (ones + 2 * twos);
    }

    int from(long key) {
      int at = Arrays.binarySearch(keys, key);
      return at < 0 ? -at - 1 : at;
    }

    int count(long key) {
      int at = Arrays.binarySearch(keys, key);
      return at < 0 ? 0 : counts[at];
    }

    /** The probability of a key among those from low up to high, given that of the lower order. */
    double smoothed(long key, long low, long high, double lower) {
      int from = from(low);
      int to = from(high);
      if (from == to) {
        return lower;
      }
      double total = sums[to] - sums[from];
      return (Math.max(count(key) - discount, 0) + discount * (to - from) * lower) / total;
    }
  }

  /**
   * Counts.
   *
   * @param texts token ids from 0, each text with the token that ends it, if it has one; at least
   *     one token in all
   * @param vocabulary how many ids there are, at most 2,097,150
   * @throws IllegalArgumentException if there is no token, or an id is not in the vocabulary
   */
  public KneserNey(List<int[]> texts, int vocabulary) {
    int n = texts.stream().mapToInt(text -> text.length).sum();
    if (n == 0 || vocabulary < 1 || vocabulary >= MASK) {
      throw new IllegalArgumentException(
          "Counting needs at least one token and 1 to 2,097,150 ids, not "
              + n
              + " tokens of "
              + vocabulary
              + " ids.");
    }
    this.vocabulary = vocabulary;
    long[] three = new long[n];
    int at = 0;
    for (int[] text : texts) {
      long key = start();
      for (int token : text) {
        key = next(key, token);
        three[at++] = key;
      }
    }
    Arrays.sort(three);
    trigrams = new Counts(three);
    long[] two = Arrays.stream(trigrams.keys).map(key -> key & MASK << BITS | key & MASK).toArray();
    Arrays.sort(two);
    bigrams = new Counts(two);
    long[] one = Arrays.stream(bigrams.keys).map(key -> key & MASK).toArray();
    Arrays.sort(one);
    unigrams = new Counts(one);
  }

  /** Before a text stand two marks, which have the id behind the last. */
  private long start() {
    return (long) vocabulary << BITS | vocabulary;
  }

  /** The last two tokens and a new one. */
  private long next(long key, int token) {
    if (token < 0 || token >= vocabulary) {
      throw new IllegalArgumentException(
          "There is no token " + token + ": ids go from 0 to " + (vocabulary - 1) + ".");
    }
    return (key & (1L << 2 * BITS) - 1) << BITS | token;
  }

  private double probability(long key) {
    long word = key & MASK;
    long last = key >> BITS & MASK;
    long before = key >> BITS;
    double one = unigrams.smoothed(word, 0, vocabulary, 1.0 / vocabulary);
    double two = bigrams.smoothed(key & (1L << 2 * BITS) - 1, last << BITS, last + 1 << BITS, one);
    return trigrams.smoothed(key, before << BITS, before + 1 << BITS, two);
  }

  /**
   * The probability of a token behind others.
   *
   * @param before all tokens of the text before it; the last two count
   * @param token the next one
   * @return above 0; over all tokens they add up to 1
   * @throws IllegalArgumentException for an id that is not in the vocabulary
   */
  public double probability(int[] before, int token) {
    long key = start();
    for (int id : before) {
      key = next(key, id);
    }
    return probability(next(key, token));
  }

  /**
   * How surprised the model is: {@code exp(-mean log p)} over all tokens.
   *
   * @param texts at least one token in all
   * @return 1 (never) to infinity
   * @throws IllegalArgumentException if there is no token
   */
  public double perplexity(List<int[]> texts) {
    double sum = 0;
    long n = 0;
    for (int[] text : texts) {
      sum += surprise(text, 0);
      n += text.length;
    }
    return perplexity(sum, n);
  }

  /**
   * How surprised the model is by those tokens that count.
   *
   * @param samples at least one, of texts as the model was trained on
   * @return 1 (never) to infinity
   * @throws IllegalArgumentException if there is none
   */
  public double perplexityOf(List<Sample> samples) {
    double sum = 0;
    long n = 0;
    for (Sample sample : samples) {
      sum += surprise(sample.ids(), sample.from());
      n += sample.asked();
    }
    return perplexity(sum, n);
  }

  /** The negative log-probability of the tokens of a text from a place on. */
  private double surprise(int[] text, int from) {
    double sum = 0;
    long key = start();
    for (int i = 0; i < text.length; i++) {
      key = next(key, text[i]);
      sum -= i < from ? 0 : Math.log(probability(key));
    }
    return sum;
  }

  private static double perplexity(double sum, long n) {
    if (n == 0) {
      throw new IllegalArgumentException("The perplexity of no token is not defined.");
    }
    return Math.exp(sum / n);
  }
}
