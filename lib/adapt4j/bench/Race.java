package adapt4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Several ways to do the same work, one round of each in turn, so that all of them meet the same
 * machine. The first round of each is to warm up; of the others the medians count.
 */
final class Race {
  private final double[] seconds;
  private final List<double[][]> losses; // of each round, by way and step

  private Race(double[] seconds, List<double[][]> losses) {
    this.seconds = seconds;
    this.losses = losses;
  }

  /**
   * Runs all rounds.
   *
   * @param rounds that count, at least 1; an odd number has a true median
   * @param ways to do the work, each started anew in each round
   * @return what they showed
   * @throws PeerFailed if two ways have not as many losses, so that their work was not the same
   */
  static Race of(int rounds, List<Supplier<Round>> ways) {
    double[][] times = new double[ways.size()][rounds];
    List<double[][]> losses = new ArrayList<>();
    for (int r = -1; r < rounds; r++) {
      double[][] seen = new double[ways.size()][];
      for (int way = 0; way < seen.length; way++) {
        Round round = ways.get(way).get();
        seen[way] = round.losses();
        if (r >= 0) {
          times[way][r] = round.seconds();
        }
        if (seen[way].length != seen[0].length) {
          throw new PeerFailed(
              "Of the ways that are compared, one took "
                  + seen[0].length
                  + " steps and another "
                  + seen[way].length
                  + ". They must do the same work.");
        }
      }
      losses.add(seen);
    }
    return new Race(Arrays.stream(times).mapToDouble(BenchReport::median).toArray(), losses);
  }

  /** How many steps a round has. */
  int steps() {
    return losses.get(0)[0].length;
  }

  /** The steps a second of a way. */
  double speed(int way) {
    return steps() / seconds[way];
  }

  /** How many times as fast the first way is as another one. */
  double timesAsFastAs(int way) {
    return seconds[way] / seconds[0];
  }

  /**
   * The greatest difference of the losses of corresponding steps, the first way's and another's.
   *
   * @param steps how many of the first steps are compared
   * @return NaN if a loss is no number
   */
  double difference(int way, int steps) {
    double greatest = 0;
    for (double[][] round : losses) {
      for (int step = 0; step < Math.min(steps, steps()); step++) {
        greatest = Math.max(greatest, Math.abs(round[0][step] - round[way][step]));
      }
    }
    return greatest;
  }
}
