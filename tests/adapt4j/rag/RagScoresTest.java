package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.rag.Handbook.Kind;
import adapt4j.rag.Handbook.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class RagScoresTest {
  private final Chunk cats =
      Chunker.whole().cut(Bag.document("cats", "A cat eats fish. It costs 2 euros.")).get(0);
  private final Chunk dogs =
      Chunker.whole().cut(Bag.document("dogs", "A dog costs 2 euros.")).get(0);
  private final List<RagScores.Row> rows = new ArrayList<>();

  private void row(Kind kind, List<String> accepted, String text, double evidence, Citation... c) {
    Question question =
        RetrievalScoresTest.question(
            "Q" + rows.size(),
            kind,
            kind == Kind.UNANSWERABLE ? "" : "cats",
            accepted.toArray(new String[0]));
    Map<String, Double> millis = Map.of("retrieve", 1.0 + rows.size());
    Answer answer = new Answer(question.text(), text, List.of(c), List.of(), evidence, millis);
    rows.add(new RagScores.Row(question, accepted, answer));
  }

  private Citation cat(int sentence) {
    return new Citation(cats, Sentences.of(cats.text()).get(sentence));
  }

  @Test
  void sharesAreThoseCountedByHand() {
    List<String> price = List.of("2 euros", "2 euro");
    row(Kind.DIRECT, price, "2 Euros.", 3, cat(1)); // right and supported
    row(Kind.DIRECT, price, "It costs 2 euros", 5, cat(1), cat(0)); // F1: 2 of 4 words, 2 of 2
    row(Kind.DIRECT, price, "2 euros", 2, new Citation(dogs, dogs.span())); // another document
    row(Kind.DIRECT, price, Answer.NOT_FOUND, 1);
    row(Kind.UNANSWERABLE, List.of(), Answer.NOT_FOUND, 4);
    row(Kind.UNANSWERABLE, List.of(), "fish", 6, cat(0));
    RagScores scores = RagScores.of(rows);
    assertEquals(2 / 4.0, scores.exactMatch(), 1e-12);
    assertEquals((1 + 2 * 0.5 * 1 / 1.5 + 1 + 0) / 4, scores.f1(), 1e-12);
    assertEquals(2 / 4.0, scores.supported(), 1e-12);
    assertEquals(2 / 4.0, scores.citationsThatSupport(), 1e-12);
    assertEquals(1 / 2.0, scores.refusedRightly(), 1e-12);
    assertEquals(1 / 4.0, scores.refusedWrongly(), 1e-12);
    Table latency = scores.latency();
    assertEquals(3, latency.doubleColumn("median ms").get(0));
    assertEquals(6, latency.doubleColumn("p95 ms").get(0));
    // evidence of those with an answer: 1, 2, 3, 5
    assertEquals(1, scores.threshold(0));
    assertEquals(1, scores.threshold(0.24));
    assertEquals(2, scores.threshold(0.25));
    assertEquals(5, scores.threshold(0.99));
    assertThrows(IllegalArgumentException.class, () -> scores.threshold(1));
  }

  @Test
  void aWordIsNotPartOfAnother() {
    row(Kind.DIRECT, List.of("2 euro"), "2 euros", 1, cat(1));
    assertEquals(0, RagScores.of(rows).supported());
  }

  @Test
  void aVersionsAnswersAreRight() {
    Question question =
        new Question(
            "What does a cat eat?",
            Kind.DIRECT,
            "cats",
            List.of("mice"),
            List.of("fish for 2 euros"));
    try (KnowledgeBase base = Bag.base()) {
      Rag rag = Rag.builder().setCorpus(base).setGenerator(SentenceReader.of(base)).build();
      assertEquals(0, RagScores.of(rag, List.of(question), 1).supported());
      RagScores second = RagScores.of(rag, List.of(question), 2);
      assertEquals(1, second.supported());
      assertEquals(0, second.exactMatch());
      assertTrue(Double.isNaN(second.refusedRightly()));
      assertThrows(IllegalArgumentException.class, () -> RagScores.of(rag, List.of(), 1));
    }
  }
}
