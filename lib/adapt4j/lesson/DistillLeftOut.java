package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.data.Results;
import adapt4j.data.Splits;
import adapt4j.distill.OutputBias;
import adapt4j.distill.TransferSet;
import adapt4j.show.Progress;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The left-out digit of {@code data/distill}: the student never meets a 3, but its teacher did. The
 * teacher has all labels, the student 64 units.
 *
 * <ul>
 *   <li>{@code left-out-tuning.csv}: each method with the choices of its settings, one seed,
 *       accuracy on the development part without its threes;
 *   <li>{@code left-out.csv}: the best choice of each, five seeds, on the test part.
 * </ul>
 */
final class DistillLeftOut {
  private static final int UNITS = 64; // 13,258 parameters
  private static final String LEFT_OUT = "3"; // as in Hinton, Vinyals and Dean 2015
  private static final String[] TUNING = {
    "method", "rate", "decay", "temperature", "seed", "accuracy"
  };
  private static final String[] MEASURED = {"method", "temperature", "seed", "measure", "value"};

  /** The settings of a run; a temperature of 0 means no soft targets. */
  private record Way(String method, double rate, double decay, double temperature) {
    Object[] key(int seed) {
      return new Object[] {method, rate, decay, temperature, seed};
    }
  }

  private DistillLeftOut() {}

  static void make(Path folder) throws IOException {
    Results tuning = Results.open(folder.resolve("left-out-tuning.csv"), TUNING);
    Results results = Results.open(folder.resolve("left-out.csv"), MEASURED);
    List<List<Way>> methods = methods();
    try (Progress progress = Progress.of("A digit left out: tuning", methods.size());
        Run run = new Run(DistillDigits.TUNING_SEED)) {
      for (List<Way> choices : methods) {
        run.tune(choices, tuning);
        progress.step(choices.get(0).method);
      }
    }
    try (Progress progress = Progress.of("A digit left out", DistillDigits.SEEDS.length)) {
      for (int seed : DistillDigits.SEEDS) {
        try (Run run = new Run(seed)) {
          for (List<Way> choices : methods) {
            run.measure(best(choices, tuning), results);
          }
        }
        progress.step("seed " + seed);
      }
    }
  }

  private static Way best(List<Way> choices, Results tuning) {
    return choices.stream()
        .max(Comparator.comparing(way -> tuning.get(way.key(DistillDigits.TUNING_SEED))))
        .orElseThrow();
  }

  private static List<List<Way>> methods() {
    List<List<Way>> methods = new ArrayList<>();
    methods.add(choices(DistillDigits.HARD, 0, 0, 0.1));
    methods.add(choices(DistillDigits.PSEUDO, 0, 0, 0.1));
    for (double temperature : new double[] {1, 2, 4, 8, 16}) {
      methods.add(choices(DistillDigits.SOFT, temperature, 0));
    }
    return methods;
  }

  private static List<Way> choices(String method, double temperature, double... decays) {
    List<Way> choices = new ArrayList<>();
    for (double rate : new double[] {3e-3, 1e-2, 3e-2}) {
      for (double decay : decays) {
        choices.add(new Way(method, rate, decay, temperature));
      }
    }
    return choices;
  }

  /** All measurements with one seed, which draws the weights and the order of the images. */
  private static final class Run implements AutoCloseable {
    private final int seed;
    private final Lab lab;
    private final Splits digits;
    private final Examples others; // of the training part, all but the threes
    private TransferSet asked;

    Run(int seed) {
      this.seed = seed;
      lab = Lab.open(seed);
      digits = Digits.load(lab);
      others = pick(digits.train(), false);
    }

    void tune(List<Way> choices, Results tuning) throws IOException {
      for (Way way : choices) {
        if (tuning.get(way.key(seed)) == null) {
          try (Classifier net = taught(way)) {
            Evaluation result = Evaluation.of(net, pick(digits.dev(), false));
            tuning.put(result.accuracy(), way.key(seed));
          }
        }
      }
    }

    void measure(Way way, Results results) throws IOException {
      if (results.get(key(way, "recall")) != null) {
        return;
      }
      try (Classifier net = taught(way)) {
        results.put(recall(net), key(way, "recall before"));
        results.put(OutputBias.fit(net, LEFT_OUT, digits.train()), key(way, "bias added"));
        results.put(Evaluation.of(net, digits.test()).accuracy(), key(way, "accuracy"));
        results.put(recall(net), key(way, "recall"));
      }
    }

    private Object[] key(Way way, String measure) {
      return new Object[] {way.method, way.temperature, seed, measure};
    }

    private double recall(Classifier net) {
      return Evaluation.of(net, pick(digits.test(), true)).accuracy();
    }

    private Classifier taught(Way way) {
      Fit fit = DistillDigits.fit(way.rate, way.decay);
      Examples train = others;
      if (!way.method.equals(DistillDigits.HARD)) {
        if (asked == null) {
          asked = TransferSet.of(DistillDigits.allTeacher(lab, digits), others.inputs());
        }
        train = asked.examples();
        if (way.temperature > 0) {
          fit.optObjective(asked.soft(way.temperature));
        }
      }
      Classifier net = Classifier.of(lab, DistillDigits.student(UNITS), train);
      fit.on(net, train);
      return net;
    }

    /** Its threes, or all but its threes. */
    private static Examples pick(Examples part, boolean threes) {
      int digit = part.classes().indexOf(LEFT_OUT);
      int[] labels = part.labelArray();
      return part.select(
          IntStream.range(0, labels.length).filter(i -> (labels[i] == digit) == threes).toArray());
    }

    @Override
    public void close() {
      lab.close();
    }
  }
}
