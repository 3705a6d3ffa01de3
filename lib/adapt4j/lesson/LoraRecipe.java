package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.data.Results;
import adapt4j.data.Splits;
import adapt4j.lora.Injected;
import adapt4j.lora.Lora;
import adapt4j.lora.Prefix;
import adapt4j.show.Progress;
import adapt4j.text.FineTuneRecipe;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Makes {@code data/lora}, the results that lesson 04 reads rather than computes.
 *
 * <ul>
 *   <li>{@code tuning.csv}: four variants with six choices of learning rates, measured on the
 *       development part;
 *   <li>{@code accuracy.csv}: each variant with the best rate of its method, five seeds, measured
 *       on the test part.
 * </ul>
 *
 * <p>Task, steps and schedule are those of {@code data/finetune}. A run that was stopped goes on
 * where it ended. To start anew, remove the files.
 */
public final class LoraRecipe {
  private static final int STEPS = 150; // three passes over 800 texts
  private static final int[] SEEDS = {1, 2, 3, 4, 5};
  private static final int TUNING_SEED = 101;
  private static final String[] COLUMNS = {
    "method", "targets", "size", "rate", "head rate", "seed", "accuracy"
  };
  private static final String[] ATTENTION = {"query", "value"};
  private static final String[] LINEAR = {"query", "key", "value", "dense"};

  /**
   * A way to adapt.
   *
   * @param method "LoRA", "prefix", or LoRA on random weights
   * @param targets of LoRA
   * @param size rank or length
   */
  private record Variant(String method, String targets, int size) {
    boolean prefix() {
      return method.equals("prefix");
    }
  }

  /** Learning rates of the adapter and of the head. */
  private record Rates(double adapter, double head) {}

  private static final Variant LORA = new Variant("LoRA", "query value", 8);
  private static final Variant ALL_LINEAR = new Variant("LoRA", "all linear", 2);
  private static final Variant PREFIX = new Variant("prefix", "attention", 16);
  private static final Variant RANDOM = new Variant("LoRA on random weights", "query value", 8);
  private static final List<Variant> TUNED = List.of(LORA, ALL_LINEAR, PREFIX, RANDOM);
  private static final List<Rates> CHOICES =
      List.of(
          new Rates(1e-3, 1e-3),
          new Rates(1e-3, 1e-2),
          new Rates(3e-3, 1e-3),
          new Rates(3e-3, 1e-2),
          new Rates(1e-2, 1e-3),
          new Rates(1e-2, 1e-2));

  private LoraRecipe() {}

  /**
   * Measures what is not measured yet.
   *
   * @param folder {@code data/lora}
   * @throws IOException if a result cannot be read or written
   */
  public static void make(Path folder) throws IOException {
    Results tuning = Results.open(folder.resolve("tuning.csv"), COLUMNS);
    Results accuracy = Results.open(folder.resolve("accuracy.csv"), COLUMNS);
    try (Progress progress = Progress.of("Tuning", (long) TUNED.size() * CHOICES.size());
        Run run = new Run(TUNING_SEED, tuning, progress)) {
      for (Variant variant : TUNED) {
        for (Rates rates : CHOICES) {
          run.measure(variant, rates, run.glosses.dev());
        }
      }
    }
    Rates rates = best(LORA, tuning);
    try (Progress progress = Progress.of("Results", SEEDS.length * 10L)) {
      for (int seed : SEEDS) {
        try (Run run = new Run(seed, accuracy, progress)) {
          Examples test = run.glosses.test();
          for (int rank : new int[] {1, 2, 4, 8, 32}) {
            run.measure(new Variant("LoRA", LORA.targets, rank), rates, test);
          }
          run.measure(ALL_LINEAR, best(ALL_LINEAR, tuning), test);
          for (int length : new int[] {4, 16, 64}) {
            run.measure(new Variant("prefix", PREFIX.targets, length), best(PREFIX, tuning), test);
          }
          run.measure(RANDOM, best(RANDOM, tuning), test);
        }
      }
    }
  }

  private static Rates best(Variant variant, Results tuning) {
    return CHOICES.stream()
        .max(Comparator.comparing(rates -> tuning.get(key(variant, rates, TUNING_SEED))))
        .orElseThrow();
  }

  private static Object[] key(Variant variant, Rates rates, int seed) {
    return new Object[] {
      variant.method, variant.targets, variant.size, rates.adapter, rates.head, seed
    };
  }

  /** All measurements with one seed. */
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
      glosses = miniLm.tokens(Glosses.eight().load(), FineTuneRecipe.LENGTH);
    }

    void measure(Variant variant, Rates rates, Examples part) throws IOException {
      Object[] key = key(variant, rates, seed);
      if (results.get(key) == null) {
        results.put(accuracy(variant, rates, part), key);
      }
      progress.step(variant.method + ", " + variant.targets + ", " + variant.size);
    }

    private double accuracy(Variant variant, Rates rates, Examples part) {
      Examples train = glosses.train();
      try (Classifier net =
          variant.equals(RANDOM) ? miniLm.withFreshBody(train) : miniLm.withFrozenBody(train)) {
        inject(variant, net);
        FineTuneRecipe.fit(STEPS)
            .optRate(rates.adapter)
            .optRate("head", rates.head)
            .optGroupByLength(SentenceEncoder::lengths)
            .on(net, train);
        return Evaluation.of(net, part).accuracy();
      }
    }

    private Injected inject(Variant variant, Classifier net) {
      if (variant.prefix()) {
        return Prefix.builder().setLength(variant.size).optFrom(glosses.train()).inject(net);
      }
      if (variant.equals(RANDOM)) {
        net.freeze("body");
      }
      return Lora.builder()
          .setRank(variant.size)
          .optAlpha(16)
          .optTargets(variant.equals(ALL_LINEAR) ? LINEAR : ATTENTION)
          .inject(net);
    }

    @Override
    public void close() {
      lab.close();
    }
  }
}
