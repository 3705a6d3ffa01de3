package adapt4j.bench;

import adapt4j.Lab;
import adapt4j.show.Progress;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Measures whether training leaks ({@code ./lab bench memory}): every trainer of the library runs
 * 10,000 steps on something small. After the first fifth and after the last step, inside the run,
 * the arrays that its managers hold are counted, and the resident memory of the process is read.
 *
 * <p>Before it is read Java collects its garbage, and glibc gives back what was freed: what is then
 * there is in use.
 */
public final class MemoryBench {
  private static final int STEPS = 10_000;
  private static final int FIRST = 5; // the first reading comes after a fifth of the steps
  private static final double MOST = 2; // per cent
  private static final int PAUSE_MILLIS = 100;
  private static final int LEAST = 4; // readings
  private static final int READINGS = 20;
  private static final Path STATUS = Path.of("/proc/self/status");

  private final BenchReport.Builder report = new BenchReport.Builder("memory");

  /** What is there at a moment; the memory in MB, if the system tells. */
  record Reading(int arrays, OptionalDouble memory) {
    static Reading of(List<NDManager> managers) {
      int arrays = managers.stream().mapToInt(m -> m.getManagedArrays().size()).sum();
      return new Reading(arrays, resident());
    }
  }

  /** A training run that is to be watched. */
  interface Training {
    /**
     * Trains.
     *
     * @param steps how many
     */
    void run(int steps);
  }

  MemoryBench() {}

  /**
   * Measures 10,000 steps of each trainer.
   *
   * @param lab where it runs
   * @return the numbers; takes about ten minutes
   */
  public static BenchReport test(Lab lab) {
    return of(lab, STEPS);
  }

  static BenchReport of(Lab lab, int steps) {
    MemoryBench bench = new MemoryBench();
    new MemoryRuns(lab, steps, bench).all();
    if (resident().isEmpty()) {
      bench.report.show("The resident memory was not read: there is no " + STATUS + " here.");
    }
    return bench.report.build();
  }

  /** Runs a training, reads twice inside it, and reports. */
  void measure(String name, int steps, List<NDManager> managers, Training training) {
    int early = Math.max(1, steps / FIRST);
    List<Reading> readings = new ArrayList<>();
    int[] done = {0};
    Progress.listen(
        () -> {
          done[0]++;
          if (done[0] == early || done[0] == steps) {
            readings.add(Reading.of(managers));
          }
        });
    try {
      training.run(steps);
    } finally {
      Progress.listen(() -> {});
    }
    if (readings.size() != 2 || done[0] != steps) {
      throw new IllegalStateException(
          name + " took " + done[0] + " steps instead of " + steps + ", so nothing was measured.");
    }
    tell(name, early, steps, readings.get(0), readings.get(1));
  }

  /** One line. */
  void tell(String name, int early, int steps, Reading first, Reading last) {
    boolean same = first.arrays() == last.arrays();
    String arrays =
        String.format(
            Locale.ROOT,
            "%s: arrays after %d steps %d, after %d %d",
            name,
            early,
            first.arrays(),
            steps,
            last.arrays());
    if (first.memory().isEmpty() || last.memory().isEmpty()) {
      report.line(arrays + "; more", last.arrays() - first.arrays(), "as many", same);
      return;
    }
    double before = first.memory().getAsDouble();
    double growth = 100 * (last.memory().getAsDouble() - before) / before;
    report.line(
        String.format(Locale.ROOT, "%s; %% more than %.0f MB", arrays, before),
        growth,
        "as many, <= 2 %",
        same && growth <= MOST);
  }

  BenchReport report() {
    return report.build();
  }

  /** The resident memory of this process in MB, without garbage. */
  static OptionalDouble resident() {
    if (!Files.isReadable(STATUS)) {
      return OptionalDouble.empty();
    }
    System.gc();
    // G1 gives memory back a tenth of a second later, in parts: read until it stays the same.
    OptionalDouble before = OptionalDouble.empty();
    OptionalDouble now = OptionalDouble.empty();
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < READINGS && (i < LEAST || !same(before, now)); i++) {
      before = now;
      pause();
      trim();
      now = read();
      least = Math.min(least, now.orElse(least));
    }
    return now.isEmpty() ? now : OptionalDouble.of(least); // compilers take some for a moment
  }

  private static boolean same(OptionalDouble one, OptionalDouble other) {
    return Math.abs(one.orElse(0) - other.orElse(0)) < 0.001 * other.orElse(0);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static OptionalDouble read() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** What was freed is there until glibc is asked for it; JDKs before 17.0.9 cannot ask. */
  private static void trim() {
    try {
      ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
      ManagementFactory.getPlatformMBeanServer()
          .invoke(commands, "systemTrimNativeHeap", new Object[0], new String[0]);
    } catch (JMException | RuntimeException e) {
      return; // then freed memory counts as used, in both readings
    }
  }
}
