package adapt4j.lesson;

import static adapt4j.lesson.Claim.claim;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ClaimTest {
  @Test
  void holdsOnTheBound() {
    claim("half", 0.5).atLeast(0.5);
    claim("half", 0.5).atMost(0.5);
  }

  @Test
  void stopsTheRunWhenFalseAndSaysByHowMuch() {
    AssertionError low =
        assertThrows(ClaimFailed.class, () -> claim("accuracy", 0.8).percent().atLeast(0.95));
    assertTrue(low.getMessage().contains("accuracy: 80.0 % (at least 95.0 %)"), low.getMessage());
    assertThrows(ClaimFailed.class, () -> claim("loss", 2).atMost(1));
  }

  @Test
  void aValueThatIsNoNumberNeverHolds() {
    assertThrows(ClaimFailed.class, () -> claim("accuracy", Double.NaN).atLeast(0));
    assertThrows(ClaimFailed.class, () -> claim("accuracy", Double.NaN).atMost(1));
  }
}
