package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.data.DataException;
import adapt4j.rag.Handbook.Kind;
import adapt4j.rag.Handbook.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrievalScoresTest {
  private static final String QRELS =
      """
      1 0 d1 2
      1 0 d2 1
      1 0 d3 0
      2 0 d1 1
      2 0 d9 1
      3 0 d5 1
      4 0 d5 0
      """;

  /** Topic 1: d3, d2, d1. Topic 2: d1 only. Topic 3 was not asked. Topic 5 was not judged. */
  private static final String RUN =
      """
      1 Q0 d1 9 0.1 test
      1 Q0 d2 9 0.5 test
      1 Q0 d3 9 0.7 test
      2 Q0 d1 1 1e-3 test
      5 Q0 d1 1 3 test
      """;

  @TempDir Path folder;

  /** By hand: the three questions that have a relevant document count. */
  @Test
  void scoresAreThoseComputedByHand() throws IOException {
    RetrievalScores scores = RetrievalScores.of(Qrels.read(file(QRELS)), TrecRun.read(file(RUN)));
    assertEquals((0 + 0.5 + 0) / 3, scores.recall(1), 1e-12);
    assertEquals((0.5 + 0.5 + 0) / 3, scores.recall(2), 1e-12);
    assertEquals((1 + 0.5 + 0) / 3, scores.recall(5), 1e-12);
    assertEquals((0.5 + 1 + 0) / 3, scores.mrr(), 1e-12);
    double log3 = Math.log(3) / Math.log(2);
    double first = (0 + 1 / log3 + 2 / 2.0) / (2 + 1 / log3);
    double second = 1 / (1 + 1 / log3);
    assertEquals((first + second + 0) / 3, scores.ndcg(10), 1e-12);
    assertEquals((1 / log3 / (2 + 1 / log3) + second + 0) / 3, scores.ndcg(2), 1e-12);
    assertEquals("3 questions: recall@5 0.500, MRR 0.500, nDCG@10 0.411", scores.toString());
  }

  @Test
  void equalScoresAreOrderedAsInTrecEval() {
    TrecRun run = new TrecRun().add("1", "a", 2).add("1", "c", 2).add("1", "b", 3);
    assertEquals(List.of("b", "c", "a"), run.ranked("1"));
    assertEquals(List.of(), run.ranked("2"));
  }

  @Test
  void filesComeBackAsTheyWere() throws IOException {
    Qrels qrels = Qrels.read(file(QRELS));
    Path copy = folder.resolve("copy");
    qrels.write(copy);
    assertEquals(QRELS, Files.readString(copy));
    assertEquals(Map.of("d1", 2, "d2", 1, "d3", 0), qrels.of("1"));
    TrecRun.read(file(RUN)).write(copy, "mine");
    assertTrue(Files.readString(copy).startsWith("1 Q0 d3 1 0.7 mine\n1 Q0 d2 2 0.5 mine\n"));
    assertEquals(List.of("d3", "d2", "d1"), TrecRun.read(copy).ranked("1"));
    assertThrows(DataException.class, () -> qrels.write(folder));
    assertThrows(IllegalArgumentException.class, () -> new TrecRun().write(copy, "two words"));
  }

  @Test
  void aLineThatIsWrongIsNamed() throws IOException {
    says("Line 2 of", "1 0 d1 1\n1 0 d2\n", Qrels::read);
    says("Line 1 of", "1 0 d1 high\n", Qrels::read);
    says("judged for the topic 1 already", "1 0 d1 1\n1 0 d1 0\n", Qrels::read);
    says("is empty", "\n", Qrels::read);
    says("Line 1 of", "1 Q0 d1 1 0.5\n", TrecRun::read);
    says("Line 1 of", "1 Q0 d1 1 NaN tag\n", TrecRun::read);
    says("already", "1 Q0 d1 1 2 tag\n1 Q0 d1 2 1 tag\n", TrecRun::read);
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, '\n'});
    assertThrows(DataException.class, () -> Qrels.read(bytes));
    assertThrows(DataException.class, () -> TrecRun.read(folder.resolve("none")));
    assertThrows(IllegalArgumentException.class, () -> new Qrels().add("a b", "d", 1));
    assertThrows(IllegalArgumentException.class, () -> new TrecRun().add("1", "", 1));
  }

  @Test
  void judgmentsThatDoNotFitAreRefused() {
    Qrels none = new Qrels().add("1", "d", 0);
    TrecRun run = new TrecRun().add("1", "d", 1);
    assertThrows(IllegalArgumentException.class, () -> RetrievalScores.of(none, run));
    Qrels other = new Qrels().add("7", "d", 1);
    assertThrows(IllegalArgumentException.class, () -> RetrievalScores.of(other, run));
    RetrievalScores scores = RetrievalScores.of(new Qrels().add("1", "d", 1), run);
    assertEquals(1, scores.ndcg(1));
    assertThrows(IllegalArgumentException.class, () -> scores.recall(0));
    assertThrows(IllegalArgumentException.class, () -> scores.ndcg(0));
  }

  @Test
  void theHandbooksQuestionsAreTopics() {
    try (KnowledgeBase base = Bag.base()) {
      List<Question> questions =
          List.of(
              question("Why?", Kind.UNANSWERABLE, ""),
              question("What does the dog Pepper eat?", Kind.DIRECT, "dogs"),
              question("Do cats sleep?", Kind.DIRECT, "fish"));
      Qrels qrels = Qrels.of(questions);
      assertEquals(List.of("2", "3"), List.copyOf(qrels.topics()));
      TrecRun run = TrecRun.of(base.lexical(), questions, 5);
      assertEquals("dogs", run.ranked("2").get(0));
      assertEquals(List.of("cats", "fish"), run.ranked("3"));
      assertEquals(0.75, RetrievalScores.of(qrels, run).mrr(), 1e-12);
    }
  }

  static Question question(String text, Kind kind, String document, String... answers) {
    return new Question(text, kind, document, List.of(answers), List.of(answers));
  }

  private void says(String words, String text, Function<Path, ?> read) throws IOException {
    Path file = file(text);
    String message = assertThrows(DataException.class, () -> read.apply(file)).getMessage();
    assertTrue(message.contains(words), message);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "some", ".txt"), text);
  }
}
