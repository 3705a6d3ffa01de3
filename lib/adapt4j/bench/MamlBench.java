package adapt4j.bench;

import adapt4j.Lab;
import adapt4j.data.Glyphs;
import adapt4j.data.RandomAffine;
import adapt4j.meta.Episodes;
import adapt4j.meta.Maml;
import adapt4j.meta.MetaHistory;
import adapt4j.meta.MetaNet;
import adapt4j.meta.Shots;
import adapt4j.meta.Sines;
import adapt4j.meta.TaskBatch;
import adapt4j.meta.Tasks;
import adapt4j.nn.Conv4;
import adapt4j.nn.Layers;
import adapt4j.nn.Mlp;
import adapt4j.nn.Stages;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Measures second-order MAML ({@code ./lab bench maml}): all tasks of a batch as one graph, beside
 * the loop over the tasks that papers and most code show, in this library and in PyTorch. All start
 * from the same weights and see the same tasks, so their losses must be the same.
 */
public final class MamlBench {
  private static final double RATE = 0.003; // of meta-training

  private MamlBench() {}

  /**
   * Measures waves with 25 tasks an iteration, and letters with 4.
   *
   * @param lab where it runs
   * @return the numbers; takes about a minute
   * @throws PeerFailed if PyTorch is there, but does not do its part
   */
  public static BenchReport test(Lab lab) {
    BenchReport.Builder report = new BenchReport.Builder("maml");
    Supplier<Block> mlp = () -> Mlp.of(40, 40, 1);
    waves(report, new Job(lab, mlp, Sines.tasks(), 0.01, 25, 100), PyTorch.find(lab), 5);
    Tasks letters =
        Episodes.of(Glyphs.load(lab).splits()).optAugment(RandomAffine.builder().build()).train();
    Supplier<Block> conv = () -> Stages.bodyAndHead(Conv4.body(32), 5);
    letters(report, new Job(lab, conv, letters, 0.4, 4, 10), 3);
    return report.build();
  }

  private static void waves(BenchReport.Builder report, Job job, PyTorch peer, int rounds) {
    Race race = peer.ready() ? job.raceWithPyTorch(rounds) : job.race(rounds);
    int all = race.steps();
    report.atLeast(
        "waves, 25 tasks: times as fast as the loop over tasks", race.timesAsFastAs(1), 5);
    report.atMost("... greatest difference of two losses", race.difference(1, all), 1e-4);
    if (peer.ready()) {
      report.atLeast("... times as fast as PyTorch's loop over tasks", race.timesAsFastAs(2), 4);
      report.atMost("... greatest difference from its losses", race.difference(2, all), 1e-4);
    }
    report.only("... iterations a second", race.speed(0));
    report.show(peer.about());
  }

  private static void letters(BenchReport.Builder report, Job job, int rounds) {
    Race race = job.race(rounds);
    report.only("letters, convolutions, 4 tasks: times as fast as the loop", race.timesAsFastAs(1));
    // Batch normalisation and Adam enlarge what rounding differs by: later losses part.
    report.atMost("... difference of the first losses", race.difference(1, 1), 1e-4);
    report.only("... iterations a second", race.speed(0));
  }

  /**
   * Meta-training.
   *
   * @param block of the network, new at each call
   * @param batch tasks an iteration
   */
  record Job(
      Lab lab, Supplier<Block> block, Tasks tasks, double innerRate, int batch, int iterations) {

    /** Our two ways: all tasks as one graph, then the loop. */
    Race race(int rounds) {
      return Race.of(rounds, List.of(() -> round(true), () -> round(false)));
    }

    /** The same, then PyTorch's loop, which knows networks of linear layers with ReLU between. */
    Race raceWithPyTorch(int rounds) {
      try (Handover work = handOver();
          Peer peer = PyTorch.start("maml", work)) {
        return Race.of(rounds, List.of(() -> round(true), () -> round(false), peer::round));
      }
    }

    private Round round(boolean stacked) {
      try (MetaNet net = MetaNet.of(lab, block.get(), tasks)) {
        Maml maml = maml(net, stacked);
        long start = System.nanoTime();
        MetaHistory history = maml.train(tasks, iterations);
        return new Round((System.nanoTime() - start) / 1e9, history.after());
      }
    }

    private Maml maml(MetaNet net, boolean stacked) {
      return Maml.builder()
          .setModel(net)
          .optInnerRate(innerRate)
          .optRate(RATE)
          .optBatch(batch)
          .optStacked(stacked)
          .build();
    }

    /** Writes the weights, and the tasks of all iterations, which are the same in each run. */
    Handover handOver() {
      try (NDManager scope = lab.scope();
          MetaNet net = MetaNet.of(lab, block.get(), tasks)) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        Layers.arrays(net.model().getBlock())
            .forEach((name, array) -> arrays.put(Handover.NET + name, copy(array, scope)));
        Map<String, NDList> seen = new LinkedHashMap<>();
        Tasks watched =
            (manager, n, random) -> {
              TaskBatch drawn = tasks.draw(manager, n, random);
              keep("support", drawn.support(), seen, scope);
              keep("query", drawn.query(), seen, scope);
              return drawn;
            };
        maml(net, true).train(watched, iterations);
        seen.forEach((name, all) -> arrays.put(name, NDArrays.stack(all)));
        Map<String, String> notes =
            Map.of("inner rate", Double.toString(innerRate), "rate", Double.toString(RATE));
        return Handover.write(arrays, notes);
      }
    }

    private static void keep(String part, Shots shots, Map<String, NDList> seen, NDManager scope) {
      seen.computeIfAbsent(part + ".inputs", name -> new NDList()).add(copy(shots.inputs(), scope));
      seen.computeIfAbsent(part + ".targets", name -> new NDList())
          .add(copy(shots.targets(), scope));
    }

    private static NDArray copy(NDArray array, NDManager scope) {
      NDArray copy = array.duplicate();
      copy.attach(scope);
      return copy;
    }
  }
}
