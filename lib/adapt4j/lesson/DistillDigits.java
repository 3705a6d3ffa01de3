package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.data.Results;
import adapt4j.data.Splits;
import adapt4j.distill.Distillation;
import adapt4j.distill.TransferSet;
import adapt4j.nn.Mlp;
import adapt4j.show.Progress;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import adapt4j.train.Schedule;
import adapt4j.transfer.Backbone;
import adapt4j.transfer.FewLabelsRecipe;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The digits of {@code data/distill}. The teacher is the backbone of letters, fine-tuned; the
 * student is a small perceptron that sees the images at half their size.
 *
 * <ul>
 *   <li>{@code digits-tuning.csv}: each method with six choices of its settings, and more
 *       temperatures, one seed, accuracy on the development part;
 *   <li>{@code digits-accuracy.csv}: each method, and each temperature, with the best of its
 *       choices, five seeds, accuracy on the test part.
 * </ul>
 */
final class DistillDigits {
  private static final int STEPS = 2_000;
  private static final int BATCH = 64;
  private static final int LABELS = 20; // a class, where there are few
  static final int[] SEEDS = {1, 2, 3, 4, 5};
  static final int TUNING_SEED = 101; // draws other labels than the results have
  private static final int UNITS = 16;
  private static final String[] COLUMNS = {
    "labels", "method", "rate", "decay", "temperature", "alpha", "seed", "accuracy"
  };
  private static final String FEW = "20 a class";
  private static final String ALL = "all";
  private static final String TEACHER = "teacher";
  static final String HARD = "hard labels";
  private static final String AUGMENTED = "hard labels and augmentation";
  static final String PSEUDO = "pseudo-labels";
  static final String SOFT = "soft targets";
  private static final String BOTH = "soft targets and labels";

  /**
   * The settings of a student's run.
   *
   * @param labels how many the teacher had, and the student where it has no teacher
   * @param decay of the weights
   * @param temperature of the soft targets; 0 where there are none
   * @param alpha the teacher's share of the loss
   */
  private record Way(
      String labels, String method, double rate, double decay, double temperature, double alpha) {
    Object[] key(int seed) {
      return new Object[] {labels, method, rate, decay, temperature, alpha, seed};
    }

    boolean isLike(Way other) {
      return labels.equals(other.labels)
          && method.equals(other.method)
          && (!labels.equals(FEW) || temperature == other.temperature);
    }
  }

  private DistillDigits() {}

  static void make(Path folder) throws IOException {
    Results tuning = Results.open(folder.resolve("digits-tuning.csv"), COLUMNS);
    Results accuracy = Results.open(folder.resolve("digits-accuracy.csv"), COLUMNS);
    List<Way> choices = choices();
    try (Progress progress = Progress.of("Digits: tuning", choices.size());
        Run run = new Run(TUNING_SEED)) {
      for (Way way : choices) {
        run.measure(way, tuning, run.digits.dev());
        progress.step(way.method);
      }
    }
    List<Way> best = best(choices, tuning);
    try (Progress progress = Progress.of("Digits: results", SEEDS.length)) {
      for (int seed : SEEDS) {
        try (Run run = new Run(seed)) {
          for (String labels : List.of(FEW, ALL)) {
            run.measure(new Way(labels, TEACHER, 1e-2, 0, 0, 0), accuracy, run.digits.test());
          }
          for (Way way : best) {
            run.measure(way, accuracy, run.digits.test());
          }
        }
        progress.step("seed " + seed);
      }
    }
  }

  /** Six choices a method; for soft targets six at two temperatures, and three for each other. */
  private static List<Way> choices() {
    List<Way> choices = new ArrayList<>();
    for (double rate : new double[] {3e-3, 1e-2, 3e-2}) {
      for (double decay : new double[] {0, 0.1}) {
        choices.add(new Way(FEW, HARD, rate, decay, 0, 0));
        choices.add(new Way(FEW, AUGMENTED, rate, decay, 0, 0));
        choices.add(new Way(FEW, PSEUDO, rate, decay, 0, 0));
        choices.add(new Way(ALL, HARD, rate, decay, 0, 0));
      }
      for (double temperature : new double[] {1, 2, 4, 8, 16}) {
        choices.add(new Way(FEW, SOFT, rate, 0, temperature, 1));
      }
      choices.add(new Way(ALL, BOTH, rate, 0, 1, 0.5));
      choices.add(new Way(ALL, BOTH, rate, 0, 4, 0.5));
    }
    return choices;
  }

  /** The best choice of each method, and of each temperature where the teacher had few labels. */
  private static List<Way> best(List<Way> choices, Results tuning) {
    return choices.stream()
        .filter(
            way ->
                way
                    == choices.stream()
                        .filter(way::isLike)
                        .max(Comparator.comparing(one -> tuning.get(one.key(TUNING_SEED))))
                        .orElseThrow())
        .toList();
  }

  /** Half the width and height, then one hidden layer: 3,322 parameters with 16 units. */
  static Block student(int units) {
    Shape two = new Shape(2, 2);
    return new SequentialBlock().add(Pool.avgPool2dBlock(two, two)).add(Mlp.of(units, 10));
  }

  /** A student's training, the same for all. */
  static Fit fit(double rate, double decay) {
    return Fit.steps(STEPS)
        .optBatch(BATCH)
        .optRate(rate)
        .optWeightDecay(decay)
        .optSchedule(Schedule.cosine())
        .optProgress(false);
  }

  /** A teacher with all labels of the training part. */
  static Classifier allTeacher(Lab lab, Splits digits) {
    return tuned(lab, digits.train(), 64);
  }

  /** With the rates that data/transfer chose. */
  private static Classifier tuned(Lab lab, Examples train, int batch) {
    try (Backbone glyphs = Backbone.glyphs(lab)) {
      Classifier net = glyphs.withHead(train);
      Fit.steps(300)
          .optBatch(batch)
          .optRate(1e-2)
          .optRate("body", 3e-4)
          .optSchedule(Schedule.cosine())
          .optAugment(FewLabelsRecipe.affine())
          .optProgress(false)
          .on(net, train);
      return net;
    }
  }

  /** All measurements with one seed, which also draws the labels. */
  private static final class Run implements AutoCloseable {
    private final int seed;
    private final Lab lab;
    private final Splits digits;
    private final Examples few;
    private TransferSet asked; // the teacher of few labels, about all images
    private Classifier fewTeacher; // trained when it is first asked for
    private Classifier allTeacher;

    Run(int seed) {
      this.seed = seed;
      lab = Lab.open(seed);
      digits = Digits.load(lab);
      few = digits.train().fewShot(LABELS, lab.random());
    }

    void measure(Way way, Results results, Examples part) throws IOException {
      if (results.get(way.key(seed)) != null) {
        return;
      }
      if (way.method.equals(TEACHER)) {
        results.put(Evaluation.of(teacher(way.labels), part).accuracy(), way.key(seed));
        return;
      }
      try (Classifier net = taught(way)) {
        results.put(Evaluation.of(net, part).accuracy(), way.key(seed));
      }
    }

    /** A student that was trained on images; where they have a teacher, without their labels. */
    private Classifier taught(Way way) {
      Fit fit = fit(way.rate, way.decay);
      Examples train = way.labels.equals(FEW) ? few : digits.train();
      if (way.method.equals(AUGMENTED)) {
        fit.optAugment(FewLabelsRecipe.affine());
      } else if (!way.method.equals(HARD)) {
        TransferSet set = way.method.equals(BOTH) ? askAboutLabelled() : askAboutUnlabelled();
        train = set.examples();
        if (way.temperature > 0) {
          fit.optObjective(
              Distillation.builder()
                  .setTransferSet(set)
                  .optTemperature(way.temperature)
                  .optAlpha(way.alpha)
                  .build());
        }
      }
      Classifier net = Classifier.of(lab, student(UNITS), train);
      fit.on(net, train);
      return net;
    }

    private TransferSet askAboutLabelled() {
      return TransferSet.of(teacher(ALL), digits.train());
    }

    private TransferSet askAboutUnlabelled() {
      if (asked == null) {
        asked = TransferSet.of(teacher(FEW), digits.train().inputs());
      }
      return asked;
    }

    private Classifier teacher(String labels) {
      if (labels.equals(FEW)) {
        fewTeacher = fewTeacher == null ? tuned(lab, few, 32) : fewTeacher;
        return fewTeacher;
      }
      allTeacher = allTeacher == null ? allTeacher(lab, digits) : allTeacher;
      return allTeacher;
    }

    @Override
    public void close() {
      lab.close();
    }
  }
}
