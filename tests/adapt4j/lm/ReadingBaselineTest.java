package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.lm.Questions.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingBaselineTest {
  private static final String PASSAGE =
      "The mill opens at 9.30 on Sundays. Dr. Falk is its owner. It has a red door.";

  @Test
  void cutsSentencesButNoTitlesAndNumbers() {
    assertEquals(
        List.of(
            "The mill opens at 9.30 on Sundays.", "Dr. Falk is its owner.", "It has a red door."),
        ReadingBaseline.sentences(PASSAGE));
  }

  @Test
  void aRareWordCountsMoreThanACommonOne() {
    ReadingBaseline some = new ReadingBaseline(List.of("the door", "the mill", "the owner", "the"));
    assertEquals("It has a red door.", some.sentence(PASSAGE, "What colour has the door?"));
    assertEquals("Dr. Falk is its owner.", some.sentence(PASSAGE, "Who is the owner?"));
    assertEquals("9.30 on Sundays", some.answer(PASSAGE, "When does the mill open at?"));
  }

  /** It finds the place in real text, and so little of the answer that there is much to learn. */
  @Test
  void naturalQuestionsShareWordsWithTheirSentence() {
    List<Question> questions = Questions.dev().stream().filter(Question::answerable).toList();
    ReadingBaseline some =
        new ReadingBaseline(questions.stream().map(Question::passage).distinct().toList());
    int found = 0;
    int exact = 0;
    for (Question question : questions) {
      String sentence = some.sentence(question.passage(), question.question());
      found +=
          question.answers().stream().anyMatch(a -> ReadingTasks.count(sentence, a) > 0) ? 1 : 0;
      exact += question.isRight(some.answer(question.passage(), question.question())) ? 1 : 0;
    }
    assertTrue(found >= 0.85 * questions.size(), found + " of " + questions.size());
    assertTrue(exact <= 0.15 * questions.size(), exact + " of " + questions.size());
  }

  @Test
  void needsAPassageToCountIn() {
    assertThrows(IllegalArgumentException.class, () -> new ReadingBaseline(List.of()));
  }
}
