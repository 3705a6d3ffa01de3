package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.data.Results;
import adapt4j.data.Splits;
import adapt4j.data.Texts;
import adapt4j.distill.TransferSet;
import adapt4j.lora.Lora;
import adapt4j.meta.Episodes;
import adapt4j.meta.Learner;
import adapt4j.meta.Maml;
import adapt4j.meta.MetaNet;
import adapt4j.meta.Shots;
import adapt4j.meta.Tasks;
import adapt4j.nn.Mlp;
import adapt4j.show.Progress;
import adapt4j.text.FineTuneRecipe;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
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
  private static final int FEW = 5; // labels of each class
  private static final int MANY = 100;
  private static final int LABELLED = 800; // of them the five of each class are drawn
  private static final int UNLABELLED = 4_000;
  private static final int OTHERS = 24; // texts of each other supersense, to meta-train on
  private static final int[] SEEDS = {1, 2, 3};
  private static final int TUNING_SEED = 101;
  private static final String[] COLUMNS = {"method", "labels", "rate", "steps", "seed", "accuracy"};
  private static final String FULL = "full";
  private static final String LORA = "LoRA";
  private static final String SCRATCH = "scratch";
  private static final String STUDENT = "distilled student";
  private static final String HEAD = "feature extraction";
  private static final String NEAREST = "nearest neighbour";
  private static final String PROTOTYPES = "prototypes";
  private static final String MAML = "MAML start";

  /**
   * The settings of a run.
   *
   * @param method its name
   * @param labels of each class
   * @param rate highest learning rate, of MAML the inner rate, 0 where nothing is learnt
   * @param steps of training or adapting; of the nearest neighbours, how many vote
   */
  private record Way(String method, int labels, double rate, int steps) {
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
        Run run = new Run(TUNING_SEED)) {
      for (List<Way> choices : methods) {
        for (Way way : choices) {
          run.measure(way, tuning, false);
          progress.step(way.method);
        }
      }
    }
    try (Run run = new Run(SEEDS[0])) {
      run.costs(Results.open(folder.resolve("costs.csv"), "method", "measure", "value"));
    }
    try (Progress progress = Progress.of("Results", (long) SEEDS.length * methods.size())) {
      for (int seed : SEEDS) {
        try (Run run = new Run(seed)) {
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

  /** All measurements with one seed, which draws the labelled texts, the heads and the order. */
  private static final class Run implements AutoCloseable {
    private final int seed;
    private final Lab lab;
    private final SentenceEncoder miniLm;
    private final Splits glosses;
    private final Examples labelled;
    private final Splits vectors; // train: those that are labelled
    private Maml maml; // trained when it is first asked for

    Run(int seed) {
      this.seed = seed;
      lab = Lab.open(seed);
      miniLm = SentenceEncoder.miniLm(lab);
      glosses = miniLm.tokens(Glosses.eight().optTrain(UNLABELLED).load(), FineTuneRecipe.LENGTH);
      labelled = glosses.train().take(LABELLED);
      vectors =
          new Splits(
              miniLm.features(labelled),
              miniLm.features(glosses.dev()),
              miniLm.features(glosses.test()));
    }

    void measure(Way way, Results results, boolean test) throws IOException {
      if (results.get(way.key(seed)) != null) {
        return;
      }
      switch (way.method) {
        case FULL, LORA, SCRATCH, STUDENT -> {
          try (Classifier net = trained(way)) {
            Examples part = test ? glosses.test() : glosses.dev();
            results.put(Evaluation.of(net, part).accuracy(), way.key(seed));
          }
        }
        default -> {
          Examples part = test ? vectors.test() : vectors.dev();
          results.put(onVectors(way, draw(way, vectors.train()), part), way.key(seed));
        }
      }
    }

    /**
     * What a task costs with a hundred labels a class: megabytes to store, as floats, beside the
     * MiniLM that all tasks share; seconds to adapt, from the time of a few steps; milliseconds for
     * a text.
     */
    void costs(Results results) throws IOException {
      if (results.get(MAML, "milliseconds") != null) {
        return;
      }
      Examples some = labelled.take(4 * 16);
      NDArray one = glosses.test().take(1).inputs();
      try (Classifier full = miniLm.withHead(some)) {
        double step =
            seconds(1, () -> Fit.steps(4).optBatch(16).optProgress(false).on(full, some)) / 4;
        double text = seconds(20, () -> full.logits(one).close());
        put(results, FULL, full.parameters(), full.trained(), 150 * step, text);
        put(results, SCRATCH, full.parameters(), full.trained(), 500 * step, text);
        double embed = seconds(1, () -> miniLm.features(labelled.inputs()).close());
        put(results, PROTOTYPES, 8L * miniLm.width(), 0, embed, text);
        put(results, NEAREST, (long) LABELLED * miniLm.width(), 0, embed, text);
        try (Classifier head = Classifier.of(lab, Mlp.of(8), vectors.train())) {
          double fit =
              seconds(1, () -> FineTuneRecipe.fit(1_500).optRate(3e-3).on(head, vectors.train()));
          put(results, HEAD, head.parameters(), head.trained(), embed + fit, text);
        }
        try (Classifier start = Classifier.of(lab, Mlp.of(64, 8), vectors.train())) {
          Shots shots = new Shots(vectors.train().inputs(), vectors.train().labels());
          maml();
          double adapt = seconds(1, () -> maml().adapt(shots, 50).close());
          put(results, MAML, start.parameters(), start.trained(), embed + adapt, text);
        }
        put(results, LORA, miniLm.withFrozenBody(some), 150, some, one);
        // 300 steps, and its teacher's answers for all texts
        double answers = embed * UNLABELLED / LABELLED;
        put(results, STUDENT, miniLm.onlyLayers(2, 5).withHead(some), 300, some, one);
        results.put(answers, STUDENT, "seconds of the teacher's answers");
      }
    }

    private void put(
        Results results, String method, Classifier made, int steps, Examples some, NDArray one)
        throws IOException {
      try (Classifier net = made) {
        Lora lora =
            method.equals(LORA)
                ? Lora.builder().setRank(8).optAlpha(16).optTargets("query", "value").inject(net)
                : null;
        long numbers = net.trained();
        double step =
            seconds(1, () -> Fit.steps(4).optBatch(16).optProgress(false).on(net, some)) / 4;
        if (lora != null) {
          lora.merge();
        }
        double text = seconds(20, () -> net.logits(one).close());
        put(results, method, numbers, numbers, steps * step, text);
      }
    }

    private static void put(
        Results results, String method, long numbers, long trained, double seconds, double text)
        throws IOException {
      results.put(4e-6 * numbers, method, "megabytes");
      results.put(3 * 4e-6 * trained, method, "training megabytes"); // gradient and two moments
      results.put(seconds, method, "seconds");
      results.put(1e3 * text, method, "milliseconds");
    }

    /** The mean of some times, after one to warm up. */
    private static double seconds(int times, Runnable work) {
      work.run();
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        work.run();
      }
      return (System.nanoTime() - start) / 1e9 / times;
    }

    private Examples draw(Way way, Examples from) {
      return way.labels == MANY ? from : from.fewShot(way.labels, new Random(seed));
    }

    private Classifier trained(Way way) {
      Examples few = draw(way, labelled);
      Classifier net =
          switch (way.method) {
            case LORA -> miniLm.withFrozenBody(few);
            case SCRATCH -> miniLm.withFreshBody(few);
            case STUDENT -> miniLm.onlyLayers(2, 5).withHead(few);
            default -> miniLm.withHead(few);
          };
      Fit fit =
          FineTuneRecipe.fit(way.steps)
              .optRate(way.rate)
              .optGroupByLength(SentenceEncoder::lengths);
      if (!way.method.equals(SCRATCH)) {
        fit.optRate("head", 3e-3);
      }
      if (way.method.equals(LORA)) {
        Lora.builder().setRank(8).optAlpha(16).optTargets("query", "value").inject(net);
      }
      if (way.method.equals(STUDENT)) {
        try (Classifier teacher = trained(new Way(FULL, way.labels, 1e-4, 60))) {
          TransferSet set = TransferSet.of(teacher, glosses.train().inputs());
          fit.optObjective(set.soft(1)).on(net, set.examples());
        }
        return net;
      }
      fit.on(net, few);
      return net;
    }

    /** What needs the vectors of a frozen MiniLM alone. */
    private double onVectors(Way way, Examples train, Examples part) {
      if (way.method.equals(HEAD)) {
        try (Classifier head = Classifier.of(lab, Mlp.of(train.classes().size()), train)) {
          FineTuneRecipe.fit(way.steps).optRate(way.rate).on(head, train);
          return Evaluation.of(head, part).accuracy();
        }
      }
      if (way.method.equals(MAML)) {
        try (Learner learner = maml().adapt(new Shots(train.inputs(), train.labels()), way.steps)) {
          return accuracy(learner.predict(part.inputs()), part);
        }
      }
      if (way.method.equals(PROTOTYPES)) {
        NDArray means = hot(train).transpose().matMul(unit(train.inputs())); // (classes, width)
        return accuracy(unit(part.inputs()).matMul(unit(means).transpose()), part);
      }
      NDArray alike = unit(part.inputs()).matMul(unit(train.inputs()).transpose()); // cosines
      int k = Math.min(way.steps, train.size());
      NDArray last = alike.topK(k, 1, true, true).get(0).min(new int[] {1}, true);
      NDArray near = alike.mul(alike.gte(last).toType(DataType.FLOAT32, false));
      return accuracy(near.matMul(hot(train)), part); // the nearer, the more a vote counts
    }

    private static NDArray unit(NDArray x) {
      return x.div(x.norm(new int[] {1}, true));
    }

    private static NDArray hot(Examples examples) {
      return examples
          .labels()
          .toType(DataType.INT64, false)
          .oneHot(examples.classes().size(), DataType.FLOAT32);
    }

    private static double accuracy(NDArray scores, Examples part) {
      long[] predicted = scores.argMax(1).toType(DataType.INT64, false).toLongArray();
      int[] labels = part.labelArray();
      return IntStream.range(0, labels.length).filter(i -> predicted[i] == labels[i]).count()
          / (double) labels.length;
    }

    /** Meta-trained on 27 of the 33 supersenses that are not asked for. */
    private Maml maml() {
      if (maml == null) {
        List<String> others = new ArrayList<>(Glosses.all().load().train().classes());
        others.removeAll(labelled.classes());
        Texts texts =
            Glosses.of(others.toArray(String[]::new))
                .optTrain(OTHERS * others.size())
                .optDev(others.size())
                .optTest(others.size())
                .load()
                .train();
        Examples features = miniLm.features(miniLm.tokens(texts, FineTuneRecipe.LENGTH));
        Tasks tasks =
            Episodes.of(Splits.byClass(features, 0.1, 0.1))
                .optWays(labelled.classes().size())
                .optShots(FEW)
                .optQueries(10)
                .train();
        maml =
            Maml.builder()
                .setModel(MetaNet.of(lab, Mlp.of(64, labelled.classes().size()), tasks))
                .optInnerRate(0.5)
                .optSteps(3)
                .optRate(1e-3)
                .optBatch(4)
                .build();
        maml.train(tasks, 300);
      }
      return maml;
    }

    @Override
    public void close() {
      lab.close();
    }
  }
}
