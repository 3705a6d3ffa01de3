package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.lm.GlossText.Definition;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NaturalTasksTest {
  private static final NaturalTasks TASKS =
      new NaturalTasks(
          IntStream.range(0, 12)
              .mapToObj(
                  i ->
                      new Definition(
                          List.of("thing" + i),
                          "noun",
                          "noun.artifact",
                          "a tool of the kind " + i,
                          List.of("Cars number " + i + " passed the old bridge"),
                          "tool"))
              .toList());

  @Test
  void anAnswerStandsOnceInItsPassageLetterForLetter() {
    Random random = new Random(1);
    int missing = 0;
    for (int i = 0; i < 500; i++) {
      NaturalTasks.Task task = TASKS.next(random);
      assertTrue(task.question().endsWith("?"), task.toString());
      if (task.answer().equals(ReadingTask.NOT_STATED)) {
        missing++;
        String word = task.question().replaceFirst("What is ", "").replace("?", "");
        assertEquals(0, ReadingTasks.count(task.passage(), word), task.toString());
      } else {
        assertTrue(task.passage().contains(task.answer()), task.toString());
        assertEquals(1, ReadingTasks.count(task.passage(), task.answer()), task.toString());
      }
    }
    assertTrue(missing > 5 && missing < 60, missing + " missing");
  }
}
