package adapt4j.lm;

import java.util.List;
import java.util.Random;

/**
 * Where training texts come from: an endless row, in which the same number always gives the same
 * text. So a training run that was stopped goes on with the very texts that come next, and nothing
 * but a number has to be kept.
 */
@FunctionalInterface
public interface Corpus {
  /**
   * A text of the row.
   *
   * @param number from 0
   * @return the text
   */
  Sample get(long number);

  /**
   * A list of texts, again and again, shuffled anew each time.
   *
   * @param samples at least one
   * @param seed of the shuffling
   * @return the row
   * @throws IllegalArgumentException for an empty list
   */
  static Corpus of(List<Sample> samples, long seed) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("There is no text to train on.");
    }
    return new Rounds<>(samples, seed)::get;
  }

  /**
   * Mixes another row into this one.
   *
   * @param other what is mixed in
   * @param share how much of it, from 0 to 1
   * @return a row in which every so many texts one is from the other row
   * @throws IllegalArgumentException if the share is outside of that
   */
  default Corpus mixed(Corpus other, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("A share is from 0 to 1, not " + share + ".");
    }
    // Both rows move on steadily, so that each list is gone through as a whole.
    return number -> {
      long others = (long) Math.floor(number * share);
      boolean isOther = (long) Math.floor((number + 1) * share) > others;
      return isOther ? other.get(others) : get(number - others);
    };
  }

  /**
   * Random numbers of their own for each number of a row.
   *
   * @param seed of the row
   * @param number in the row
   * @return the same random numbers each time
   */
  static Random random(long seed, long number) {
    return new Random(seed * 0x9E3779B97F4A7C15L + number * 0xD1B54A32D192ED03L);
  }
}
