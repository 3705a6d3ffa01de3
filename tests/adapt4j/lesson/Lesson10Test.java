package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.waits;

import adapt4j.lesson.Situation.Task;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. */
class Lesson10Test {
  private final Lesson10 lesson = new Lesson10();

  private static double[] paired(boolean[] a, boolean[] b, int less, boolean ofMean) {
    int n = a.length;
    double[] d = IntStream.range(0, n).mapToDouble(i -> (b[i] ? 1 : 0) - (a[i] ? 1 : 0)).toArray();
    double mean = IntStream.range(0, n).mapToDouble(i -> d[i]).sum() / n;
    double sum = IntStream.range(0, n).mapToDouble(i -> (d[i] - mean) * (d[i] - mean)).sum();
    double half = 1.96 * Math.sqrt(sum / (n - less));
    return new double[] {mean, ofMean ? half / Math.sqrt(n) : half};
  }

  @Test
  void moreThanChance() {
    passes(() -> lesson.paired.check((a, b) -> paired(a, b, 1, true)));
    fails("other way round", () -> lesson.paired.check((a, b) -> paired(b, a, 1, true)));
    fails("n - 1", () -> lesson.paired.check((a, b) -> paired(a, b, 0, true)));
    fails("for one question", () -> lesson.paired.check((a, b) -> paired(a, b, 1, false)));
    fails("0.25", () -> lesson.paired.check((a, b) -> new double[] {0.5, 0}));
    fails("two numbers", () -> lesson.paired.check((a, b) -> null));
    waits(() -> lesson.paired.check((a, b) -> Exercise.todo()));
  }

  @Test
  void breakEven() {
    passes(() -> lesson.breakEven.check((update, n, extra) -> n * extra / 1_000 / update));
    fails("not seconds", () -> lesson.breakEven.check((update, n, extra) -> n * extra / update));
    fails(
        "other way round",
        () -> lesson.breakEven.check((update, n, extra) -> update / (n * extra / 1_000)));
    fails("should be 500", () -> lesson.breakEven.check((update, n, extra) -> 0));
  }

  private static Set<Integer> front(double[] right, double[] cost, boolean strictly) {
    Set<Integer> front = new HashSet<>();
    for (int i = 0; i < right.length; i++) {
      int one = i;
      boolean beaten =
          IntStream.range(0, right.length)
              .anyMatch(
                  j ->
                      strictly
                          ? right[j] > right[one] && cost[j] < cost[one]
                          : right[j] >= right[one]
                              && cost[j] <= cost[one]
                              && (right[j] > right[one] || cost[j] < cost[one]));
      if (!beaten) {
        front.add(i);
      }
    }
    return front;
  }

  @Test
  void paretoFront() {
    passes(() -> lesson.front.check((right, cost) -> front(right, cost, false)));
    fails("costs more", () -> lesson.front.check((right, cost) -> front(right, cost, true)));
    fails("less often", () -> lesson.front.check((right, cost) -> Set.of(0, 3, 4, 5)));
    fails("0, 3 and 4", () -> lesson.front.check((right, cost) -> Set.of(4)));
    fails("0, 3 and 4", () -> lesson.front.check((right, cost) -> null));
  }

  @Test
  void aCaseForTheWeights() {
    double between =
        Measured.answers().stream()
                .filter(one -> one.cites())
                .mapToDouble(Measured::millis)
                .min()
                .orElseThrow()
            * 0.95;
    passes(
        () ->
            lesson.situation.check(
                Situation.builder().setTask(Task.ANSWER).optMillis(between).build()));
    fails(
        "the guide says",
        () -> lesson.situation.check(Situation.builder().setTask(Task.ANSWER).build()));
    fails(
        "cannot show",
        () ->
            lesson.situation.check(
                Situation.builder().setTask(Task.ANSWER).optSources(true).build()));
    fails(
        "Leave optChanges",
        () ->
            lesson.situation.check(
                Situation.builder()
                    .setTask(Task.ANSWER)
                    .optMillis(between)
                    .optChanges(11)
                    .build()));
    fails(
        "not to answer",
        () -> lesson.situation.check(Situation.builder().setTask(Task.CLASSIFY).build()));
  }
}
