package adapt4j.transfer;

import adapt4j.Lab;
import adapt4j.data.Augment;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.data.RandomAffine;
import adapt4j.data.RandomStroke;
import adapt4j.data.Results;
import adapt4j.data.Splits;
import adapt4j.nn.Conv4;
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
 * Makes {@code data/transfer}, the results that lesson 02 reads rather than computes.
 *
 * <ul>
 *   <li>{@code tuning.csv}: each method with six choices of learning rates, measured on the
 *       development part;
 *   <li>{@code accuracy.csv}: each method with the best of its choices, for 1 to 20 labels a class
 *       and five draws of the labels, measured on the test part.
 * </ul>
 *
 * <p>A run that was stopped goes on where it ended. To start anew, remove the files.
 */
public final class FewLabelsRecipe {
  private static final int STEPS = 300;
  private static final int BATCH = 32;
  private static final int[] LABELS = {1, 2, 5, 10, 20};
  private static final int[] SEEDS = {1, 2, 3, 4, 5};
  private static final int[] TUNING_LABELS = {1, 5};
  private static final int[] TUNING_SEEDS = {101, 102}; // other draws than the results have
  private static final String[] COLUMNS = {
    "method", "head rate", "body rate", "labels", "seed", "accuracy"
  };

  /** Learning rates; the body's is that of the head where it was not trained before. */
  private record Rates(double head, double body) {}

  private static final List<Rates> ONE_RATE =
      Arrays.stream(new double[] {3e-4, 1e-3, 2e-3, 3e-3, 1e-2, 3e-2})
          .mapToObj(rate -> new Rates(rate, rate))
          .toList();
  private static final List<Rates> TWO_RATES =
      List.of(
          new Rates(1e-3, 1e-3),
          new Rates(1e-3, 1e-4),
          new Rates(3e-3, 3e-3),
          new Rates(3e-3, 3e-4),
          new Rates(1e-2, 1e-4),
          new Rates(1e-2, 3e-4));

  /** A way from a few labelled images to a network. */
  private enum Method {
    PLAIN("scratch without augmentation", ONE_RATE),
    SCRATCH("scratch", ONE_RATE),
    STROKES("scratch with strokes too", ONE_RATE),
    FROZEN("frozen", ONE_RATE),
    TUNED("fine-tuned", TWO_RATES),
    CLOTHES_FROZEN("clothes frozen", ONE_RATE),
    CLOTHES_TUNED("clothes fine-tuned", TWO_RATES);

    private final String title;
    private final List<Rates> choices;

    Method(String title, List<Rates> choices) {
      this.title = title;
      this.choices = choices;
    }
  }

  private FewLabelsRecipe() {}

  /**
   * Measures what is not measured yet.
   *
   * @param folder {@code data/transfer}
   * @throws IOException if a result cannot be read or written
   */
  public static void make(Path folder) throws IOException {
    Results tuning = Results.open(folder.resolve("tuning.csv"), COLUMNS);
    int choices = Arrays.stream(Method.values()).mapToInt(m -> m.choices.size()).sum();
    int tries = choices * TUNING_LABELS.length * TUNING_SEEDS.length;
    try (Progress progress = Progress.of("Tuning", tries)) {
      for (int seed : TUNING_SEEDS) {
        try (Run run = new Run(seed, tuning, progress)) {
          for (Method method : Method.values()) {
            for (Rates rates : method.choices) {
              run.measure(method, rates, TUNING_LABELS, run.digits.dev());
            }
          }
        }
      }
    }
    Results accuracy = Results.open(folder.resolve("accuracy.csv"), COLUMNS);
    int measured = Method.values().length * LABELS.length * SEEDS.length;
    try (Progress progress = Progress.of("Results", measured)) {
      for (int seed : SEEDS) {
        try (Run run = new Run(seed, accuracy, progress)) {
          for (Method method : Method.values()) {
            run.measure(method, best(method, tuning), LABELS, run.digits.test());
          }
        }
      }
    }
  }

  private static Rates best(Method method, Results tuning) {
    return method.choices.stream()
        .max(Comparator.comparingDouble(rates -> mean(method, rates, tuning)))
        .orElseThrow();
  }

  private static double mean(Method method, Rates rates, Results tuning) {
    double sum = 0;
    for (int seed : TUNING_SEEDS) {
      for (int labels : TUNING_LABELS) {
        sum += tuning.get(method.title, rates.head, rates.body, labels, seed);
      }
    }
    return sum;
  }

  /**
   * Turn, shift, zoom and shear, as far as serves training from scratch best.
   *
   * @return the augmentation of digits that all methods are given
   */
  public static Augment affine() {
    return RandomAffine.builder().optDegrees(20).optScale(0.75, 1.25).optShear(30).build();
  }

  /** All measurements with one seed, which also draws the labels. */
  private static final class Run implements AutoCloseable {
    private final int seed;
    private final Lab lab;
    private final Splits digits;
    private final Backbone glyphs;
    private final Backbone clothes;
    private final Results results;
    private final Progress progress;

    Run(int seed, Results results, Progress progress) {
      this.seed = seed;
      this.lab = Lab.open(seed);
      this.digits = Digits.load(lab);
      this.glyphs = Backbone.glyphs(lab);
      this.clothes = Backbone.fashion(lab);
      this.results = results;
      this.progress = progress;
    }

    void measure(Method method, Rates rates, int[] labels, Examples part) throws IOException {
      for (int k : labels) {
        Object[] key = {method.title, rates.head, rates.body, k, seed};
        if (results.get(key) == null) {
          results.put(accuracy(method, rates, digits.train().fewShot(k, lab.random()), part), key);
        }
        progress.step(method.title + ", " + k + " labels a class");
      }
    }

    private double accuracy(Method method, Rates rates, Examples few, Examples part) {
      Fit fit =
          Fit.steps(STEPS)
              .optBatch(BATCH)
              .optRate(rates.head)
              .optRate("body", rates.body)
              .optSchedule(Schedule.cosine())
              .optProgress(false);
      if (method == Method.STROKES) {
        fit.optAugment(affine().then(RandomStroke.upTo(1)));
      } else if (method != Method.PLAIN) {
        fit.optAugment(affine());
      }
      try (Classifier net = net(method, few)) {
        fit.on(net, few);
        return Evaluation.of(net, part).accuracy();
      }
    }

    private Classifier net(Method method, Examples few) {
      return switch (method) {
        case PLAIN, SCRATCH, STROKES -> Classifier.of(lab, Conv4.of(few.classes().size()), few);
        case FROZEN -> glyphs.withHead(few).freeze("body");
        case TUNED -> glyphs.withHead(few);
        case CLOTHES_FROZEN -> clothes.withHead(few).freeze("body");
        case CLOTHES_TUNED -> clothes.withHead(few);
      };
    }

    @Override
    public void close() {
      lab.close();
    }
  }
}
