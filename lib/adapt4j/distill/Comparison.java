package adapt4j.distill;

import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import adapt4j.nn.SafeTensors;
import adapt4j.show.Chart;
import adapt4j.show.Progress;
import adapt4j.show.Scatter;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What networks for the same task can do and what they cost, side by side.
 *
 * <pre>{@code
 * Comparison both = Comparison.on(digits.test()).add("teacher", teacher).add("student", student);
 * Tables.show(both.table());
 * both.chart().show();                                        // accuracy against latency
 * double faster = both.get("teacher").oneThread().medianMillis()
 *     / both.get("student").oneThread().medianMillis();
 * }</pre>
 *
 * <p>Each network is measured when it is added, one input at a time. Measure on a machine that does
 * nothing else, and compare within one run only.
 */
public final class Comparison {
  private static final int INPUTS = 50; // take turns while the time is measured
  private static final double MEGA = 1e6;

  /**
   * One network.
   *
   * @param name of the network
   * @param accuracy share of the examples that it sorts right
   * @param parameters how many it has learnt
   * @param fileBytes of its weights in a safetensors file
   * @param memoryBytes of its weights while it is used. What it computes on its way comes on top;
   *     for one input that is little.
   * @param oneThread time for one input on one thread
   * @param allThreads time for one input on as many threads as there are processors
   */
  public record Row(
      String name,
      double accuracy,
      long parameters,
      long fileBytes,
      long memoryBytes,
      Latency oneThread,
      Latency allThreads) {}

  private final Examples examples;
  private final List<Row> rows = new ArrayList<>();

  private Comparison(Examples examples) {
    this.examples = examples;
  }

  /**
   * Starts a comparison.
   *
   * @param examples for the accuracy: the test part
   * @return a comparison of no network yet
   */
  public static Comparison on(Examples examples) {
    return new Comparison(examples);
  }

  /**
   * Measures a network, which takes a few seconds.
   *
   * @param name another one for each network
   * @param net with the classes of the examples
   * @return this comparison
   * @throws IllegalArgumentException if the name is taken, or the network does not fit the examples
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public Comparison add(String name, Classifier net) {
    if (rows.stream().anyMatch(row -> row.name.equals(name))) {
      throw new IllegalArgumentException("There is a network named " + name + " already.");
    }
    try (Progress progress = Progress.of("Measuring " + name, 3);
        NDArray inputs = examples.inputs().get("0:" + Math.min(INPUTS, examples.size()))) {
      double accuracy = Evaluation.of(net, examples).accuracy();
      progress.step();
      Latency one = Latency.of(net, inputs, 1);
      progress.step();
      Latency all = Latency.of(net, inputs, Runtime.getRuntime().availableProcessors());
      progress.step();
      Map<String, NDArray> weights = Layers.arrays(net.model().getBlock());
      rows.add(
          new Row(
              name,
              accuracy,
              net.parameters(),
              onDisk(weights),
              bytes(weights.values()),
              one,
              all));
      return this;
    }
  }

  /** Written and weighed: a file has a header, too. */
  private static long onDisk(Map<String, NDArray> weights) {
    try {
      Path file = Files.createTempFile("weights", ".safetensors");
      try {
        SafeTensors.write(file, weights, Map.of());
        return Files.size(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The weights could not be written to a temporary file, to see how large it is.", e);
    }
  }

  private static long bytes(Collection<NDArray> arrays) {
    return arrays.stream().mapToLong(a -> a.size() * a.getDataType().getNumOfBytes()).sum();
  }

  /**
   * What was measured of a network.
   *
   * @param name that it was added with
   * @return its row
   * @throws IllegalArgumentException if there is none
   */
  public Row get(String name) {
    return rows.stream()
        .filter(row -> row.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no network named "
                        + name
                        + ". There are "
                        + rows.stream().map(Row::name).toList()
                        + "."));
  }

  /**
   * All that was measured, a row for each network.
   *
   * @return a new table
   */
  public Table table() {
    return Table.create("One input at a time")
        .addColumns(
            StringColumn.create("network", rows.stream().map(Row::name)),
            numbers("accuracy in %", row -> 100 * row.accuracy),
            LongColumn.create("parameters", rows.stream().mapToLong(Row::parameters).toArray()),
            numbers("file in MB", row -> row.fileBytes / MEGA),
            numbers("weights in memory, MB", row -> row.memoryBytes / MEGA),
            numbers("one thread: median ms", row -> row.oneThread.medianMillis()),
            numbers("p95 ms", row -> row.oneThread.p95Millis()),
            numbers("all threads: median ms", row -> row.allThreads.medianMillis()),
            numbers("all: p95 ms", row -> row.allThreads.p95Millis()));
  }

  private DoubleColumn numbers(String name, ToDoubleFunction<Row> number) {
    return DoubleColumn.create(name, rows.stream().mapToDouble(number).toArray());
  }

  /**
   * Accuracy against latency on one thread: up and to the left is better.
   *
   * @return a chart with one point for each network, not shown yet
   */
  public Scatter chart() {
    Scatter chart = Chart.scatter("Accuracy against latency");
    for (Row row : rows) {
      double[] x = {row.oneThread.medianMillis()};
      chart.add(row.name, x, new double[] {row.accuracy});
    }
    return chart.logX().percent().xAxis("ms for one input, one thread").yAxis("accuracy");
  }
}
