package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingScoreTest {
  @Test
  void caseArticlesAndPunctuationDoNotCount() {
    assertEquals("bells of st marys", ReadingScore.normal("The bells of  St. Mary's!"));
    assertEquals("thirtyone metres", ReadingScore.normal("thirty-one metres"));
    assertTrue(ReadingScore.exact("a Quarter past nine.", List.of("nine", "quarter past nine")));
    assertFalse(ReadingScore.exact("half past nine", List.of("quarter past nine")));
    assertFalse(ReadingScore.exact("anthem", List.of("them")), "an is no article inside a word");
  }

  /** 2 of 3 given words are right, which are 2 of the 4 wanted: 2 * 2/3 * 1/2 / (2/3 + 1/2). */
  @Test
  void f1CountsWordsInCommonAsOftenAsTheyAre() {
    double f1 = ReadingScore.f1("the red red house", List.of("red house by the sea", "garden"));
    assertEquals(2 * (2 / 3.0) * (2 / 4.0) / (2 / 3.0 + 2 / 4.0), f1, 1e-12);
    assertEquals(1, ReadingScore.f1("The sea", List.of("sea")));
    assertEquals(0, ReadingScore.f1("", List.of("sea")));
    assertEquals(0, ReadingScore.f1("sea", List.of()));
  }
}
