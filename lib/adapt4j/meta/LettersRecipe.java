package adapt4j.meta;

import adapt4j.Lab;
import adapt4j.data.Glyphs;
import adapt4j.data.RandomAffine;
import adapt4j.data.Results;
import adapt4j.data.Splits;
import adapt4j.nn.Conv4;
import adapt4j.nn.Layers;
import adapt4j.nn.Stages;
import adapt4j.show.Progress;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import adapt4j.train.Schedule;
import ai.djl.nn.Block;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Letters of scripts never seen, 5-way, all methods.
 *
 * <ul>
 *   <li>{@code letters-tuning.csv}: each method with six choices, 1-shot, on the scripts for
 *       development;
 *   <li>{@code letters.csv}: each method with the best of its choices, on the scripts to test with;
 *       three seeds; the accuracy, and the processor time of meta-training in seconds;
 *   <li>{@code letters.safetensors}: MAML's network after a longer run.
 * </ul>
 */
final class LettersRecipe {
  static final int BATCH = 4;
  private static final int QUERIES = 5;
  static final int WAYS = 5;
  static final int FILTERS = 32;
  static final int ITERATIONS = 300;
  private static final int[] LENGTHS = {100, 300, 900};
  private static final int LONG = 5_000;
  static final int TASKS = 600;
  static final int[] SEEDS = {1, 2, 3};
  static final int TUNING_SEED = 101;
  private static final String[] COLUMNS = {
    "method", "inner rate", "rate", "shots", "iterations", "seed", "measure", "value"
  };

  /** Inner rate, rate of meta-training or pre-training, and what is adapted. */
  private record Choice(double inner, double outer, boolean headOnly) {
    Choice(double inner, double outer) {
      this(inner, outer, false);
    }
  }

  private static final List<Choice> META =
      List.of(
          new Choice(0.1, 0.005),
          new Choice(0.2, 0.005),
          new Choice(0.2, 0.01),
          new Choice(0.4, 0.005),
          new Choice(0.4, 0.01),
          new Choice(0.4, 0.02));
  private static final List<Choice> REPTILE_CHOICES =
      List.of(
          new Choice(0.03, 1),
          new Choice(0.1, 0.5),
          new Choice(0.1, 1),
          new Choice(0.2, 0.5),
          new Choice(0.2, 1),
          new Choice(0.4, 1));
  private static final List<Choice> NO_INNER =
      List.of(
          new Choice(0, 0.001),
          new Choice(0, 0.003),
          new Choice(0, 0.005),
          new Choice(0, 0.01),
          new Choice(0, 0.02),
          new Choice(0, 0.04));
  private static final List<Choice> TUNE =
      List.of(
          new Choice(0.003, 0.003),
          new Choice(0.01, 0.003),
          new Choice(0.01, 0.01),
          new Choice(0.01, 0.003, true),
          new Choice(0.03, 0.003, true),
          new Choice(0.03, 0.01, true));
  private static final List<Choice> SCRATCH_CHOICES =
      List.of(
          new Choice(0.003, 0),
          new Choice(0.01, 0),
          new Choice(0.02, 0),
          new Choice(0.03, 0),
          new Choice(0.05, 0),
          new Choice(0.1, 0));

  private enum Method {
    MAML("MAML", META),
    FIRST_ORDER("FOMAML", META),
    ANIL("ANIL", META),
    META_SGD("Meta-SGD", META),
    REPTILE("Reptile", REPTILE_CHOICES),
    PROTO("ProtoNet", NO_INNER),
    PRETRAIN_PROTO("pre-train then prototypes", NO_INNER),
    PRETRAIN_TUNE("pre-train then fine-tune", TUNE),
    SCRATCH("scratch", SCRATCH_CHOICES);

    private final String title;
    private final List<Choice> choices;

    Method(String title, List<Choice> choices) {
      this.title = title;
      this.choices = choices;
    }

    boolean pretrained() {
      return this == PRETRAIN_PROTO || this == PRETRAIN_TUNE;
    }

    Block block() {
      return this == PROTO || this == PRETRAIN_PROTO
          ? Conv4.body(FILTERS)
          : Stages.bodyAndHead(Conv4.body(FILTERS), WAYS);
    }

    MetaLearner over(MetaNet net, Choice choice) {
      return switch (this) {
        case MAML, FIRST_ORDER, ANIL, META_SGD ->
            Maml.builder()
                .setModel(net)
                .optInnerRate(choice.inner)
                .optRate(choice.outer)
                .optBatch(BATCH)
                .optSecondOrder(this != FIRST_ORDER)
                .optHeadOnly(this == ANIL)
                .optLearnRates(this == META_SGD)
                .build();
        case REPTILE ->
            Reptile.builder()
                .setModel(net)
                .optInnerRate(choice.inner)
                .optRate(choice.outer)
                .optBatch(BATCH)
                .build();
        case PROTO ->
            ProtoNet.builder().setModel(net).optRate(choice.outer).optBatch(BATCH).build();
        case PRETRAIN_PROTO -> ProtoNet.builder().setModel(net).build();
        case PRETRAIN_TUNE, SCRATCH ->
            FineTune.builder()
                .setModel(net)
                .optInnerRate(choice.inner)
                .optAdam(true)
                .optSteps(10)
                .optHeadOnly(choice.headOnly)
                .build();
      };
    }
  }

  private LettersRecipe() {}

  static void make(Path folder) throws IOException {
    longRun(folder.resolve("letters.safetensors"));
    Results tuning = Results.open(folder.resolve("letters-tuning.csv"), COLUMNS);
    for (Method method : Method.values()) {
      for (Choice choice : method.choices) {
        measure(method, choice, 1, ITERATIONS, TUNING_SEED, tuning);
      }
    }
    Results accuracy = Results.open(folder.resolve("letters.csv"), COLUMNS);
    for (Method method : Method.values()) {
      Choice best = best(method, tuning);
      for (int seed : SEEDS) {
        for (int iterations : method == Method.SCRATCH ? new int[] {ITERATIONS} : LENGTHS) {
          measure(method, best, 1, iterations, seed, accuracy);
        }
        measure(method, best, 5, ITERATIONS, seed, accuracy);
      }
    }
  }

  private static Choice best(Method method, Results tuning) {
    return method.choices.stream()
        .max(
            Comparator.comparing(
                choice -> tuning.get(key(method, choice, 1, ITERATIONS, TUNING_SEED, "accuracy"))))
        .orElseThrow();
  }

  private static Object[] key(
      Method method, Choice choice, int shots, int iterations, int seed, String measure) {
    String title = method.title + (choice.headOnly ? " the head" : "");
    return new Object[] {title, choice.inner, choice.outer, shots, iterations, seed, measure};
  }

  static Episodes episodes(Splits letters, int shots) {
    return Episodes.of(letters)
        .optShots(shots)
        .optQueries(QUERIES)
        .optAugment(RandomAffine.builder().build());
  }

  private static void measure(
      Method method, Choice choice, int shots, int iterations, int seed, Results results)
      throws IOException {
    if (results.get(key(method, choice, shots, iterations, seed, "seconds")) != null) {
      return;
    }
    try (Lab lab = Lab.open(seed);
        Progress progress = Progress.of(method.title + ", " + choice + ", " + iterations, 1)) {
      Splits letters = Glyphs.load(lab).splits();
      Episodes episodes = episodes(letters, shots);
      double accuracy = 0;
      double start = processorSeconds();
      double seconds = 0;
      try (MetaNet net = MetaNet.of(lab, method.block(), episodes.train())) {
        if (method.pretrained()) {
          int images = BATCH * WAYS * (shots + QUERIES); // as many a step as the others see
          pretrain(lab, letters, choice.outer, images, iterations, net);
        }
        MetaLearner learner = method.over(net, choice);
        if (!method.pretrained() && method != Method.SCRATCH) {
          learner.train(episodes.train(), iterations);
        }
        seconds = processorSeconds() - start;
        Tasks tasks = seed == TUNING_SEED ? episodes.dev() : episodes.test();
        double found = MetaTest.of(learner, tasks, TASKS).accuracy(learner.steps());
        accuracy = Double.isNaN(found) ? 0 : found;
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage()); // a rate that is too high is a result, too
      }
      results.put(accuracy, key(method, choice, shots, iterations, seed, "accuracy"));
      results.put(seconds, key(method, choice, shots, iterations, seed, "seconds"));
      progress.step();
    }
  }

  /** One network for all letters to train with; its body becomes that of the other. */
  private static void pretrain(
      Lab lab, Splits letters, double rate, int batch, int iterations, MetaNet net) {
    Stages all = Stages.bodyAndHead(Conv4.body(FILTERS), letters.train().classes().size());
    try (Classifier classifier = Classifier.of(lab, all, letters.train())) {
      Fit.steps(iterations)
          .optBatch(batch)
          .optRate(rate)
          .optSchedule(Schedule.cosine())
          .optAugment(RandomAffine.builder().build())
          .on(classifier, letters.train());
      Stages to = (Stages) net.model().getBlock();
      Block body = to.has("body") ? to.stage("body") : to;
      Layers.load(body, Layers.arrays(all.stage("body")));
    }
  }

  private static void longRun(Path file) {
    if (Files.exists(file)) {
      return;
    }
    try (Lab lab = Lab.open(1)) {
      Tasks train = episodes(Glyphs.load(lab).splits(), 1).train();
      try (MetaNet net = MetaNet.of(lab, Method.MAML.block(), train)) {
        Method.MAML.over(net, new Choice(0.4, 0.01)).train(train, LONG);
        net.save(file);
      }
    }
  }

  /** The time that all processors spent on this process, so that other work counts for little. */
  private static double processorSeconds() {
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return system.getProcessCpuTime() / 1e9;
  }
}
