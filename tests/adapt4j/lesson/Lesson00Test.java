package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.shown;
import static adapt4j.lesson.Shown.waits;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Digits;
import adapt4j.data.Splits;
import adapt4j.nn.Mlp;
import adapt4j.nn.SmallCnn;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. In a plain JVM it shows text. */
class Lesson00Test {
  private static Lab lab;
  private static Splits digits;
  private static Lesson00 lesson;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    digits = Digits.load(lab);
    lesson = new Lesson00(digits);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void sevens() {
    int right = digits.train().counts()[7];
    passes(() -> lesson.sevens.check(right));
    fails("all three parts", () -> lesson.sevens.check(1070));
    fails("the digit 8", () -> lesson.sevens.check(digits.train().counts()[8]));
    fails("test part", () -> lesson.sevens.check(digits.test().counts()[7]));
    fails("not it", () -> lesson.sevens.check(right + 1));
    passes(() -> lesson.sevens.check((long) right));
    waits(() -> lesson.sevens.check(null));
  }

  @Test
  void error() {
    passes(() -> lesson.error.check(Lesson00Test::meanSquaredError));
    fails("Divide", () -> lesson.error.check((p, t) -> meanSquaredError(p, t) * p.length));
    fails("Square", () -> lesson.error.check(Lesson00Test::meanDistance));
    fails("4.333", () -> lesson.error.check((p, t) -> 0));
    fails("past the end", () -> lesson.error.check((p, t) -> meanOfThree(p, t)));
    fails("not for one", () -> lesson.error.check((p, t) -> p.length == 3 ? 13.0 / 3 : 0));
    fails("ArithmeticException", () -> lesson.error.check((p, t) -> 1 / (p.length - p.length)));
    waits(() -> lesson.error.check((p, t) -> Exercise.todo()));
  }

  @Test
  void descent() {
    passes(() -> lesson.descent.check((w, rate, n) -> descend(w, rate, n, 2)));
    fails("uphill", () -> lesson.descent.check((w, rate, n) -> descend(w, rate, n, -2)));
    fails("half of the way", () -> lesson.descent.check((w, rate, n) -> descend(w, rate, n, 1)));
    fails("should lead to -1", () -> lesson.descent.check((w, rate, n) -> w));
    fails(
        "20 steps are not", () -> lesson.descent.check((w, rate, n) -> w - n * rate * 2 * (w - 3)));
  }

  @Test
  void network() {
    try (Classifier right = Classifier.of(lab, Mlp.of(32, 10), digits.train());
        Classifier large = Classifier.of(lab, SmallCnn.of(10), digits.train())) {
      fails("Is it trained", () -> lesson.network.check(right));
      Fit.epochs(8).optDev(digits.dev()).on(right, digits.train());
      passes(() -> lesson.network.check(right));
      fails("at most 30,000", () -> lesson.network.check(large));
    }
  }

  @Test
  void hintsComeOneByOneAndEndWithTheSolution() {
    assertTrue(shown(lesson.sevens::hint).contains("Hint 1 of 2"));
    assertTrue(shown(lesson.sevens::hint).contains("Hint 2 of 2"));
    assertTrue(shown(lesson.sevens::hint).contains("solutions/00-start-here.ipynb"));
  }

  private static double meanSquaredError(double[] p, double[] t) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += (p[i] - t[i]) * (p[i] - t[i]);
    }
    return sum / p.length;
  }

  private static double meanOfThree(double[] p, double[] t) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += (p[i] - t[i]) * (p[i] - t[i]);
    }
    return sum / 3;
  }

  private static double meanDistance(double[] p, double[] t) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += Math.abs(p[i] - t[i]);
    }
    return sum / p.length;
  }

  private static double descend(double w, double rate, int steps, double factor) {
    for (int i = 0; i < steps; i++) {
      w -= rate * factor * (w - 3);
    }
    return w;
  }
}
