package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.lm.Questions.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingExamTest {
  private static ReadingExam.Item item(String right, String given) {
    return new ReadingExam.Item(new Question("A passage.", "A question?", List.of(right)), given);
  }

  private static final ReadingExam EXAM =
      new ReadingExam(
          List.of(
              item("a cat", "Cat"),
              item("a dog", "not stated"),
              item("a cow", "pig"),
              item("a hen", "hen"),
              item(ReadingTask.NOT_STATED, "Not stated."),
              item(ReadingTask.NOT_STATED, "pig")));

  @Test
  void sharesAreThoseOfTheRightQuestions() {
    assertEquals(3 / 6.0, EXAM.exact());
    assertEquals(2 / 4.0, EXAM.exactAnswerable());
    assertEquals(1 / 2.0, EXAM.notStatedRightly());
    assertEquals(1 / 4.0, EXAM.notStatedWrongly());
    assertEquals(3, EXAM.misses().size());
    assertEquals("not stated", EXAM.misses().get(0).given());
    assertEquals(12, EXAM.and(EXAM).items().size());
    assertTrue(Double.isNaN(new ReadingExam(List.of()).exact()));
  }

  @Test
  void aModelAnswersEveryQuestionWithAndWithoutItsPassage() {
    ReadingTask task =
        new ReadingTask("The office opens at 7:30.", "When does it open?", "7:30", 20, "opens");
    List<Question> questions = ReadingExam.questions(List.of(task));
    assertEquals(List.of("7:30"), questions.get(0).answers());
    try (Lab lab = Lab.open(1);
        Lm lm = Tiny.lm(lab)) {
      Sampling how = Sampling.greedy().optMost(40);
      Prompt blind = Prompt.question(task.question());
      assertEquals(
          lm.generate(blind.passage(task.passage()), how).text(),
          ReadingExam.of(lm, questions).items().get(0).given());
      assertEquals(
          lm.generate(blind, how).text(),
          ReadingExam.withoutPassages(lm, questions).items().get(0).given());
    }
  }
}
