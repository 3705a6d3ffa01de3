package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedsTest {
  @Test
  void readsOneSeedAndARange() {
    assertEquals(List.of(3L), Seeds.parse("3"));
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), Seeds.parse("1-5"));
    assertEquals(List.of(0L), Seeds.parse(" 0 "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "5-1", "-3", "1-", "1,2", "1-1000", "99999999999999999999"})
  void namesWhatIsNoSeed(String text) {
    Problem problem = assertThrows(Problem.class, () -> Seeds.parse(text));
    assertTrue(problem.getMessage().contains("1-5"), problem.getMessage());
  }
}
