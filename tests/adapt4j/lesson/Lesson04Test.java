package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.waits;

import adapt4j.Lab;
import adapt4j.data.Glosses;
import adapt4j.data.Splits;
import adapt4j.lora.Lora;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import adapt4j.train.Schedule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. */
class Lesson04Test {
  private static Lab lab;
  private static SentenceEncoder miniLm;
  private static Splits data;
  private static Lesson04 lesson;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    miniLm = SentenceEncoder.miniLm(lab);
    data = miniLm.tokens(Glosses.eight().optTrain(160).load(), 32);
    lesson = new Lesson04(data);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void count() {
    passes(() -> lesson.count.check((layers, in, out, r) -> (long) layers * r * (in + out)));
    fails("in * out", () -> lesson.count.check((layers, in, out, r) -> (long) in * out * r));
    fails("one of the two", () -> lesson.count.check((layers, in, out, r) -> (long) in * r));
    fails("73,728", () -> lesson.count.check((layers, in, out, r) -> (long) r * (in + out)));
    fails("for an int", () -> lesson.count.check((layers, in, out, r) -> layers * r * (in + out)));
    waits(() -> lesson.count.check((layers, in, out, r) -> Exercise.todo()));
  }

  @Test
  void lastTwo() {
    try (Classifier net = miniLm.withFrozenBody(data.train())) {
      check("layer.0", net, 4, "query", "value");
      check("output.dense", net, 4, "layer.4.*.*.query", "layer.5");
      check("no adapter", net, 4, "layer.5.*.*.query", "layer.5.*.*.value");
      String[] right = {
        "layer.4.*.*.query", "layer.4.*.*.value", "layer.5.*.*.query", "layer.5.*.*.value"
      };
      check("its rank is 8", net, 8, right);
      check(null, net, 4, right);
    }
    waits(() -> lesson.lastTwo.check(null));
  }

  private static void check(String problem, Classifier net, int rank, String... targets) {
    Lora lora = Lora.builder().setRank(rank).optTargets(targets).inject(net);
    if (problem == null) {
      passes(() -> lesson.lastTwo.check(lora));
    } else {
      fails(problem, () -> lesson.lastTwo.check(lora));
    }
    lora.remove();
  }

  @Test
  void merged() {
    passes(() -> lesson.merged.check((w, a, b, alpha) -> merge(w, a, b, alpha / a.length)));
    fails("without the factor", () -> lesson.merged.check((w, a, b, x) -> merge(w, a, b, 1)));
    fails("alpha * B A", () -> lesson.merged.check((w, a, b, alpha) -> merge(w, a, b, alpha)));
    fails("it gives [[1.0", () -> lesson.merged.check((w, a, b, alpha) -> merge(w, a, b, 0)));
    fails(
        "changes w",
        () ->
            lesson.merged.check(
                (w, a, b, alpha) -> {
                  w[0][0] = 15;
                  return w;
                }));
  }

  private static double[][] merge(double[][] w, double[][] a, double[][] b, double factor) {
    double[][] sum = new double[w.length][];
    for (int i = 0; i < w.length; i++) {
      sum[i] = w[i].clone();
      for (int j = 0; j < w[i].length; j++) {
        for (int r = 0; r < a.length; r++) {
          sum[i][j] += factor * b[i][r] * a[r][j];
        }
      }
    }
    return sum;
  }

  @Test
  void budget() {
    try (Classifier net = miniLm.withFrozenBody(data.train(), "layer.5")) {
      fails("the budget is 40,000", () -> lesson.budget.check(net));
    }
    try (Classifier net = miniLm.withFrozenBody(data.train())) {
      Lora.builder().setRank(2).optAlpha(16).inject(net);
      fails("are asked for", () -> lesson.budget.check(net));
      Fit.steps(60)
          .optBatch(16)
          .optRate(3e-3)
          .optSchedule(Schedule.linear())
          .optGroupByLength(SentenceEncoder::lengths)
          .on(net, data.train());
      passes(() -> lesson.budget.check(net));
    }
  }
}
