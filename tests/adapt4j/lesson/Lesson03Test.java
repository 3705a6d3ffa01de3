package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.waits;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.data.Splits;
import adapt4j.nn.Mlp;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. */
class Lesson03Test {
  private static Lab lab;
  private static SentenceEncoder miniLm;
  private static Splits data;
  private static Lesson03 lesson;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    miniLm = SentenceEncoder.miniLm(lab);
    data = miniLm.tokens(Glosses.eight().optTrain(160).load(), 32);
    lesson = new Lesson03(miniLm, data);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void partial() {
    check("also trained, but should be frozen: body.emb", miniLm.withHead(data.train()));
    check("only 0 of the 16", miniLm.withFrozenBody(data.train()));
    check("only 10 of", miniLm.withFrozenBody(data.train(), "layer.5.attention"));
    check("layer.4", miniLm.withFrozenBody(data.train(), "layer.4", "layer.5"));
    check("head is not", miniLm.withFrozenBody(data.train(), "layer.5").freeze("head"));
    check(null, miniLm.withFrozenBody(data.train(), "layer.5"));
    waits(() -> lesson.partial.check(null));
  }

  private static void check(String problem, Classifier net) {
    try (net) {
      if (problem == null) {
        passes(() -> lesson.partial.check(net));
      } else {
        fails(problem, () -> lesson.partial.check(net));
      }
    }
  }

  @Test
  void rates() {
    passes(() -> lesson.rates.check((i, n, top, decay) -> top * Math.pow(decay, n - 1 - i)));
    fails("other end", () -> lesson.rates.check((i, n, top, decay) -> top * Math.pow(decay, i)));
    fails(
        "full rate", () -> lesson.rates.check((i, n, top, decay) -> top * Math.pow(decay, n - i)));
    fails(
        "layer 0 of 3",
        () -> lesson.rates.check((i, n, top, decay) -> top * Math.pow(0.5, n - 1 - i)));
    fails("layer 4 of 6", () -> lesson.rates.check((i, n, top, decay) -> top));
    waits(() -> lesson.rates.check((i, n, top, decay) -> Exercise.todo()));
  }

  @Test
  void stopping() {
    passes(() -> lesson.stopping.check((accuracy, patience) -> kept(accuracy, patience, false)));
    fails("never run", () -> lesson.stopping.check((a, patience) -> kept(a, 99, false)));
    fails("equal accuracy", () -> lesson.stopping.check((a, patience) -> kept(a, patience, true)));
    fails("counted from 1", () -> lesson.stopping.check((a, p) -> kept(a, p, false) - 1));
    fails("of the stop", () -> lesson.stopping.check((a, patience) -> 4));
    fails("epoch 5 is reached", () -> lesson.stopping.check((a, patience) -> 2));
  }

  private static int kept(double[] accuracy, int patience, boolean equalIsBetter) {
    int best = 0;
    for (int i = 1; i < accuracy.length && i - best <= patience; i++) {
      if (accuracy[i] > accuracy[best] || equalIsBetter && accuracy[i] == accuracy[best]) {
        best = i;
      }
    }
    return best + 1;
  }

  @Test
  void head() {
    Examples features = miniLm.features(data.train());
    try (Classifier net = Classifier.of(lab, Mlp.of(8), features)) {
      fails("asked for", () -> lesson.head.check(net));
      Fit.steps(200).optBatch(16).optRate(1e-2).on(net, features);
      passes(() -> lesson.head.check(net));
    }
    try (Classifier whole = miniLm.withFrozenBody(data.train())) {
      fails("shape (384)", () -> lesson.head.check(whole));
    }
  }
}
