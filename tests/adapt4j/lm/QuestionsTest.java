package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.data.DataException;
import adapt4j.lm.Questions.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionsTest {
  @TempDir Path folder;

  @Test
  void twoPartsAreAsTheCardSays() {
    assertEquals(102, Questions.dev().size());
    assertEquals(34, passages(Questions.dev()).size());
    assertEquals(60, Questions.test().size());
    assertEquals(20, passages(Questions.test()).size());
    assertEquals(14, Questions.dev().stream().filter(q -> !q.answerable()).count());
    assertEquals(9, Questions.test().stream().filter(q -> !q.answerable()).count());
    Set<String> both = new HashSet<>(passages(Questions.dev()));
    both.retainAll(passages(Questions.test()));
    assertEquals(Set.of(), both);
  }

  @Test
  void theFirstAnswerStandsInThePassage() {
    for (List<Question> part : List.of(Questions.dev(), Questions.test())) {
      for (Question question : part) {
        assertTrue(question.question().endsWith("?"), question.question());
        if (question.answerable()) {
          String first = question.answers().get(0);
          assertTrue(ReadingTasks.count(question.passage(), first) > 0, first);
          assertTrue(question.isRight(first.toUpperCase()));
        } else {
          assertEquals(List.of(ReadingTask.NOT_STATED), question.answers());
        }
      }
    }
  }

  private static Set<String> passages(List<Question> questions) {
    return questions.stream().map(Question::passage).collect(Collectors.toSet());
  }

  @Test
  void aLineOutOfPlaceIsNamed() throws IOException {
    says("Line 1 of", "A cat sat.\n");
    says("Line 3 of", "== Cat\nA cat sat.\nA: a cat\n");
    says("Line 4 of", "== Cat\nA cat sat.\nQ: Who sat?\nQ: Who?\n");
    says("Line 3 of", "== Cat\nA cat sat.\nQ: Who sat?\n");
    Path file = folder.resolve("bytes.txt");
    Files.write(file, new byte[] {'=', '=', ' ', (byte) 0xff, '\n'});
    assertTrue(
        assertThrows(DataException.class, () -> Questions.read(file))
            .getMessage()
            .contains("UTF-8"));
    assertThrows(DataException.class, () -> Questions.read(folder.resolve("none.txt")));
  }

  private void says(String words, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("some.txt"), text);
    String message = assertThrows(DataException.class, () -> Questions.read(file)).getMessage();
    assertTrue(message.contains(words), message);
  }
}
