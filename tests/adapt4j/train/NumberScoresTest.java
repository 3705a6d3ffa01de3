package adapt4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NumberScoresTest {
  private static final double EXACT = 1e-12;

  @Test
  void byHand() {
    // Errors 0, 2, 3; the mean of the truth is 2, its variance (1 + 4 + 1) / 3.
    NumberScores scores = NumberScores.of(new double[] {1, 4, 1}, new double[] {1, 2, 4});
    assertEquals(13.0 / 3, scores.mse(), EXACT);
    assertEquals(5.0 / 3, scores.mae(), EXACT);
    assertEquals(1 - 13.0 / 6, scores.r2(), EXACT);
    assertEquals(scores.mae(), scores.table().doubleColumn("value").get(1));
  }

  @Test
  void predictingTheMeanExplainsNothing() {
    assertEquals(0, NumberScores.of(new double[] {1, 3}, new double[] {2, 2}).r2(), EXACT);
    assertEquals(1, NumberScores.of(new double[] {1, 3}, new double[] {1, 3}).r2(), EXACT);
  }

  @Test
  void equalNumbersHaveNoVarianceToExplain() {
    assertEquals(1, NumberScores.of(new double[] {2, 2}, new double[] {2, 2}).r2());
    assertEquals(0, NumberScores.of(new double[] {2, 2}, new double[] {2, 3}).r2());
  }

  @Test
  void badInputIsNamed() {
    says("no numbers", new double[0], new double[0]);
    says("as many predictions", new double[2], new double[1]);
    says("Number 1 is 0.0 and its prediction NaN", new double[2], new double[] {0, Double.NaN});
  }

  private static void says(String words, double[] truth, double[] predicted) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> NumberScores.of(truth, predicted))
            .getMessage();
    assertTrue(message.contains(words), message);
  }
}
