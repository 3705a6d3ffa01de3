package adapt4j.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.rag.Answer;
import adapt4j.rag.Handbook.Question;
import adapt4j.rag.HandbookFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HandbookExamTest {
  private final HandbookFacts facts = HandbookFacts.load();
  private final Map<String, String> byHeart = new HashMap<>();

  HandbookExamTest() {
    Stream.of(facts.seen(), facts.paraphrased())
        .flatMap(List::stream)
        .forEach(q -> byHeart.put(q.text(), q.answers().get(0)));
  }

  @Test
  void whoKnowsVersionOneKnowsNothingOfWhatChanged() {
    HandbookExam first =
        HandbookExam.of("all", facts, 1, q -> byHeart.getOrDefault(q, Answer.NOT_FOUND));
    assertEquals(1, first.seen());
    assertEquals(1, first.paraphrased());
    assertEquals(1, first.refused());
    assertEquals(1, first.changing());
    assertEquals(285, first.items().size());
    HandbookExam second =
        HandbookExam.of("all", facts, 2, q -> byHeart.getOrDefault(q, "not stated"));
    assertEquals(105 / 125.0, second.seen());
    assertEquals(0, second.changing());
    assertEquals(1, second.refused());
    assertTrue(second.millis() >= 0);
  }

  @Test
  void whoRefusesEverythingIsRightWhereThereIsNoAnswer() {
    HandbookExam none = HandbookExam.of("none", facts, 1, q -> "Not stated.");
    assertEquals(0, none.seen() + none.paraphrased());
    assertEquals(1, none.refused());
    Question asked = none.items().get(0).question();
    assertEquals(facts.seen().get(0), asked);
  }

  @Test
  void itStops() {
    assertThrows(
        CancellationException.class,
        () ->
            HandbookExam.of(
                "stopped",
                facts,
                1,
                q -> {
                  Thread.currentThread().interrupt();
                  return "";
                }));
    assertThrows(
        IllegalArgumentException.class, () -> HandbookExam.of("version 3", facts, 3, q -> ""));
  }
}
