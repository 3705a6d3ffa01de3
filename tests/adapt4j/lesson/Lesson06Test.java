package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.waits;

import adapt4j.EachLab;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.distill.Comparison;
import adapt4j.nn.Mlp;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import adapt4j.train.Schedule;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. */
class Lesson06Test extends EachLab {
  private Lesson06 lesson;

  @BeforeEach
  void open() {
    lesson = new Lesson06(lab);
  }

  private static double[] soften(double[] scores, double t) {
    double most = Arrays.stream(scores).max().orElseThrow();
    return normal(Arrays.stream(scores).map(s -> Math.exp((s - most) / t)).toArray());
  }

  private static double[] normal(double[] values) {
    double sum = Arrays.stream(values).sum();
    return Arrays.stream(values).map(v -> v / sum).toArray();
  }

  @Test
  void soften() {
    passes(() -> lesson.soften.check(Lesson06Test::soften));
    fails("at T = 1", () -> lesson.soften.check((s, t) -> soften(s, 1)));
    fails("further apart", () -> lesson.soften.check((s, t) -> soften(s, 1 / t)));
    fails("add up", () -> lesson.soften.check((s, t) -> exp(s, t)));
    fails("can hold", () -> lesson.soften.check((s, t) -> normal(exp(s, t))));
    fails("should be", () -> lesson.soften.check((s, t) -> soften(s, t + 1)));
    fails("each score", () -> lesson.soften.check((s, t) -> new double[1]));
    fails("each score", () -> lesson.soften.check((s, t) -> null));
    waits(() -> lesson.soften.check((s, t) -> Exercise.todo()));
  }

  private static double[] exp(double[] scores, double t) {
    return Arrays.stream(scores).map(s -> Math.exp(s / t)).toArray();
  }

  @Test
  void slope() {
    passes(() -> lesson.slope.check((s, v, t) -> slope(s, v, t, t)));
    fails("goes up", () -> lesson.slope.check((s, v, t) -> slope(s, v, t, -t)));
    fails("without a factor", () -> lesson.slope.check((s, v, t) -> slope(s, v, t, 1)));
    fails("one T away", () -> lesson.slope.check((s, v, t) -> slope(s, v, t, t * t)));
    fails("KL alone", () -> lesson.slope.check((s, v, t) -> slope(s, v, t, 1 / t)));
    fails("should be", () -> lesson.slope.check((s, v, t) -> slope(s, v, 1, t)));
    waits(() -> lesson.slope.check((s, v, t) -> Exercise.todo()));
  }

  private static double[] slope(double[] student, double[] teacher, double t, double factor) {
    double[] slope = soften(student, t);
    double[] p = soften(teacher, t);
    Arrays.setAll(slope, i -> factor * (slope[i] - p[i]));
    return slope;
  }

  @Test
  void mixed() {
    passes(() -> lesson.mixed.check((s, v, y, t, a) -> mixed(s, v, y, t, 1, a * t * t, 1 - a)));
    fails("missing", () -> lesson.mixed.check((s, v, y, t, a) -> mixed(s, v, y, t, 1, a, 1 - a)));
    fails(
        "share",
        () -> lesson.mixed.check((s, v, y, t, a) -> mixed(s, v, y, t, 1, t * t * (1 - a), a)));
    fails(
        "at T = 1",
        () -> lesson.mixed.check((s, v, y, t, a) -> mixed(s, v, y, t, t, a * t * t, 1 - a)));
    fails(
        "should be",
        () -> lesson.mixed.check((s, v, y, t, a) -> mixed(s, v, y, t, 1, a * t * t, 1)));
    fails(
        "alpha = 0",
        () ->
            lesson.mixed.check(
                (s, v, y, t, a) -> mixed(s, v, y, t, 1, a * t * t, a == 0 ? 2 : 1 - a)));
  }

  private static double mixed(
      double[] s, double[] v, int label, double t, double hardT, double soft, double hard) {
    double[] p = soften(v, t);
    double[] q = soften(s, t);
    double kl = 0;
    for (int i = 0; i < p.length; i++) {
      kl += p[i] * Math.log(p[i] / q[i]);
    }
    return soft * kl - hard * Math.log(soften(s, hardT)[label]);
  }

  @Test
  void student() {
    Examples train = Digits.load(lab).train();
    fails("budget", () -> lesson.student.check(net(Mlp.of(30, 10), train)));
    Classifier small = net(Mlp.of(16, 10), train);
    fails("can be done", () -> lesson.student.check(small));
    Fit.steps(500).optRate(3e-2).optSchedule(Schedule.cosine()).on(small, train);
    passes(() -> lesson.student.check(small));
    waits(() -> lesson.student.check(null));
  }

  private Classifier net(Block rest, Examples train) {
    Shape four = new Shape(4, 4);
    Block block = new SequentialBlock().add(Pool.avgPool2dBlock(four, four)).add(rest);
    return Classifier.of(lab, block, train);
  }

  @Test
  void choice() {
    passes(() -> lesson.choice.check((rows, ms) -> best(rows, ms, r -> r.oneThread().p95Millis())));
    fails("14 ms", () -> lesson.choice.check((rows, ms) -> "large"));
    fails("another one", () -> lesson.choice.check((rows, ms) -> "small"));
    fails("not middle", () -> lesson.choice.check((rows, ms) -> null));
    fails(
        "14 ms",
        () -> lesson.choice.check((r, ms) -> best(r, ms, x -> x.allThreads().p95Millis())));
    fails(
        "the median",
        () ->
            lesson.choice.check(
                (rows, ms) -> best(rows, Math.min(ms, 7), r -> r.oneThread().medianMillis())));
    fails(
        "there is none",
        () ->
            lesson.choice.check(
                (rows, ms) -> ms < 2 ? "small" : best(rows, ms, r -> r.oneThread().p95Millis())));
  }

  private static String best(
      List<Comparison.Row> rows, double limit, ToDoubleFunction<Comparison.Row> millis) {
    return rows.stream()
        .filter(row -> millis.applyAsDouble(row) <= limit)
        .max(Comparator.comparing(Comparison.Row::accuracy))
        .map(Comparison.Row::name)
        .orElse(null);
  }
}
