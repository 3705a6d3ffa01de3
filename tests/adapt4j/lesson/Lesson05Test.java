package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.waits;

import adapt4j.EachLab;
import adapt4j.data.Glyphs;
import adapt4j.data.RandomAffine;
import adapt4j.meta.Episodes;
import adapt4j.meta.Maml;
import adapt4j.meta.MetaNet;
import adapt4j.meta.Shots;
import adapt4j.meta.Task;
import adapt4j.meta.TaskBatch;
import adapt4j.meta.Tasks;
import adapt4j.nn.Mlp;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. */
class Lesson05Test extends EachLab {
  private Lesson05 lesson;

  @BeforeEach
  void open() {
    lesson = new Lesson05(lab);
  }

  private static double slope(double w, double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += 2 * (w * x[i] - y[i]) * x[i] / x.length;
    }
    return sum;
  }

  @Test
  void inner() {
    passes(() -> lesson.inner.check((w, x, y, rate) -> w - rate * slope(w, x, y)));
    fails("goes up", () -> lesson.inner.check((w, x, y, rate) -> w + rate * slope(w, x, y)));
    fails("factor of 2", () -> lesson.inner.check((w, x, y, r) -> w - r * slope(w, x, y) / 2));
    fails("the mean", () -> lesson.inner.check((w, x, y, r) -> w - r * slope(w, x, y) * x.length));
    fails("should be 1.8", () -> lesson.inner.check((w, x, y, r) -> w));
    waits(() -> lesson.inner.check((w, x, y, r) -> Exercise.todo()));
  }

  @Test
  void outer() {
    passes(
        () ->
            lesson.outer.check(
                (w, sx, sy, qx, qy, r) -> {
                  double squares = (sx[0] * sx[0] + sx[1] * sx[1]) / 2;
                  return slope(w - r * slope(w, sx, sy), qx, qy) * (1 - 2 * r * squares);
                }));
    fails(
        "first order",
        () ->
            lesson.outer.check((w, sx, sy, qx, qy, r) -> slope(w - r * slope(w, sx, sy), qx, qy)));
    fails("at w'", () -> lesson.outer.check((w, sx, sy, qx, qy, r) -> slope(w, qx, qy)));
    fails("at w'", () -> lesson.outer.check((w, sx, sy, qx, qy, r) -> slope(w, qx, qy) / 2));
    fails("should be -1.2", () -> lesson.outer.check((w, sx, sy, qx, qy, r) -> 0));
  }

  @Test
  void episodes() {
    Episodes letters =
        Episodes.of(Glyphs.load(lab).splits()).optAugment(RandomAffine.builder().build());
    Episodes hard = letters.optWays(10).optShots(5).optQueries(3);
    passes(() -> lesson.episodes.check(hard.dev()));
    fails("for development", () -> lesson.episodes.check(hard.test()));
    fails("5 images to learn from", () -> lesson.episodes.check(letters.dev()));
    fails("not ten classes", () -> lesson.episodes.check(letters.optShots(10).optQueries(6).dev()));
    waits(() -> lesson.episodes.check(null));
  }

  @Test
  void lines() {
    Tasks right = lines(x -> x, 5, true);
    passes(() -> lesson.lines.check(right));
    fails("(3, 5, 1)", () -> lesson.lines.check(lines(x -> x, 10, true)));
    fails("straight line", () -> lesson.lines.check(lines(x -> x * x, 5, true)));
    fails("A task is one line", () -> lesson.lines.check(lines(x -> x, 5, false)));
    fails("several tasks are", () -> lesson.lines.check(oneForAll(right)));
    Tasks fixed = (manager, n, random) -> right.draw(manager, n, new Random(7));
    fails("the random given", () -> lesson.lines.check(fixed));
    waits(() -> lesson.lines.check(null));
  }

  /** Draws one line and gives it to all tasks. */
  private static Tasks oneForAll(Tasks tasks) {
    return (manager, n, random) -> {
      Task one = tasks.draw(manager, random);
      return TaskBatch.of(Collections.nCopies(n, one));
    };
  }

  private static Tasks lines(DoubleUnaryOperator bend, int shots, boolean oneLine) {
    return (manager, n, random) -> {
      float[][] x = {new float[n * shots], new float[n * 10]};
      float[][] y = {new float[n * shots], new float[n * 10]};
      for (int t = 0; t < n; t++) {
        double slope = 4 * random.nextDouble() - 2;
        double height = 6 * random.nextDouble() - 3;
        for (int part = 0; part < 2; part++) {
          int each = x[part].length / n;
          for (int i = t * each; i < (t + 1) * each; i++) {
            x[part][i] = (float) (10 * random.nextDouble() - 5);
            y[part][i] = (float) (slope * bend.applyAsDouble(x[part][i]) + height);
          }
          height += oneLine ? 0 : 1;
        }
      }
      return new TaskBatch(shots(manager, x[0], y[0], n), shots(manager, x[1], y[1], n));
    };
  }

  private static Shots shots(NDManager manager, float[] x, float[] y, int n) {
    Shape shape = new Shape(n, x.length / n, 1);
    return new Shots(manager.create(x, shape), manager.create(y, shape));
  }

  @Test
  void trained() {
    Tasks lines = lines(x -> x, 5, true);
    try (MetaNet net = MetaNet.of(lab, Mlp.of(40, 40, 1), lines)) {
      Maml maml = Maml.builder().setModel(net).optInnerRate(0.01).build();
      fails("at most 20 %", () -> lesson.trained.check(maml));
      maml.train(lines, 1_000);
      passes(() -> lesson.trained.check(maml));
    }
    waits(() -> lesson.trained.check(null));
  }
}
