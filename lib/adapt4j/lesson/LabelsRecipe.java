package adapt4j.lesson;

import adapt4j.data.Results;
import adapt4j.show.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Makes {@code data/methods}, what lesson 10 reads rather than computes: how the methods that
 * answer questions compare ({@link AnswersRecipe}), and how well each method tells the eight
 * supersenses of lesson 03 apart with five labels a class. With a hundred, only those are measured
 * here that {@code data/finetune}, {@code data/lora} and {@code data/distill} do not have.
 *
 * <p>A run that was stopped goes on where it ended. To start anew, remove the files.
 */
public final class LabelsRecipe {
  static final int FEW = 5; // labels of each class
  static final int MANY = 100;
  static final int LABELLED = 800; // of them the five of each class are drawn
  static final int UNLABELLED = 4_000;
  private static final int[] SEEDS = {1, 2, 3};
  private static final int TUNING_SEED = 101;
  static final String[] COLUMNS = {"method", "labels", "rate", "steps", "seed", "accuracy"};
  static final String FULL = "full";
  static final String LORA = "LoRA";
  static final String SCRATCH = "scratch";
  static final String STUDENT = "distilled student";
  static final String HEAD = "feature extraction";
  static final String NEAREST = "nearest neighbour";
  static final String PROTOTYPES = "prototypes";
  static final String MAML = "MAML start";

  /**
   * The settings of a run.
   *
   * @param method its name
   * @param labels of each class
   * @param rate highest learning rate, of MAML the inner rate, 0 where nothing is learnt
   * @param steps of training or adapting; of the nearest neighbours, how many vote
   */
  record Way(String method, int labels, double rate, int steps) {
    Object[] key(int seed) {
      return new Object[] {method, labels, rate, steps, seed};
    }

    static List<Way> of(String method, int labels, double[] rates, int... steps) {
      return DoubleStream.of(rates)
          .boxed()
          .flatMap(rate -> IntStream.of(steps).mapToObj(n -> new Way(method, labels, rate, n)))
          .toList();
    }
  }

  private LabelsRecipe() {}

  /**
   * Measures what is not measured yet.
   *
   * @param folder {@code data/methods}
   * @throws IOException if a result cannot be read or written
   */
  public static void make(Path folder) throws IOException {
    AnswersRecipe.make(folder);
    Results tuning = Results.open(folder.resolve("labels-tuning.csv"), COLUMNS);
    Results accuracy = Results.open(folder.resolve("labels.csv"), COLUMNS);
    List<List<Way>> methods = new ArrayList<>();
    methods.add(Way.of(FULL, FEW, new double[] {3e-5, 1e-4, 3e-4}, 20, 60, 150));
    methods.add(Way.of(LORA, FEW, new double[] {3e-4, 1e-3, 3e-3}, 20, 60, 150));
    methods.add(Way.of(SCRATCH, FEW, new double[] {3e-4, 1e-3, 3e-3}, 60, 150));
    methods.add(Way.of(STUDENT, FEW, new double[] {3e-4, 1e-3, 3e-3}, 300));
    for (int labels : new int[] {FEW, MANY}) {
      methods.add(Way.of(HEAD, labels, new double[] {3e-3, 1e-2}, 300, 1_500));
      methods.add(Way.of(NEAREST, labels, new double[] {0}, 1, 3, 5, 15));
      methods.add(Way.of(PROTOTYPES, labels, new double[] {0}, 0));
      methods.add(Way.of(MAML, labels, new double[] {0.5}, 20, 50, 100));
    }
    int tries = methods.stream().mapToInt(List::size).sum();
    try (Progress progress = Progress.of("Tuning", tries);
        LabelsRun run = new LabelsRun(TUNING_SEED)) {
      for (List<Way> choices : methods) {
        for (Way way : choices) {
          run.measure(way, tuning, false);
          progress.step(way.method);
        }
      }
    }
    try (LabelsRun run = new LabelsRun(SEEDS[0])) {
      new LabelsCosts(run)
          .measure(Results.open(folder.resolve("costs.csv"), "method", "measure", "value"));
    }
    try (Progress progress = Progress.of("Results", (long) SEEDS.length * methods.size())) {
      for (int seed : SEEDS) {
        try (LabelsRun run = new LabelsRun(seed)) {
          for (List<Way> choices : methods) {
            Way best =
                choices.stream()
                    .max(Comparator.comparing(way -> tuning.get(way.key(TUNING_SEED))))
                    .orElseThrow();
            run.measure(best, accuracy, true);
            progress.step(best.method + ", seed " + seed);
          }
        }
      }
    }
  }
}
