package adapt4j.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.lesson.Situation.Task;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What it recommends against the committed tables, which are read here by themselves. */
class GuideTest {
  private static Advice advice(Task task, UnaryOperator<Situation.Builder> described) {
    Advice advice = Guide.recommend(described.apply(Situation.builder().setTask(task)).build());
    assertFalse(advice.missing().isEmpty(), "" + advice);
    assertEquals(advice.first().isPresent(), !advice.reasons().isEmpty(), "" + advice);
    return advice;
  }

  private static String first(Task task, UnaryOperator<Situation.Builder> described) {
    return advice(task, described).first().orElse("nothing");
  }

  private static Measured answer(String method) {
    return Measured.answers().stream()
        .filter(one -> one.method().equals(method))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tenSituations() {
    // 1. A handbook, questions to train on, no further conditions.
    assertEquals("hybrid", first(Task.ANSWER, s -> s.optLabels(410)));
    // 2. Nobody has written questions.
    assertEquals("RAG", first(Task.ANSWER, s -> s.optLabels(0)));
    // 3. It changes every week, and sources are wanted.
    assertEquals(
        "hybrid", first(Task.ANSWER, s -> s.optLabels(410).optChanges(52).optSources(true)));
    // 4. The same without questions.
    assertEquals("RAG", first(Task.ANSWER, s -> s.optLabels(0).optChanges(52).optSources(true)));
    // 5. Facts that stay, and no time to look anything up.
    double fast = 0.95 * Math.min(answer("RAG").millis(), answer("hybrid").millis());
    assertEquals("full fine-tuning", first(Task.ANSWER, s -> s.optMillis(fast)));
    // 6. No time to look up, and weekly changes: nothing does that.
    assertEquals("nothing", first(Task.ANSWER, s -> s.optMillis(fast).optChanges(52)));
    // 7. A hundred customers with handbooks of their own on a small disk.
    assertEquals("RAG", first(Task.ANSWER, s -> s.optTasks(100).optMegabytes(50)));
    // 8. A hundred labels of each class: full fine-tuning is right no more often than by 3 points.
    assertEquals("LoRA", first(Task.CLASSIFY, s -> s.optLabels(100)));
    // 9. Two hundred customers with classes of their own.
    assertEquals(
        "LoRA", first(Task.CLASSIFY, s -> s.optLabels(100).optTasks(200).optMegabytes(100)));
    // 10. New classes every month.
    assertTrue(
        List.of("nearest neighbour", "prototypes")
            .contains(first(Task.CLASSIFY, s -> s.optChanges(12))));
    // And: no labels at all; a matter of taste.
    assertEquals("nothing", first(Task.CLASSIFY, s -> s.optLabels(0)));
    assertEquals("direct preference optimisation", first(Task.WRITE, s -> s.optLabels(500)));
    assertEquals("best-of-n", first(Task.WRITE, s -> s.optLabels(0)));
    assertEquals("best-of-n", first(Task.WRITE, s -> s.optSeconds(0)));
    assertEquals("nothing", first(Task.CLASSIFY, s -> s.optSeconds(0)));
    assertEquals("nothing", first(Task.CLASSIFY, s -> s.optMillis(0.1)));
    assertEquals("RAG", first(Task.ANSWER, s -> s.optLabels(1)));
  }

  /** Whatever is left out breaks a condition, or was right no more often (but for 3 points). */
  @Test
  void noMethodThatMayBeUsedWasClearlyBetter() {
    for (int labels : new int[] {0, 410}) {
      for (boolean sources : new boolean[] {false, true}) {
        Situation situation =
            Situation.builder().setTask(Task.ANSWER).optLabels(labels).optSources(sources).build();
        Optional<String> first = Guide.recommend(situation).first();
        double best =
            Measured.answers().stream()
                .filter(one -> labels > 0 || !one.trains())
                .filter(one -> !sources || one.cites())
                .mapToDouble(Measured::right)
                .max()
                .orElse(0);
        assertTrue(answer(first.orElseThrow()).right() >= best - 0.03, situation + ": " + first);
      }
    }
    for (int labels : new int[] {5, 100}) {
      String first = first(Task.CLASSIFY, s -> s.optLabels(labels));
      List<Measured> all = Measured.labels(labels);
      assertTrue(all.size() >= 7, "" + all);
      double best = all.stream().mapToDouble(Measured::right).max().orElseThrow();
      assertTrue(
          all.stream().anyMatch(m -> m.method().equals(first) && m.right() >= best - 0.03), first);
    }
  }

  /** The lesson's central results, in the committed runs of five seeds. */
  @Test
  void theTablesSayWhatTheLessonSays() {
    assertTrue(answer("RAG").later() > 0.2);
    assertTrue(answer("full fine-tuning").later() < 0.05);
    assertTrue(answer("full fine-tuning").millis() < answer("RAG").millis());
    assertTrue(answer("hybrid").right() > answer("RAG").right());
    assertTrue(answer("hybrid").unseen() > answer("RAG").unseen());
    assertEquals(
        List.of("RAG", "hybrid"),
        Measured.answers().stream().filter(Measured::cites).map(Measured::method).toList());
    assertEquals(6, Guide.table(Task.ANSWER).rowCount());
    assertEquals(8, Guide.table(Task.CLASSIFY).rowCount());
    assertThrows(IllegalArgumentException.class, () -> Guide.table(Task.WRITE));
  }

  @Test
  void itSaysWhatWasNotMeasured() {
    Advice some = advice(Task.ANSWER, s -> s.optLabels(50).optTasks(3));
    assertTrue(some.against().stream().anyMatch(line -> line.contains("whether 50")), "" + some);
    assertTrue(some.missing().stream().anyMatch(line -> line.contains("users")), "" + some);
    Advice quick = advice(Task.CLASSIFY, s -> s.optLabels(30));
    assertTrue(quick.missing().stream().anyMatch(line -> line.contains("30 labels")), "" + quick);
    assertTrue(Shown.text(some::show).contains("Try first"));
  }

  @Test
  void aSituationHasLimits() {
    assertThrows(IllegalArgumentException.class, () -> Situation.builder().build());
    Situation.Builder builder = Situation.builder().setTask(Task.ANSWER);
    assertThrows(IllegalArgumentException.class, () -> builder.optLabels(-1).build());
    assertThrows(IllegalArgumentException.class, () -> builder.optLabels(1).optMillis(0).build());
    assertThrows(IllegalArgumentException.class, () -> builder.optMillis(1).optTasks(0).build());
  }
}
