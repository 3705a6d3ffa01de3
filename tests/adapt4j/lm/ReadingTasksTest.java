package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadingTasksTest {
  private static final Pattern NOT_ENGLISH =
      Pattern.compile(
          "  | [.,;?]|\\.\\.|,,|, ,|[{}<>|]|\\b[Aa] [aeio]|\\b[Aa]n [bcdfgjklmnpqrstvwxyz]|\\b(the|a|an|of|in) \\1\\b"
              + "|\\b(is is|and and)\\b|(?<!\\b(?:Dr|Mr|Ms|am|pm))\\. [a-z]|\\b(to|from|for|with|of) (she|he)\\b");

  private static final Set<String> ABOUT_PEOPLE =
      Set.of("architect", "mayor", "company-founder", "explored", "discovered", "author", "boss");

  @ParameterizedTest
  @EnumSource(ReadingPart.class)
  void theAnswerStandsOnceInThePassageAndNotInTheQuestion(ReadingPart part) {
    int unanswerable = 0;
    for (ReadingTask task : ReadingTasks.of(part, 1).take(1_000)) {
      if (!task.answerable()) {
        unanswerable++;
        assertEquals(ReadingTask.NOT_STATED, task.answer());
        assertEquals(-1, task.end());
        continue;
      }
      assertEquals(task.answer(), task.passage().substring(task.start(), task.end()));
      assertEquals(1, ReadingTasks.count(task.passage(), task.answer()), task.toString());
      assertEquals(0, ReadingTasks.count(task.question(), task.answer()), task.toString());
    }
    assertTrue(unanswerable > 100 && unanswerable < 200, unanswerable + " of 1,000");
  }

  @ParameterizedTest
  @EnumSource(ReadingPart.class)
  void itLooksLikeEnglish(ReadingPart part) {
    for (ReadingTask task : ReadingTasks.of(part, 2).take(1_000)) {
      var odd = NOT_ENGLISH.matcher(task.passage());
      assertFalse(odd.find(), () -> "'" + odd.group() + "' in " + task.passage());
      assertTrue(task.passage().matches("[\\p{Lu}\\d\"].*[.]"), task.passage());
      var asked = NOT_ENGLISH.matcher(task.question());
      assertFalse(asked.find(), () -> "'" + asked.group() + "' in " + task.question());
      assertTrue(task.question().matches("\\p{Lu}[^?]*\\?"), task.question());
      assertTrue(task.passage().split(" ").length <= 120, task.passage());
    }
  }

  @Test
  void aSeedGivesItsTasksAgain() {
    List<ReadingTask> tasks = ReadingTasks.of(ReadingPart.TRAIN, 3).take(50);
    assertEquals(tasks, ReadingTasks.of(ReadingPart.TRAIN, 3).take(50));
    assertNotEquals(tasks, ReadingTasks.of(ReadingPart.TRAIN, 4).take(50));
    assertEquals(50, tasks.stream().map(ReadingTask::passage).distinct().count());
  }

  @Test
  void namesOfThePartsAreDisjoint() {
    List<Set<String>> heads =
        Stream.of(ReadingPart.TRAIN, ReadingPart.DEV_SEEN, ReadingPart.TEST_SEEN)
            .map(
                part -> {
                  Random random = new Random(1);
                  Set<String> stems = new HashSet<>();
                  for (int i = 0; i < 5_000; i++) {
                    stems.add(ReadingNames.stem(random, part.names).substring(0, 3));
                  }
                  return stems;
                })
            .toList();
    for (int i = 0; i < 3; i++) {
      assertTrue(heads.get(i).size() > 40, heads.get(i).size() + " beginnings");
      for (int j = 0; j < i; j++) {
        Set<String> both = new HashSet<>(heads.get(i));
        both.retainAll(heads.get(j));
        assertEquals(Set.of(), both);
      }
    }
  }

  /** By the answers that are people: none of a part is one of another part. */
  @Test
  void peopleOfTheTestAreStrangersToTraining() {
    Set<String> known = people(ReadingPart.TRAIN, 6_000);
    Set<String> unknown = people(ReadingPart.TEST_UNSEEN, 2_000);
    assertTrue(known.size() > 200 && unknown.size() > 80, known.size() + ", " + unknown.size());
    assertTrue(known.stream().noneMatch(unknown::contains));
  }

  private static Set<String> people(ReadingPart part, int n) {
    return ReadingTasks.of(part, 1).take(n).stream()
        .filter(task -> ABOUT_PEOPLE.contains(task.relation()) && task.answerable())
        .flatMap(task -> Stream.of(task.answer().split(" ")))
        .collect(Collectors.toSet());
  }

  @Test
  void wholeRelationsAreNewInTheTest() {
    Set<String> known = relations(ReadingPart.TRAIN, 6_000);
    Set<String> test = relations(ReadingPart.TEST_UNSEEN, 6_000);
    assertEquals(115, known.size());
    assertEquals(known, relations(ReadingPart.TEST_SEEN, 6_000));
    test.removeAll(known);
    assertEquals(14, test.size());
    Set<String> dev = relations(ReadingPart.DEV_UNSEEN, 6_000);
    dev.removeAll(known);
    assertEquals(7, dev.size());
    dev.retainAll(test);
    assertEquals(Set.of(), dev);
  }

  private static Set<String> relations(ReadingPart part, int n) {
    return ReadingTasks.of(part, 1).take(n).stream()
        .map(ReadingTask::relation)
        .collect(Collectors.toSet());
  }

  /** Even who is told the relation, and answers what it most often has, is nearly always wrong. */
  @Test
  void withoutThePassageNothingCanBeGuessed() {
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    for (ReadingTask task : ReadingTasks.of(ReadingPart.TRAIN, 5).take(20_000)) {
      if (task.answerable()) {
        counts
            .computeIfAbsent(task.relation(), r -> new HashMap<>())
            .merge(ReadingScore.normal(task.answer()), 1, Integer::sum);
      }
    }
    List<ReadingTask> asked =
        ReadingTasks.of(ReadingPart.TEST_SEEN, 5).take(2_000).stream()
            .filter(ReadingTask::answerable)
            .toList();
    long right =
        asked.stream()
            .filter(
                task ->
                    counts.get(task.relation()).entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey()
                        .equals(ReadingScore.normal(task.answer())))
            .count();
    assertTrue(right < 0.02 * asked.size(), right + " of " + asked.size());
  }

  @Test
  void aClaimIsRightIfThePassageSaysSo() {
    ReadingTasks tasks = ReadingTasks.of(ReadingPart.TRAIN, 6);
    int right = 0;
    for (int i = 0; i < 500; i++) {
      ReadingTasks.Claim claim = tasks.claim();
      right += claim.right() ? 1 : 0;
      assertTrue(claim.sentence().matches("[\\p{Lu}\\d\"].*[.]"), claim.sentence());
    }
    assertTrue(right > 200 && right < 300, right + " of 500");
  }

  @Test
  void aTaskWhoseAnswerIsElsewhereIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new ReadingTask("A cat.", "Who?", "cat", 3, "x"))
            .getMessage();
    assertTrue(message.contains("\"cat\" is not at character 3"), message);
    assertEquals(5, new ReadingTask("A cat.", "Who?", "cat", 2, "x").end());
  }

  @Test
  void textMindsArticlesCapitalsAndSpaces() {
    ReadingText text = new ReadingText();
    text.append("a ");
    int start = text.append("old oak");
    text.append(" in a ");
    text.append("university of a  hour");
    text.append(" ");
    text.append(".");
    assertEquals("An old oak in a university of a  hour.", text.toString());
    assertEquals("old oak", text.toString().substring(start, start + 7));
    text.sentence();
    text.append("\"the end\" is a ");
    text.append("8 metre wall.");
    assertTrue(text.toString().endsWith(" \"The end\" is an 8 metre wall."), text.toString());
  }
}
