package adapt4j.text;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.data.Results;
import adapt4j.data.Splits;
import adapt4j.data.TextSplits;
import adapt4j.nn.Mlp;
import adapt4j.show.Progress;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import adapt4j.train.Schedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Makes {@code data/finetune}, the results that lesson 03 reads rather than computes.
 *
 * <ul>
 *   <li>{@code tuning.csv}: each method with six choices of its settings, measured on the
 *       development part. Fine-tuning takes three passes over the texts; the head alone and the
 *       network from scratch need more, and may take up to 30 and 10;
 *   <li>{@code accuracy.csv}: each method with the best of its choices, five seeds, measured on the
 *       test part; and three of them with fewer texts, three seeds.
 *   <li>{@code overfitting.csv}: what few texts and many passes do, and what helps.
 * </ul>
 *
 * <p>A run that was stopped goes on where it ended. To start anew, remove the files.
 */
public final class FineTuneRecipe {
  /** Tokens of a text; three of a hundred glosses are cut. */
  public static final int LENGTH = 32;

  private static final int BATCH = 16;
  private static final int TEXTS = 800;
  private static final int[] FEWER = {80, 240};
  private static final int[] SEEDS = {1, 2, 3, 4, 5};
  private static final int[] SIZE_SEEDS = {1, 2, 3};
  private static final int TUNING_SEED = 101;
  private static final double[] RATES = {1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2};
  private static final String[] COLUMNS = {
    "method", "body rate", "head rate", "layer decay", "passes", "texts", "seed", "accuracy"
  };

  /**
   * The settings of a run.
   *
   * @param body the learning rate of the encoder
   * @param head the learning rate of the head
   * @param decay what the rate of a layer is multiplied by to get that of the layer below it
   * @param passes over 800 texts; as many steps for fewer texts
   */
  private record Settings(double body, double head, double decay, int passes) {}

  private static Settings body(double rate, double head) {
    return new Settings(rate, head, 1, 3);
  }

  /** A way from labelled texts to a network. */
  private enum Method {
    SCRATCH(
        "scratch",
        one(3e-4, 3),
        one(1e-3, 3),
        one(3e-3, 3),
        one(3e-4, 10),
        one(1e-3, 10),
        one(3e-3, 10)),
    HEAD(
        "head only",
        one(3e-3, 10),
        one(1e-2, 10),
        one(3e-2, 10),
        one(3e-3, 30),
        one(1e-2, 30),
        one(3e-2, 30)),
    LAST_TWO(
        "last two layers",
        body(3e-5, 1e-3),
        body(1e-4, 1e-3),
        body(3e-4, 1e-3),
        body(1e-3, 1e-3),
        body(3e-3, 1e-3),
        body(1e-3, 3e-3)),
    FULL(
        "full",
        body(1e-5, 1e-3),
        body(3e-5, 1e-3),
        body(1e-4, 1e-3),
        body(3e-4, 1e-3),
        body(1e-3, 1e-3),
        body(1e-4, 3e-3)),
    LAYERED(
        "full with layer-wise rates",
        new Settings(1e-4, 1e-3, 0.5, 3),
        new Settings(1e-4, 1e-3, 0.7, 3),
        new Settings(1e-4, 1e-3, 0.85, 3),
        new Settings(3e-4, 1e-3, 0.5, 3),
        new Settings(3e-4, 1e-3, 0.7, 3),
        new Settings(3e-4, 1e-3, 0.85, 3));

    private final String title;
    private final List<Settings> choices;

    Method(String title, Settings... choices) {
      this.title = title;
      this.choices = List.of(choices);
    }

    private static Settings one(double rate, int passes) {
      return new Settings(rate, rate, 1, passes);
    }
  }

  private FineTuneRecipe() {}

  /**
   * Measures what is not measured yet.
   *
   * @param folder {@code data/finetune}
   * @throws IOException if a result cannot be read or written
   */
  public static void make(Path folder) throws IOException {
    Results tuning = Results.open(folder.resolve("tuning.csv"), COLUMNS);
    Results accuracy = Results.open(folder.resolve("accuracy.csv"), COLUMNS);
    int tries = Arrays.stream(Method.values()).mapToInt(method -> method.choices.size()).sum();
    tries += 2 * RATES.length;
    try (Progress progress = Progress.of("Tuning", tries);
        Run run = new Run(TUNING_SEED, tuning, progress)) {
      for (Method method : Method.values()) {
        for (Settings settings : method.choices) {
          run.measure(method, settings, TEXTS, run.glosses.dev());
        }
      }
      for (double rate : RATES) { // for the picture; nothing is chosen by these
        run.measure(Method.FULL, body(rate, 1e-3), TEXTS, run.glosses.dev());
        run.measure(Method.SCRATCH, Method.one(rate, 3), TEXTS, run.glosses.dev());
      }
    }
    try (Progress progress = Progress.of("Results", SEEDS.length * Method.values().length)) {
      for (int seed : SEEDS) {
        try (Run run = new Run(seed, accuracy, progress)) {
          for (Method method : Method.values()) {
            run.measure(method, best(method, tuning), TEXTS, run.glosses.test());
          }
        }
      }
    }
    OverfittingRecipe.make(folder);
    List<Method> sized = List.of(Method.SCRATCH, Method.HEAD, Method.FULL);
    int runs = SIZE_SEEDS.length * sized.size() * FEWER.length;
    try (Progress progress = Progress.of("Fewer texts", runs)) {
      for (int seed : SIZE_SEEDS) {
        try (Run run = new Run(seed, accuracy, progress)) {
          for (int texts : FEWER) {
            for (Method method : sized) {
              run.measure(method, best(method, tuning), texts, run.glosses.test());
            }
          }
        }
      }
    }
  }

  /**
   * What all runs have in common, those of {@code data/lora} too, so that they can be compared.
   *
   * @param steps of 16 texts
   * @return the run; its rates are to be set
   */
  public static Fit fit(int steps) {
    return Fit.steps(steps)
        .optBatch(BATCH)
        .optSchedule(Schedule.linear().warmUp(steps / 10))
        .optWeightDecay(0.01)
        .optClipNorm(1)
        .optProgress(false);
  }

  private static Settings best(Method method, Results tuning) {
    return method.choices.stream()
        .max(Comparator.comparing(one -> tuning.get(key(method, one, TEXTS, TUNING_SEED))))
        .orElseThrow();
  }

  private static Object[] key(Method method, Settings settings, int texts, int seed) {
    return new Object[] {
      method.title, settings.body, settings.head, settings.decay, settings.passes, texts, seed
    };
  }

  /** All measurements with one seed, which draws the head and the order of the texts. */
  private static final class Run implements AutoCloseable {
    private final int seed;
    private final Lab lab;
    private final SentenceEncoder miniLm;
    private final Splits glosses;
    private final Results results;
    private final Progress progress;

    Run(int seed, Results results, Progress progress) {
      this.seed = seed;
      this.results = results;
      this.progress = progress;
      lab = Lab.open(seed);
      miniLm = SentenceEncoder.miniLm(lab);
      TextSplits texts = Glosses.eight().load();
      glosses = miniLm.tokens(texts, LENGTH);
    }

    void measure(Method method, Settings settings, int texts, Examples part) throws IOException {
      Object[] key = key(method, settings, texts, seed);
      if (results.get(key) == null) {
        results.put(accuracy(method, settings, glosses.train().take(texts), part), key);
      }
      progress.step(method.title + ", " + texts + " texts");
    }

    private double accuracy(Method method, Settings settings, Examples train, Examples part) {
      int steps = settings.passes * Math.max(TEXTS, train.size()) / BATCH;
      Fit fit = fit(steps).optRate(settings.body);
      if (method == Method.HEAD) {
        Examples features = miniLm.features(train);
        try (Classifier net = Classifier.of(lab, Mlp.of(train.classes().size()), features)) {
          fit.on(net, features);
          return Evaluation.of(net, miniLm.features(part)).accuracy();
        }
      }
      fit.optGroupByLength(SentenceEncoder::lengths).optRate("head", settings.head);
      if (method == Method.LAYERED) {
        double rate = settings.body;
        for (int layer = 5; layer >= 0; layer--) {
          fit.optRate("layer." + layer, rate);
          rate *= settings.decay;
        }
        fit.optRate("embeddings", rate);
      }
      try (Classifier net = net(method, train)) {
        fit.on(net, train);
        return Evaluation.of(net, part).accuracy();
      }
    }

    private Classifier net(Method method, Examples train) {
      return switch (method) {
        case SCRATCH -> miniLm.withFreshBody(train);
        case LAST_TWO -> miniLm.withFrozenBody(train, "layer.4", "layer.5");
        default -> miniLm.withHead(train);
      };
    }

    @Override
    public void close() {
      lab.close();
    }
  }
}
