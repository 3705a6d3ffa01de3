package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.data.Glyphs;
import adapt4j.data.RandomAffine;
import adapt4j.meta.Episodes;
import adapt4j.meta.Maml;
import adapt4j.meta.MetaHistory;
import adapt4j.meta.MetaNet;
import adapt4j.meta.Sines;
import adapt4j.meta.Tasks;
import adapt4j.nn.Conv4;
import adapt4j.nn.Mlp;
import adapt4j.nn.Stages;
import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Measures second-order MAML ({@code ./lab bench maml}): all tasks of a batch as one graph, beside
 * the loop over the tasks that papers and most code show. Both start from the same weights and see
 * the same tasks, so their losses must be the same.
 */
public final class MamlBench {
  private MamlBench() {}

  /**
   * Measures waves with 25 tasks an iteration, and letters with 4.
   *
   * @param lab where it runs
   * @return the numbers; takes about a minute
   */
  public static BenchReport test(Lab lab) {
    BenchReport.Builder report = new BenchReport.Builder("maml");
    double[] waves = measure(lab, () -> Mlp.of(40, 40, 1), Sines.tasks(), 0.01, 25, 100, 5);
    report.atLeast("waves, 25 tasks: times as fast as the loop over tasks", waves[0], 5);
    report.atMost("... greatest difference of two losses", waves[1], 1e-4);
    report.only("... iterations a second", waves[2]);
    Tasks letters =
        Episodes.of(Glyphs.load(lab).splits()).optAugment(RandomAffine.builder().build()).train();
    double[] images =
        measure(lab, () -> Stages.bodyAndHead(Conv4.body(32), 5), letters, 0.4, 4, 10, 3);
    report.only("letters, convolutions, 4 tasks: times as fast as the loop", images[0]);
    // Batch normalisation and Adam enlarge what rounding differs by: later losses part.
    report.atMost("... difference of the first losses", images[3], 1e-4);
    report.only("... iterations a second", images[2]);
    return report.build();
  }

  /**
   * Measures both ways in turn.
   *
   * @param repeats how often; the medians count, after one round to warm up
   * @return how many times as fast, the greatest difference of two losses, iterations a second, and
   *     the difference of the first losses
   */
  static double[] measure(
      Lab lab,
      Supplier<Block> block,
      Tasks tasks,
      double innerRate,
      int batch,
      int iterations,
      int repeats) {
    double[][] seconds = new double[2][repeats];
    double difference = 0;
    double first = 0;
    for (int round = -1; round < repeats; round++) {
      double[][] losses = new double[2][];
      for (int way = 0; way < 2; way++) {
        try (MetaNet net = MetaNet.of(lab, block.get(), tasks)) {
          Maml maml =
              Maml.builder()
                  .setModel(net)
                  .optInnerRate(innerRate)
                  .optBatch(batch)
                  .optStacked(way == 0)
                  .build();
          long start = System.nanoTime();
          MetaHistory history = maml.train(tasks, iterations);
          if (round >= 0) {
            seconds[way][round] = (System.nanoTime() - start) / 1e9;
          }
          losses[way] = history.after();
        }
      }
      first = Math.max(first, Math.abs(losses[0][0] - losses[1][0]));
      for (int i = 0; i < losses[0].length; i++) {
        difference = Math.max(difference, Math.abs(losses[0][i] - losses[1][i]));
      }
    }
    double one = median(seconds[0]);
    return new double[] {median(seconds[1]) / one, difference, iterations / one, first};
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
