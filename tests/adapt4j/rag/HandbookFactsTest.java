package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.data.DataException;
import adapt4j.rag.Handbook.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandbookFactsTest {
  @TempDir Path folder;

  private final HandbookFacts facts = HandbookFacts.load();

  @Test
  void eachFactHasThreeWordingsToLearnAndOneToTest() {
    assertEquals(125 * 3 + 35, facts.train().size());
    assertEquals(125, facts.seen().size());
    assertEquals(125, facts.paraphrased().size());
    assertEquals(35, facts.unanswerable().size());
    assertTrue(facts.train().containsAll(facts.seen()));
    assertTrue(facts.unanswerable().stream().noneMatch(Question::answerable));
    Map<List<String>, Integer> wordings = new HashMap<>();
    facts.train().stream()
        .filter(Question::answerable)
        .forEach(q -> wordings.merge(key(q), 1, Integer::sum));
    facts.paraphrased().forEach(q -> assertTrue(wordings.containsKey(key(q)), q.text()));
    for (int i = 0; i < 125; i++) {
      assertEquals(key(facts.seen().get(i)), key(facts.paraphrased().get(i)));
    }
  }

  private static List<String> key(Question question) {
    return List.of(question.document(), question.answers().get(0));
  }

  /** What is tested is trained on nowhere, and no wording gives the answer away. */
  @Test
  void noWordingComesTwice() {
    Set<String> all = new HashSet<>();
    Stream.of(
            facts.train(),
            facts.paraphrased(),
            facts.unanswerable(),
            Handbook.dev(),
            Handbook.test())
        .flatMap(List::stream)
        .forEach(q -> assertTrue(all.add(plain(q.text())), q.text()));
    Stream.of(facts.train(), facts.paraphrased())
        .flatMap(List::stream)
        .filter(Question::answerable)
        .forEach(
            q ->
                assertFalse(
                    plain(q.text()).contains(" " + plain(q.answers().get(0)) + " "), q.text()));
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }

  @Test
  void twentyFactsChange() {
    HandbookFacts moved = facts.onlyChanging();
    assertEquals(60, moved.train().size());
    assertEquals(20, moved.seen().size());
    assertEquals(20, moved.paraphrased().size());
    assertTrue(moved.unanswerable().isEmpty());
    assertTrue(moved.paraphrased().stream().noneMatch(q -> q.answers().equals(q.later())));
  }

  @Test
  void halvesShareNoFact() {
    HandbookFacts one = facts.half(0);
    HandbookFacts other = facts.half(1);
    assertEquals(125, one.seen().size() + other.seen().size());
    assertEquals(375 + 2 * 35, one.train().size() + other.train().size());
    Set<List<String>> keys = new HashSet<>();
    one.train().stream().filter(Question::answerable).forEach(q -> keys.add(key(q)));
    assertEquals(63, keys.size());
    assertTrue(
        other.train().stream().filter(Question::answerable).noneMatch(q -> keys.contains(key(q))));
    assertTrue(one.paraphrased().stream().allMatch(q -> keys.contains(key(q))));
    assertThrows(IllegalArgumentException.class, () -> facts.half(2));
  }

  @Test
  void aLineThatIsOutOfPlaceIsNamed() {
    assertTrue(error("Q: Who?\nL: Which one?\n").contains("Line 1"));
    assertTrue(error("L: Which one?\nWhat?\n").contains("Line 2"));
    Question known = facts.seen().get(0);
    assertTrue(
        error("Q: " + known.text() + "\nL: a\nL: b\nL: c\nL: d\nT: e\n", known)
            .contains("three lines L:"));
    assertTrue(error("Q: " + known.text() + "\nL: a\nL: b\nL: c\n", known).contains("one T:"));
  }

  private String error(String text, Question... known) {
    Map<String, Question> all = new HashMap<>();
    Stream.of(known).forEach(q -> all.put(q.text(), q));
    Path file = folder.resolve("wordings.txt");
    return assertThrows(
            DataException.class,
            () -> {
              Files.writeString(file, text);
              HandbookFacts.read(file, all);
            })
        .getMessage();
  }

  @Test
  void itReadsWhatItIsGiven() throws IOException {
    Question known = facts.seen().get(0);
    Path file = folder.resolve("wordings.txt");
    Files.writeString(file, "Q: " + known.text() + "\nL: a\nL: e\nL: f\nT: b\n\nL: c\nT: d\n");
    HandbookFacts some = HandbookFacts.read(file, Map.of(known.text(), known));
    assertEquals(List.of("a", "e", "f", "c"), some.train().stream().map(Question::text).toList());
    assertEquals(List.of("a"), some.seen().stream().map(Question::text).toList());
    assertEquals(known.answers(), some.paraphrased().get(0).answers());
    assertEquals(List.of("d"), some.unanswerable().stream().map(Question::text).toList());
  }
}
