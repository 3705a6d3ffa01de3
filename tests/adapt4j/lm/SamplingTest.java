package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private static final double[] P = {0.1, 0.4, 0.05, 0.25, 0.2};
  private static final double[] LOG = Arrays.stream(P).map(Math::log).toArray();

  @Test
  void temperatureOneIsTheModelItself() {
    assertArrayEquals(P, Sampling.temperature(1).distribution(LOG), 1e-12);
  }

  @Test
  void temperatureSharpensAndFlattens() {
    double[] half = Arrays.stream(P).map(p -> p * p).toArray();
    double sum = Arrays.stream(half).sum();
    double[] expected = Arrays.stream(half).map(p -> p / sum).toArray();
    assertArrayEquals(expected, Sampling.temperature(0.5).distribution(LOG), 1e-12);
    double[] even = {0.2, 0.2, 0.2, 0.2, 0.2};
    assertArrayEquals(even, Sampling.temperature(1e9).distribution(LOG), 1e-6);
    double[] first = {0, 1, 0, 0, 0};
    assertArrayEquals(first, Sampling.temperature(1e-3).distribution(LOG), 1e-12);
    assertArrayEquals(first, Sampling.greedy().distribution(LOG), 0);
  }

  @Test
  void topKAndTopPLeaveTheLikeliest() {
    double[] two = {0, 0.4 / 0.65, 0, 0.25 / 0.65, 0};
    assertArrayEquals(two, Sampling.temperature(1).optTopK(2).distribution(LOG), 1e-12);
    assertArrayEquals(two, Sampling.temperature(1).optTopP(0.6).distribution(LOG), 1e-12);
    assertArrayEquals(P, Sampling.temperature(1).optTopK(9).optTopP(1).distribution(LOG), 1e-12);
    double[] one = {0, 1, 0, 0, 0};
    assertArrayEquals(one, Sampling.temperature(1).optTopP(1e-9).distribution(LOG), 0);
    assertArrayEquals(one, Sampling.temperature(1).optTopK(1).distribution(LOG), 0);
    // Top-p counts within what top-k has left: 0.4 / 0.65 is above 0.6.
    assertArrayEquals(
        one, Sampling.temperature(1).optTopK(2).optTopP(0.6).distribution(LOG), 1e-12);
  }

  @Test
  void drawsFollowTheDistribution() {
    Sampling how = Sampling.temperature(0.7).optTopK(4).optTopP(0.97);
    double[] expected = how.distribution(LOG);
    Random random = new Random(1);
    int n = 40_000;
    double[] seen = new double[P.length];
    for (int i = 0; i < n; i++) {
      seen[how.choose(LOG, random)] += 1.0 / n;
    }
    for (int i = 0; i < P.length; i++) { // four standard errors
      assertEquals(expected[i], seen[i], 4 * Math.sqrt(expected[i] * (1 - expected[i]) / n));
    }
  }

  @Test
  void tokensThatCannotBeStayOut() {
    double[] log = {Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY};
    assertArrayEquals(new double[] {0, 1, 0}, Sampling.temperature(1e6).distribution(log), 0);
  }

  @Test
  void badSettingsAreErrors() {
    Sampling how = Sampling.temperature(1);
    assertThrows(IllegalArgumentException.class, () -> Sampling.temperature(-0.1));
    assertThrows(IllegalArgumentException.class, () -> Sampling.temperature(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> how.optTopK(0));
    assertThrows(IllegalArgumentException.class, () -> how.optTopP(0));
    assertThrows(IllegalArgumentException.class, () -> how.optTopP(1.1));
    assertThrows(IllegalArgumentException.class, () -> how.optMost(0));
    assertThrows(IllegalArgumentException.class, () -> how.optStop(""));
  }
}
