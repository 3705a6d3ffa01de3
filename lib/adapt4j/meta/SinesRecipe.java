package adapt4j.meta;

import adapt4j.Lab;
import adapt4j.data.Results;
import adapt4j.nn.Mlp;
import adapt4j.show.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Sine waves, all methods.
 *
 * <ul>
 *   <li>{@code sines-tuning.csv}: each method with six choices, other seeds than the results have;
 *   <li>{@code sines.csv}: the mean squared error after so many steps, each method with what was
 *       best for it at that number of steps, three seeds;
 *   <li>{@code waves-5.safetensors} and {@code waves-10.safetensors}: MAML's network after a longer
 *       run.
 * </ul>
 */
final class SinesRecipe {
  private static final int ITERATIONS = 3_000;
  private static final int LONG = 20_000;
  private static final int TASKS = 600;
  private static final int[] SEEDS = {1, 2, 3};
  private static final int[] TUNING_SEEDS = {101, 102};
  private static final int[] STEPS = {1, 10};
  private static final String[] COLUMNS = {
    "method", "inner rate", "rate", "shots", "steps", "seed", "error"
  };

  /** Inner rate and rate of meta-training. */
  private record Rates(double inner, double outer) {}

  private static final List<Rates> BOTH =
      List.of(
          new Rates(0.003, 0.003),
          new Rates(0.01, 0.001),
          new Rates(0.01, 0.003),
          new Rates(0.01, 0.006),
          new Rates(0.02, 0.001),
          new Rates(0.02, 0.003));
  private static final List<Rates> REPTILE_CHOICES =
      List.of(
          new Rates(0.01, 0.3),
          new Rates(0.01, 1),
          new Rates(0.02, 0.3),
          new Rates(0.02, 1),
          new Rates(0.03, 0.3),
          new Rates(0.03, 1));

  private enum Method {
    MAML("MAML", BOTH),
    FIRST_ORDER("FOMAML", BOTH),
    META_SGD("Meta-SGD", BOTH),
    REPTILE("Reptile", REPTILE_CHOICES),
    JOINT("pre-train then fine-tune", inner(0.001, 0.003, 0.01, 0.02, 0.05, 0.1)),
    JOINT_ADAM("pre-train then fine-tune by Adam", inner(0.001, 0.003, 0.01, 0.03, 0.1, 0.3)),
    SCRATCH("scratch by Adam", inner(0.001, 0.003, 0.01, 0.03, 0.1, 0.3));

    private final String title;
    private final List<Rates> choices;

    Method(String title, List<Rates> choices) {
      this.title = title;
      this.choices = choices;
    }

    private static List<Rates> inner(double... rates) {
      return Arrays.stream(rates).mapToObj(rate -> new Rates(rate, 0.003)).toList();
    }

    MetaLearner over(MetaNet net, Rates rates) {
      return switch (this) {
        case MAML, FIRST_ORDER, META_SGD ->
            Maml.builder()
                .setModel(net)
                .optInnerRate(rates.inner)
                .optRate(rates.outer)
                .optSecondOrder(this != FIRST_ORDER)
                .optLearnRates(this == META_SGD)
                .build();
        case REPTILE ->
            Reptile.builder().setModel(net).optInnerRate(rates.inner).optRate(rates.outer).build();
        case JOINT, JOINT_ADAM, SCRATCH ->
            FineTune.builder()
                .setModel(net)
                .optInnerRate(rates.inner)
                .optRate(rates.outer)
                .optAdam(this != JOINT)
                .build();
      };
    }
  }

  private SinesRecipe() {}

  static void make(Path folder) throws IOException {
    Results tuning = Results.open(folder.resolve("sines-tuning.csv"), COLUMNS);
    Results errors = Results.open(folder.resolve("sines.csv"), COLUMNS);
    for (int shots : new int[] {5, 10}) {
      longRun(shots, folder.resolve("waves-" + shots + ".safetensors"));
    }
    for (int shots : new int[] {10, 5}) {
      for (Method method : Method.values()) {
        for (Rates rates : method.choices) {
          for (int seed : TUNING_SEEDS) {
            measure(method, rates, shots, seed, STEPS, tuning);
          }
        }
        for (int steps : STEPS) {
          Rates best = best(method, shots, steps, tuning);
          for (int seed : SEEDS) {
            measure(method, best, shots, seed, new int[] {steps}, errors);
          }
        }
      }
    }
  }

  private static void longRun(int shots, Path file) {
    if (Files.exists(file)) {
      return;
    }
    try (Lab lab = Lab.open(1)) {
      Tasks tasks = Sines.tasks().optShots(shots);
      try (MetaNet net = MetaNet.of(lab, Mlp.of(40, 40, 1), tasks)) {
        Maml.builder().setModel(net).build().train(tasks, LONG);
        net.save(file);
      }
    }
  }

  private static Rates best(Method method, int shots, int steps, Results tuning) {
    return method.choices.stream()
        .min(Comparator.comparingDouble(rates -> mean(method, rates, shots, steps, tuning)))
        .orElseThrow();
  }

  private static double mean(Method method, Rates rates, int shots, int steps, Results tuning) {
    return Arrays.stream(TUNING_SEEDS)
        .mapToDouble(seed -> tuning.get(key(method, rates, shots, steps, seed)))
        .average()
        .orElseThrow();
  }

  private static Object[] key(Method method, Rates rates, int shots, int steps, int seed) {
    return new Object[] {method.title, rates.inner, rates.outer, shots, steps, seed};
  }

  /** Trains once and measures after each of some numbers of steps. */
  private static void measure(
      Method method, Rates rates, int shots, int seed, int[] steps, Results results)
      throws IOException {
    if (Arrays.stream(steps)
        .allMatch(s -> results.get(key(method, rates, shots, s, seed)) != null)) {
      return;
    }
    Tasks tasks = Sines.tasks().optShots(shots);
    try (Lab lab = Lab.open(seed);
        MetaNet net = MetaNet.of(lab, Mlp.of(40, 40, 1), tasks);
        Progress progress = Progress.of(method.title + ", " + rates + ", " + shots, 1)) {
      MetaLearner learner = method.over(net, rates);
      double[] errors = new double[steps.length];
      Arrays.fill(errors, Double.MAX_VALUE);
      try {
        if (method != Method.SCRATCH) {
          learner.train(tasks, ITERATIONS);
        }
        Tasks test = Sines.tasks().optShots(shots).optQueries(100);
        MetaTest found = MetaTest.of(learner, test, TASKS, steps[steps.length - 1]);
        for (int i = 0; i < steps.length; i++) {
          errors[i] = Double.isNaN(found.loss(steps[i])) ? 1e9 : found.loss(steps[i]);
        }
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage()); // a rate that is too high is a result, too
        Arrays.fill(errors, 1e9);
      }
      for (int i = 0; i < steps.length; i++) {
        results.put(errors[i], key(method, rates, shots, steps[i], seed));
      }
      progress.step();
    }
  }
}
