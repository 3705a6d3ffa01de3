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
  void aNearMissDoesNotContradictItself() {
    AssertionError near =
        assertThrows(ClaimFailed.class, () -> claim("a", 0.9496).percent().atLeast(0.95));
    assertTrue(near.getMessage().contains("94.96 % (at least 95.00 %)"), near.getMessage());
    AssertionError above = assertThrows(ClaimFailed.class, () -> claim("a", 1.00004).atMost(1));
    assertTrue(above.getMessage().contains("1.00004 (at most 1)"), above.getMessage());
  }

  @Test
  void aValueThatIsNoNumberNeverHolds() {
    assertThrows(ClaimFailed.class, () -> claim("accuracy", Double.NaN).atLeast(0));
    assertThrows(ClaimFailed.class, () -> claim("accuracy", Double.NaN).atMost(1));
  }
}
