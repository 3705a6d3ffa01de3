package adapt4j.bench;

import adapt4j.Lab;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.lora.Lora;
import adapt4j.nn.Attention;
import adapt4j.nn.Conv4;
import adapt4j.nn.Layers;
import adapt4j.nn.Parts;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import adapt4j.train.History;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Measures steps of training ({@code ./lab bench train}) beside PyTorch in Python: a convolutional
 * network on digits, and MiniLM on definitions, all of it, its head only, and with LoRA.
 *
 * <p>Ours is what a lesson does: {@code Fit.steps(...).on(net, examples)}. The peer, {@code
 * tests/peers/train.py}, gets the same weights and batches in the same order. If its losses are the
 * same, so was its work.
 */
public final class TrainBench {
  private static final int ROUNDS = 5;
  private static final int FIRST = 5; // steps; later, what rounding differs by has grown
  private static final int RANK = 8;
  private static final int ALPHA = 16; // as in lesson 04

  private TrainBench() {}

  /**
   * A training run.
   *
   * @param name of it, for the report
   * @param kind of network, as the peer calls it
   * @param start makes the network, with the same weights each time
   */
  record Job(
      String name,
      String kind,
      Supplier<Classifier> start,
      Examples train,
      int batch,
      int steps,
      double rate) {

    Fit fit() {
      return Fit.steps(steps).optBatch(batch).optRate(rate).optProgress(false);
    }

    Round round() {
      try (Classifier net = start.get()) {
        Fit fit = fit();
        long begin = System.nanoTime();
        History history = fit.on(net, train);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Round(seconds, history.stepLoss().curve("training").y());
      }
    }
  }

  /**
   * Measures four trainings.
   *
   * @param lab where it runs
   * @return the numbers; takes some minutes
   * @throws PeerFailed if PyTorch is there, but does not do its part
   */
  public static BenchReport test(Lab lab) {
    SentenceEncoder miniLm = SentenceEncoder.miniLm(lab);
    Examples glosses = miniLm.tokens(Glosses.eight().load().train(), 32);
    List<Job> jobs = new ArrayList<>();
    jobs.add(digits(lab, Digits.load(lab).train(), 32, 100));
    jobs.addAll(texts(miniLm, "MiniLM", glosses, 16, new int[] {8, 24, 12}));
    return of(jobs, PyTorch.find(lab), ROUNDS);
  }

  static Job digits(Lab lab, Examples train, int batch, int steps) {
    Supplier<Classifier> start = () -> Classifier.of(lab, Conv4.of(train.classes().size()), train);
    return new Job("digits, four convolutions", "conv4", start, train, batch, steps, 1e-3);
  }

  /**
   * The three ways to adapt an encoder.
   *
   * @param steps of each way
   */
  static List<Job> texts(
      SentenceEncoder encoder, String name, Examples train, int batch, int[] steps) {
    Supplier<Classifier> full = () -> encoder.withHead(train);
    Supplier<Classifier> head = () -> encoder.withFrozenBody(train);
    Supplier<Classifier> lora =
        () -> {
          Classifier net = encoder.withFrozenBody(train);
          Lora.builder().setRank(RANK).optAlpha(ALPHA).inject(net);
          return net;
        };
    return List.of(
        new Job(name + ", all of it", "bert", full, train, batch, steps[0], 1e-4),
        new Job(name + ", frozen body", "bert", head, train, batch, steps[1], 1e-3),
        new Job(name + ", LoRA of rank 8", "bert", lora, train, batch, steps[2], 1e-3));
  }

  /** Measures trainings: beside the peer if it is there, else alone. */
  static BenchReport of(List<Job> jobs, PyTorch peer, int rounds) {
    BenchReport.Builder report = new BenchReport.Builder("train");
    for (Job job : jobs) {
      if (peer.ready()) {
        beside(report, job, race(job, rounds));
      } else {
        Race alone = Race.of(rounds, List.of(job::round));
        report.only(job.name() + ": steps a second", alone.speed(0));
      }
    }
    report.show(peer.about());
    return report.build();
  }

  private static void beside(BenchReport.Builder report, Job job, Race race) {
    report.atLeast(job.name() + ": times as fast as PyTorch", race.timesAsFastAs(1), 1);
    report.atMost("... greatest difference of the first losses", race.difference(1, FIRST), 1e-3);
    report.only("... of all " + race.steps() + " losses", race.difference(1, race.steps()));
    report.only("... steps a second", race.speed(0));
  }

  /** Ours, then the peer's. */
  static Race race(Job job, int rounds) {
    try (Handover work = handOver(job);
        Peer peer = PyTorch.start("train", work)) {
      return Race.of(rounds, List.of(job::round, peer::round));
    }
  }

  /** Writes what the peer needs: weights, which of them are trained, examples, and their order. */
  static Handover handOver(Job job) {
    long[] rows = rows(job);
    try (Classifier net = job.start().get();
        NDManager scope = net.lab().scope()) {
      Block block = net.model().getBlock();
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      Layers.arrays(block).forEach((name, array) -> arrays.put(Handover.NET + name, array));
      arrays.put("inputs", job.train().inputs());
      arrays.put("labels", job.train().labels());
      arrays.put("rows", scope.create(rows, new Shape(job.steps(), job.batch())));
      Map<String, String> notes = new LinkedHashMap<>();
      notes.put("net", job.kind());
      notes.put("rate", Double.toString(job.rate()));
      notes.put("trained", trained(block));
      notes.put("scale", Double.toString((double) ALPHA / RANK));
      Parts.of(block).values().stream()
          .filter(part -> part instanceof Attention)
          .forEach(part -> notes.put("heads", Integer.toString(((Attention) part).heads())));
      return Handover.write(arrays, notes);
    }
  }

  private static String trained(Block block) {
    return Layers.of(block).entrySet().stream()
        .filter(entry -> trained(entry.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(" "));
  }

  private static boolean trained(Parameter parameter) {
    return Layers.learns(parameter) && parameter.requiresGradient();
  }

  /**
   * The examples of each batch, in the order in which {@code Fit} takes them. It starts from the
   * lab's seed in each run, so one run that looks on can tell for all.
   */
  private static long[] rows(Job job) {
    Loss loss = Loss.softmaxCrossEntropyLoss();
    List<int[]> seen = new ArrayList<>();
    try (Classifier net = job.start().get()) {
      job.fit()
          .optObjective(
              (classifier, train) ->
                  (batch, rows, scores) -> {
                    seen.add(rows.clone());
                    return loss.evaluate(new NDList(batch.labels()), new NDList(scores));
                  })
          .on(net, job.train());
    }
    return seen.stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
  }
}
