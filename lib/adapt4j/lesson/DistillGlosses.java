package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.data.Results;
import adapt4j.data.Splits;
import adapt4j.distill.Distillation;
import adapt4j.distill.TransferSet;
import adapt4j.show.Progress;
import adapt4j.text.FineTuneRecipe;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The texts of {@code data/distill}. The teacher is MiniLM, fine-tuned on 800 labelled glosses as
 * in {@code data/finetune}; the student has two of MiniLM's six layers.
 *
 * <ul>
 *   <li>{@code glosses-tuning.csv}: each method with six choices of its settings, one seed, on the
 *       development part;
 *   <li>{@code glosses-accuracy.csv}: each method with the best of its choices, three seeds, on the
 *       test part.
 * </ul>
 */
final class DistillGlosses {
  private static final int STEPS = 300;
  private static final int LABELLED = 800;
  private static final int TEXTS = 4_000; // the labelled ones among them
  private static final int[] SEEDS = {1, 2, 3};
  private static final int TUNING_SEED = 101;
  private static final String[] COLUMNS = {
    "method", "rate", "temperature", "hidden", "steps", "seed", "accuracy"
  };
  private static final String TEACHER = "teacher";
  private static final String HARD = "hard labels";
  private static final String PSEUDO = "pseudo-labels";
  private static final String SOFT = "soft targets";
  private static final String HIDDEN = "soft targets and hidden states";

  /** The settings of a run; a temperature of 0 means no soft targets. */
  private record Way(String method, double rate, double temperature, double hidden, int steps) {
    Object[] key(int seed) {
      return new Object[] {method, rate, temperature, hidden, steps, seed};
    }
  }

  private DistillGlosses() {}

  static void make(Path folder) throws IOException {
    Results tuning = Results.open(folder.resolve("glosses-tuning.csv"), COLUMNS);
    Results accuracy = Results.open(folder.resolve("glosses-accuracy.csv"), COLUMNS);
    List<List<Way>> methods = methods();
    int tries = methods.stream().mapToInt(List::size).sum();
    try (Progress progress = Progress.of("Glosses: tuning", tries);
        Run run = new Run(TUNING_SEED)) {
      for (List<Way> choices : methods) {
        for (Way way : choices) {
          run.measure(way, tuning, run.glosses.dev());
          progress.step(way.method);
        }
      }
    }
    try (Progress progress = Progress.of("Glosses: results", SEEDS.length)) {
      for (int seed : SEEDS) {
        try (Run run = new Run(seed)) {
          run.measure(new Way(TEACHER, 1e-4, 0, 0, 150), accuracy, run.glosses.test());
          for (List<Way> choices : methods) {
            Way best =
                choices.stream()
                    .max(Comparator.comparing(way -> tuning.get(way.key(TUNING_SEED))))
                    .orElseThrow();
            run.measure(best, accuracy, run.glosses.test());
          }
        }
        progress.step("seed " + seed);
      }
    }
  }

  private static List<List<Way>> methods() {
    return List.of(
        // More steps on 800 texts may do harm, so without a teacher fewer may be chosen.
        choices(HARD, 0, 0, STEPS / 2, 0, 0, STEPS),
        choices(PSEUDO, 0, 0, STEPS / 2, 0, 0, STEPS),
        choices(SOFT, 1, 0, STEPS, 3, 0, STEPS),
        choices(HIDDEN, 1, 1, STEPS, 3, 1, STEPS));
  }

  private static List<Way> choices(
      String method, double t1, double h1, int steps1, double t2, double h2, int steps2) {
    return List.of(
        new Way(method, 1e-4, t1, h1, steps1),
        new Way(method, 3e-4, t1, h1, steps1),
        new Way(method, 1e-3, t1, h1, steps1),
        new Way(method, 1e-4, t2, h2, steps2),
        new Way(method, 3e-4, t2, h2, steps2),
        new Way(method, 1e-3, t2, h2, steps2));
  }

  /** All measurements with one seed, which draws the heads and the order of the texts. */
  private static final class Run implements AutoCloseable {
    private final int seed;
    private final Lab lab;
    private final SentenceEncoder miniLm;
    private final Splits glosses;
    private Classifier teacher; // trained when it is first asked for
    private TransferSet set;

    Run(int seed) {
      this.seed = seed;
      lab = Lab.open(seed);
      miniLm = SentenceEncoder.miniLm(lab);
      glosses = miniLm.tokens(Glosses.eight().optTrain(TEXTS).load(), FineTuneRecipe.LENGTH);
    }

    void measure(Way way, Results results, Examples part) throws IOException {
      if (results.get(way.key(seed)) != null) {
        return;
      }
      if (way.method.equals(TEACHER)) {
        results.put(Evaluation.of(teacher(), part).accuracy(), way.key(seed));
        return;
      }
      try (Classifier net = taught(way)) {
        results.put(Evaluation.of(net, part).accuracy(), way.key(seed));
      }
    }

    private Classifier taught(Way way) {
      Fit fit = fit(way.steps, way.rate);
      Examples train =
          way.method.equals(HARD) ? glosses.train().take(LABELLED) : transferSet().examples();
      if (way.hidden > 0) {
        fit.optObjective(
            Distillation.builder()
                .setTeacher(teacher())
                .optTemperature(way.temperature)
                .optHidden(way.hidden)
                .build());
      } else if (way.temperature > 0) {
        fit.optObjective(transferSet().soft(way.temperature));
      }
      Classifier net = miniLm.onlyLayers(2, 5).withHead(train);
      fit.on(net, train);
      return net;
    }

    private static Fit fit(int steps, double rate) {
      return FineTuneRecipe.fit(steps)
          .optRate(rate)
          .optRate("head", 1e-3)
          .optGroupByLength(SentenceEncoder::lengths);
    }

    private Classifier teacher() {
      if (teacher == null) {
        Examples labelled = glosses.train().take(LABELLED);
        teacher = miniLm.withHead(labelled);
        fit(150, 1e-4).on(teacher, labelled);
      }
      return teacher;
    }

    private TransferSet transferSet() {
      if (set == null) {
        set = TransferSet.of(teacher(), glosses.train().inputs());
      }
      return set;
    }

    @Override
    public void close() {
      lab.close();
    }
  }
}
