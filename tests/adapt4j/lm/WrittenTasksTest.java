package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.lm.Questions.Question;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WrittenTasksTest {
  private static final Question ASK =
      new Question(
          "Ines Falk moved to Mill Street in 1974. At 7:45 she sold 120 rolls to Falk's son.",
          "How many rolls did Falk sell?",
          List.of("120 rolls"));
  private static final Question OTHER =
      new Question(
          "Rain fell. The Tovale was high. Nobody crossed.",
          "What was high?",
          List.of(ReadingTask.NOT_STATED));
  private static final WrittenTasks TASKS =
      new WrittenTasks(
          List.of(
              new Questions.Titled("Ines Falk | Falk | Mill Street", ASK),
              new Questions.Titled("Tovale", OTHER)),
          Set.of("mill", "street"),
          false);
  private static final Pattern PASSAGE =
      Pattern.compile(
          "(\\p{L}+) (\\p{L}+) moved to Mill Street in (19\\d\\d)\\. At 7:45 she sold (1\\d\\d) rolls"
              + " to (\\p{L}+)'s son\\.");

  @Test
  void namesAndNumbersChangeTogetherEverywhere() {
    Random random = new Random(1);
    Set<String> passages = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      Question task = TASKS.next(random);
      Matcher found = PASSAGE.matcher(task.passage());
      if (!task.question().startsWith("How many")) {
        assertEquals(List.of(ReadingTask.NOT_STATED), task.answers());
        continue;
      }
      assertTrue(found.find(), task.passage());
      assertEquals(found.group(2), found.group(5));
      assertEquals("How many rolls did " + found.group(2) + " sell?", task.question());
      assertEquals(List.of(found.group(4) + " rolls"), task.answers());
      passages.add(task.passage());
    }
    assertTrue(passages.size() > 80, passages.size() + " forms of one passage");
    assertTrue(passages.contains(ASK.passage()), "as it was written, now and then");
    assertTrue(
        passages.stream().anyMatch(p -> p.contains("Rain fell.")), "in company, now and then");
  }

  @Test
  void aPassageThatIsCutStatesItsAnswerOrStatesNone() {
    Question ask =
        new Question(
            "It rained. The hall opens at seven. Tea is free. Dogs wait outside. Nobody smokes.",
            "When can one go in?",
            List.of("at seven"));
    WrittenTasks tasks = new WrittenTasks(List.of(new Questions.Titled("-", ask)), Set.of(), true);
    Random random = new Random(1);
    Set<String> forms = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      Question task = tasks.next(random);
      assertEquals(task.passage().contains("at seven"), task.answerable(), task.passage());
      assertEquals(ask.question(), task.question());
      forms.add((task.answerable() ? "" : "not: ") + task.passage());
    }
    assertTrue(forms.contains(ask.passage()), "whole, most of the times");
    assertTrue(forms.contains("not: It rained. Tea is free. Dogs wait outside. Nobody smokes."));
    assertTrue(forms.contains("It rained. The hall opens at seven."), forms.toString());
    assertTrue(forms.contains("It rained. The hall opens at seven. Tea is free."));
  }

  @Test
  void whatWasWrittenCanBeLearnt() {
    List<Question> dev = WrittenTasks.dev();
    assertTrue(dev.size() > 150, dev.size() + " questions");
    int missing = 0;
    for (Question question : dev) {
      String answer = question.answers().get(0);
      missing += question.answerable() ? 0 : 1;
      assertTrue(
          !question.answerable() || ReadingTasks.count(question.passage(), answer) > 0,
          question.toString());
    }
    double share = missing / (double) dev.size();
    assertTrue(share > 0.08 && share < 0.25, share + " not stated");
  }

  @Test
  void noPassageIsOneOfTheExams() {
    Set<String> exam = new HashSet<>();
    Questions.dev().forEach(q -> exam.addAll(runs(q.passage())));
    Questions.test().forEach(q -> exam.addAll(runs(q.passage())));
    for (String part : List.of("train.txt", "handbooks.txt", "dev.txt", "handbooks-dev.txt")) {
      WrittenTasks.load(part).stream()
          .map(titled -> titled.question().passage())
          .distinct()
          .forEach(
              passage -> assertFalse(runs(passage).stream().anyMatch(exam::contains), passage));
    }
  }

  /** All runs of eight words. */
  private static Set<String> runs(String passage) {
    String[] words = passage.toLowerCase().split("[^\\p{L}\\d]+");
    Set<String> runs = new HashSet<>();
    for (int i = 0; i + 8 <= words.length; i++) {
      runs.add(String.join(" ", List.of(words).subList(i, i + 8)));
    }
    return runs;
  }
}
