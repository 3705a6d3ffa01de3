package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.data.DataException;
import adapt4j.rag.Handbook.Kind;
import adapt4j.rag.Handbook.Question;
import dev.langchain4j.data.document.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandbookTest {
  /** Words that are no content, beside those that the index leaves out. */
  private static final Set<String> FUNCTION =
      Set.of(
          "very",
          "too",
          "more",
          "most",
          "long",
          "often",
          "each",
          "ani",
          "some",
          "from",
          "up",
          "out",
          "off",
          "about",
          "all",
          "own",
          "somebodi",
          "someon",
          "earli",
          "now",
          "get",
          "being");

  @TempDir Path folder;

  @Test
  void bothVersionsHaveTheSameDocuments() {
    Map<String, String> first = texts(Handbook.version(1));
    Map<String, String> second = texts(Handbook.version(2));
    assertEquals(84, first.size());
    assertEquals(first.keySet(), second.keySet());
    assertEquals(
        Handbook.changes().stream().map(Chunker::id).collect(Collectors.toSet()),
        first.keySet().stream()
            .filter(id -> !first.get(id).equals(second.get(id)))
            .collect(Collectors.toSet()));
    assertEquals(20, Handbook.changes().size());
    assertThrows(IllegalArgumentException.class, () -> Handbook.version(3));
  }

  @Test
  void passagesAreOfTheLengthThatTheCardSays() {
    for (Document document : Handbook.version(2)) {
      int words = document.text().split("\\s+").length;
      assertTrue(words >= 60 && words <= 150, Chunker.id(document) + ": " + words);
      assertFalse(document.metadata().getString("title").isBlank());
      assertFalse(document.metadata().getString("section").isBlank());
    }
    assertEquals(
        15,
        Handbook.version(1).stream()
            .map(d -> d.metadata().getString("section"))
            .distinct()
            .count());
  }

  @Test
  void twoInThreeQuestionsAreForChoosing() {
    assertEquals(
        Map.of(
            Kind.DIRECT,
            95L,
            Kind.PARAPHRASED,
            72L,
            Kind.NO_SHARED_WORD,
            58L,
            Kind.UNANSWERABLE,
            75L),
        kinds(Handbook.dev()));
    assertEquals(
        Map.of(
            Kind.DIRECT,
            42L,
            Kind.PARAPHRASED,
            32L,
            Kind.NO_SHARED_WORD,
            26L,
            Kind.UNANSWERABLE,
            50L),
        kinds(Handbook.test()));
    assertEquals(41, Handbook.dev().stream().filter(Question::changes).count());
    assertEquals(20, Handbook.test().stream().filter(Question::changes).count());
  }

  @Test
  void noQuestionIsAskedTwiceAndOnlyChangingFactsAre() {
    Set<String> questions = new HashSet<>();
    Set<String> facts = new HashSet<>();
    for (Question question : all()) {
      assertTrue(questions.add(question.text().toLowerCase()), question.text());
      assertTrue(question.text().endsWith("?"), question.text());
      if (question.answerable()) {
        boolean fresh = facts.add(question.document() + question.answers().get(0));
        assertTrue(fresh || question.changes(), question.text());
      }
    }
  }

  @Test
  void theFirstAnswerStandsInThePassage() {
    Map<String, String> first = texts(Handbook.version(1));
    Map<String, String> second = texts(Handbook.version(2));
    for (Question question : all()) {
      if (!question.answerable()) {
        assertEquals(List.of(), question.answers());
        assertEquals("", question.document());
        continue;
      }
      String answer = question.answers(1).get(0);
      String later = question.answers(2).get(0);
      assertTrue(first.get(question.document()).contains(answer), question.text());
      assertTrue(second.get(question.document()).contains(later), question.text());
      if (question.changes()) {
        assertNotEquals(answer, later);
        assertFalse(second.get(question.document()).contains(answer), question.text());
        assertFalse(first.get(question.document()).contains(later), question.text());
      }
    }
  }

  @Test
  void theKindSaysWhetherWordsAreShared() {
    Map<String, Document> documents =
        Handbook.version(1).stream().collect(Collectors.toMap(Chunker::id, d -> d));
    for (Question question : all()) {
      if (question.answerable()) {
        Document document = documents.get(question.document());
        Set<String> shared = content(question.text());
        shared.retainAll(content(document.metadata().getString("title") + ". " + document.text()));
        assertEquals(
            question.kind() == Kind.NO_SHARED_WORD,
            shared.isEmpty(),
            question.text() + " shares " + shared);
      }
    }
  }

  private static Set<String> content(String text) {
    Set<String> words = new HashSet<>(English.words(text));
    words.removeAll(FUNCTION);
    return words;
  }

  @Test
  void nothingLooksLikeAnAddressOrATelephoneNumber() {
    List<String> texts = new ArrayList<>(texts(Handbook.version(1)).values());
    texts.addAll(texts(Handbook.version(2)).values());
    all().forEach(question -> texts.add(question.text()));
    for (String text : texts) {
      assertFalse(text.matches("(?s).*(@|https?:|www\\.|\\d{5}).*"), text);
    }
  }

  @Test
  void aLineOutOfPlaceIsNamed() throws IOException {
    document("Near line 1", "A text.\n");
    document("comes twice", "# A\n## a: A\nText.\n## a: A\nText.\n");
    document("and then a text", "# A\n## a: A\n## b: B\nText.\n");
    question("Near line 1", "Who?\n");
    question("none of the four", "Q: Who?\nK: odd\n");
    question("if it can be answered", "Q: Who?\nK: direct\nP: a\n");
    question("if it can be answered", "Q: Who?\nK: unanswerable\nA: he\n");
    question("once in a block", "Q: Who?\nQ: Who?\n");
    Path bytes = folder.resolve("bytes.md");
    Files.write(bytes, new byte[] {'#', ' ', (byte) 0xff, '\n'});
    assertTrue(
        assertThrows(DataException.class, () -> Handbook.read(bytes))
            .getMessage()
            .contains("UTF-8"));
    assertThrows(DataException.class, () -> Handbook.read(folder.resolve("none.md")));
  }

  private void document(String words, String text) throws IOException {
    says(words, text, Handbook::read);
  }

  private void question(String words, String text) throws IOException {
    says(words, text, Handbook::questions);
  }

  private void says(String words, String text, Function<Path, List<?>> read) throws IOException {
    Path file = Files.writeString(folder.resolve("some.txt"), text);
    String message = assertThrows(DataException.class, () -> read.apply(file)).getMessage();
    assertTrue(message.contains(words), message);
  }

  private static List<Question> all() {
    List<Question> all = new ArrayList<>(Handbook.dev());
    all.addAll(Handbook.test());
    return all;
  }

  private static Map<String, String> texts(List<Document> documents) {
    return documents.stream().collect(Collectors.toMap(Chunker::id, Document::text));
  }

  private static Map<Kind, Long> kinds(List<Question> questions) {
    assertEquals(4, Arrays.stream(Kind.values()).count());
    return questions.stream().collect(Collectors.groupingBy(Question::kind, Collectors.counting()));
  }
}
