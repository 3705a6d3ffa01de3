package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.waits;

import adapt4j.train.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. */
class Lesson01Test {
  private static final List<String> TWO = List.of("ham", "spam");
  private final Lesson01 lesson = new Lesson01();

  @Test
  void tidy() {
    passes(() -> lesson.tidy.check(s -> tidied(s, "^((re|fwd?):\\s*)+")));
    fails("several", () -> lesson.tidy.check(s -> tidied(s, "^(re|fwd?):\\s*")));
    fails("Only at the beginning", () -> lesson.tidy.check(s -> tidied(s, "\\b(re|fwd?):\\s*")));
    fails("Only with a colon", () -> lesson.tidy.check(s -> tidied(s, "^((re|fwd?):?\\s*)+")));
    fails("need not be a space", () -> lesson.tidy.check(s -> tidied(s, "^((re|fwd?): )+")));
    fails("lower case", () -> lesson.tidy.check(s -> s.replaceAll("(?i)^(re: )+", "")));
    fails("white space", () -> lesson.tidy.check(s -> begun(s.toLowerCase(Locale.ROOT))));
    waits(() -> lesson.tidy.check(s -> Exercise.todo()));
  }

  private static String tidied(String subject, String pattern) {
    String text = subject.toLowerCase(Locale.ROOT).strip();
    for (String before = null; !text.equals(before) && pattern.startsWith("\\b"); ) {
      before = text;
      text = text.replaceAll(pattern, "");
    }
    return text.replaceFirst(pattern, "").replaceAll("\\s+", " ");
  }

  private static String begun(String subject) {
    return subject.replaceFirst("^((re|fwd?):\\s*)+", "");
  }

  @Test
  void f1() {
    passes(() -> lesson.f1.check((t, p, label) -> Scores.of(t, p, TWO).f1(TWO.get(label))));
    fails("the precision", () -> lesson.f1.check((t, p, c) -> scores(t, p).precision("spam")));
    fails("the recall", () -> lesson.f1.check((t, p, c) -> scores(t, p).recall("spam")));
    fails("the accuracy", () -> lesson.f1.check((t, p, c) -> scores(t, p).accuracy()));
    fails(
        "harmonic mean",
        () ->
            lesson.f1.check(
                (t, p, c) -> (scores(t, p).precision("spam") + scores(t, p).recall("spam")) / 2));
    fails("use label", () -> lesson.f1.check((t, p, c) -> scores(t, p).f1("spam")));
    fails("half of it", () -> lesson.f1.check((t, p, c) -> scores(t, p).f1("spam") / 2));
    fails("gives NaN", () -> lesson.f1.check(Lesson01Test::unguarded));
    waits(() -> lesson.f1.check(null));
  }

  private static Scores scores(int[] truth, int[] predicted) {
    return Scores.of(truth, predicted, TWO);
  }

  private static double unguarded(int[] truth, int[] predicted, int label) {
    long right =
        IntStream.range(0, truth.length)
            .filter(i -> truth[i] == label && predicted[i] == label)
            .count();
    long called = Arrays.stream(predicted).filter(p -> p == label).count();
    long there = Arrays.stream(truth).filter(t -> t == label).count();
    double precision = (double) right / called;
    double recall = (double) right / there;
    return 2 * precision * recall / (precision + recall);
  }

  @Test
  void threshold() {
    passes(() -> lesson.threshold.check(Lesson01Test::lowest));
    fails("0.8 again", () -> lesson.threshold.check((s, t, wanted) -> 4));
    fails("finds more", () -> lesson.threshold.check((s, t, wanted) -> 5));
    fails("should give 1", () -> lesson.threshold.check((s, t, wanted) -> 0));
    fails("for 0.9", () -> lesson.threshold.check((s, t, wanted) -> 1));
    fails(
        "not infinity",
        () -> lesson.threshold.check((s, t, w) -> Math.min(lowest(s, t, w), 1e300)));
    fails("have the same score 3", () -> lesson.threshold.check(Lesson01Test::oneByOne));
    waits(() -> lesson.threshold.check((s, t, wanted) -> Exercise.todo()));
  }

  private static double lowest(double[] scores, int[] truth, double wanted) {
    return Arrays.stream(scores)
        .filter(at -> precision(scores, truth, at) >= wanted)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double precision(double[] scores, int[] truth, double at) {
    int[] called = IntStream.range(0, scores.length).filter(i -> scores[i] >= at).toArray();
    return Arrays.stream(called).map(i -> truth[i]).average().orElse(0);
  }

  /** Wrong where two have the same score: those that come later in the array are not called. */
  private static double oneByOne(double[] scores, int[] truth, double wanted) {
    Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
    double lowest = Double.POSITIVE_INFINITY;
    for (int n = 1; n <= order.length; n++) {
      int right = Arrays.stream(order).limit(n).mapToInt(i -> truth[i]).sum();
      lowest = (double) right / n >= wanted ? scores[order[n - 1]] : lowest;
    }
    return lowest;
  }

  @Test
  void deal() {
    passes(() -> lesson.deal.check(Lesson01Test::byGroup));
    fails("are both of group a", () -> lesson.deal.check((g, k) -> each(g, i -> i % k)));
    fails("evenly", () -> lesson.deal.check((g, k) -> each(g, i -> 0)));
    fails("from 0 to 2", () -> lesson.deal.check((g, k) -> each(g, i -> 1 + i % k)));
    fails("one fold for each", () -> lesson.deal.check((g, k) -> new int[k]));
    fails("evenly", () -> lesson.deal.check((g, k) -> each(g, i -> g.get(i).equals("a") ? 0 : 1)));
    waits(() -> lesson.deal.check((g, k) -> Exercise.todo()));
  }

  private static int[] byGroup(List<String> groups, int k) {
    List<String> different = new ArrayList<>(new TreeSet<>(groups));
    return groups.stream().mapToInt(group -> different.indexOf(group) % k).toArray();
  }

  private static int[] each(List<String> groups, IntUnaryOperator fold) {
    return IntStream.range(0, groups.size()).map(fold).toArray();
  }
}
