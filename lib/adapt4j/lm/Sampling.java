package adapt4j.lm;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How the next token is chosen among those that the model thinks possible.
 *
 * <pre>{@code
 * Sampling.greedy()
 * Sampling.temperature(0.8).optTopK(40).optTopP(0.95).optMost(50).optSeed(7)
 * }</pre>
 *
 * <p>The temperature divides the log-probabilities: below 1 the likely become likelier, above 1 all
 * become more alike. Then the {@code k} likeliest stay (<a
 * href="https://arxiv.org/abs/1805.04833">Fan et al. 2018</a>, section 5.1), and of these the
 * fewest whose probabilities reach {@code p} (<a href="https://arxiv.org/abs/1904.09751">Holtzman
 * et al. 2020</a>, section 3.1). What stays is scaled to 1, and one is drawn.
 */
public final class Sampling {
  private static final int MOST = 64;

  private final double temperature; // 0: the likeliest token
  private final int topK;
  private final double topP;
  private final int most;
  private final List<String> stops;
  private final Long seed; // null: the lab's

  private Sampling(
      double temperature, int topK, double topP, int most, List<String> stops, Long seed) {
    this.temperature = temperature;
    this.topK = topK;
    this.topP = topP;
    this.most = most;
    this.stops = stops;
    this.seed = seed;
  }

  /**
   * Always the likeliest token; of two, the one with the smaller number.
   *
   * @return at most 64 tokens
   */
  public static Sampling greedy() {
    return temperature(0);
  }

  /**
   * Draws at random.
   *
   * @param temperature 0 or above; 0 is {@link #greedy}, 1 takes the model's own probabilities
   * @return at most 64 tokens
   * @throws IllegalArgumentException below 0, or if it is no number
   */
  public static Sampling temperature(double temperature) {
    if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "A temperature is 0 or above, not "
              + temperature
              + ". 0 takes the likeliest token, 1 the model's own probabilities.");
    }
    return new Sampling(temperature, Integer.MAX_VALUE, 1, MOST, List.of(), null);
  }

  /**
   * Leaves only the likeliest tokens.
   *
   * @param k how many, at least 1
   * @return a new sampling
   * @throws IllegalArgumentException for fewer than 1
   */
  public Sampling optTopK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("Top-k leaves 1 token or more, not " + k + ".");
    }
    return new Sampling(temperature, k, topP, most, stops, seed);
  }

  /**
   * Leaves only the fewest tokens that together have this probability.
   *
   * @param p above 0, at most 1
   * @return a new sampling
   * @throws IllegalArgumentException if it is outside of that
   */
  public Sampling optTopP(double p) {
    if (!(p > 0 && p <= 1)) {
      throw new IllegalArgumentException("Top-p is above 0 and at most 1, not " + p + ".");
    }
    return new Sampling(temperature, topK, p, most, stops, seed);
  }

  /**
   * How many tokens are written at most.
   *
   * @param tokens at least 1
   * @return a new sampling
   * @throws IllegalArgumentException for fewer than 1
   */
  public Sampling optMost(int tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException("At least 1 token is written, not " + tokens + ".");
    }
    return new Sampling(temperature, topK, topP, tokens, stops, seed);
  }

  /**
   * Texts at which the writing ends; they are left out. It ends at {@link Special#END} in any case.
   *
   * @param texts such as a full stop
   * @return a new sampling
   * @throws IllegalArgumentException if one is empty
   */
  public Sampling optStop(String... texts) {
    if (List.of(texts).contains("")) {
      throw new IllegalArgumentException("The empty text stands everywhere; do not stop at it.");
    }
    return new Sampling(temperature, topK, topP, most, List.of(texts), seed);
  }

  /**
   * Starts the random numbers elsewhere than at the lab's seed.
   *
   * @param seed any
   * @return a new sampling
   */
  public Sampling optSeed(long seed) {
    return new Sampling(temperature, topK, topP, most, stops, seed);
  }

  int most() {
    return most;
  }

  List<String> stops() {
    return stops;
  }

  Random random(int labSeed) {
    return new Random(seed == null ? labSeed : seed);
  }

  /**
   * What is drawn from.
   *
   * @param logProbs of all tokens
   * @return the probability of each, which add up to 1
   */
  public double[] distribution(double[] logProbs) {
    int best = best(logProbs);
    double[] shares = new double[logProbs.length];
    if (temperature == 0) {
      shares[best] = 1;
      return shares;
    }
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.exp((logProbs[i] - logProbs[best]) / temperature);
      sum += shares[i];
    }
    if (topK < shares.length || topP < 1) {
      sum = cut(shares, sum);
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  /** Sets to 0 what top-k and top-p leave out, and gives the sum of the rest. */
  private double cut(double[] shares, double all) {
    int[] order =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted((a, b) -> Double.compare(shares[b], shares[a])) // stable: the smaller first
            .mapToInt(i -> i)
            .toArray();
    int left = Math.min(topK, order.length);
    double ofThese = IntStream.range(0, left).mapToDouble(i -> shares[order[i]]).sum();
    double wanted = topP * (left == order.length ? all : ofThese);
    double sum = 0;
    for (int i = 0; i < order.length; i++) {
      boolean stays = i == 0 || i < left && (topP == 1 || sum < wanted);
      if (stays) {
        sum += shares[order[i]];
      } else {
        shares[order[i]] = 0;
      }
    }
    return sum;
  }

  int choose(double[] logProbs, Random random) {
    if (temperature == 0) {
      return best(logProbs);
    }
    double[] shares = distribution(logProbs);
    double left = random.nextDouble();
    int last = 0;
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        last = i; // rounding may leave a rest behind the last one
        left -= shares[i];
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }

  private static int best(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public String toString() {
    return temperature == 0
        ? "greedy"
        : String.format(Locale.ROOT, "temperature %.2g", temperature)
            + (topK < Integer.MAX_VALUE ? ", top-k " + topK : "")
            + (topP < 1 ? ", top-p " + topP : "");
  }
}
