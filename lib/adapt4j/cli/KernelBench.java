package adapt4j.cli;

import adapt4j.bench.BenchReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures how long a learner waits for the first result ({@code ./lab bench kernel}): from the
 * start of the kernel's process, as the kernelspec says it, until the result of {@code 1 + 1} has
 * arrived. In turn with {@link KernelArchive} and without it.
 */
final class KernelBench {
  private static final int STARTS = 9;
  private static final double WANTED = 1.2; // seconds

  /** Seconds from the start of the process. */
  private record Start(double ready, double result) {}

  private KernelBench() {}

  /** Measures, after one start of each kind to warm up. */
  static BenchReport test(Home home) {
    return of(KernelSpec.of(home), STARTS);
  }

  static BenchReport of(KernelSpec spec, int starts) {
    KernelArchive archive = new KernelArchive(spec);
    archive.makeOnce();
    List<String> shared = archive.flags();
    List<Start> with = new ArrayList<>();
    List<Start> without = new ArrayList<>();
    double[] java = new double[starts];
    try {
      for (int i = -1; i < starts; i++) {
        Start usual = start(spec, shared);
        Start plain = shared.isEmpty() ? usual : start(spec, List.of());
        double alone = javaAlone(spec, shared);
        if (i >= 0) {
          with.add(usual);
          without.add(plain);
          java[i] = alone;
        }
      }
    } catch (IOException e) {
      throw new Problem("The kernel does not start: " + e.getMessage(), e);
    }
    double[] results = with.stream().mapToDouble(Start::result).toArray();
    double[] plain = without.stream().mapToDouble(Start::result).toArray();
    BenchReport.Builder report = new BenchReport.Builder("kernel");
    report.atMost("seconds to the first result, median", BenchReport.median(results), WANTED);
    report.only("... of these, Java alone (java -version)", BenchReport.median(java));
    report.only(
        "... until the kernel answers",
        BenchReport.median(with.stream().mapToDouble(Start::ready).toArray()));
    report.only("... the longest of " + starts, Arrays.stream(results).max().orElseThrow());
    if (shared.isEmpty()) {
      report.show("Without shared classes: Java makes no archive from this class path.");
    } else {
      report.only("... seconds without shared classes, median", BenchReport.median(plain));
      report.only(
          "... times as fast with shared classes",
          BenchReport.median(plain) / BenchReport.median(results));
    }
    return report.build();
  }

  private static Start start(KernelSpec spec, List<String> more) throws IOException {
    try (KernelClient kernel = new KernelClient(spec, more)) {
      String result = kernel.run("1 + 1");
      double seconds = kernel.seconds();
      if (!result.equals("2")) {
        throw new IOException("1 + 1 is " + result);
      }
      return new Start(kernel.readySeconds(), seconds);
    }
  }

  private static double javaAlone(KernelSpec spec, List<String> more) {
    List<String> command = new ArrayList<>(List.of(spec.java().toString(), "-XX:+UseG1GC"));
    command.addAll(more);
    command.addAll(List.of("-cp", spec.classPath(), "-version"));
    long start = System.nanoTime();
    Programs.ask(60, command.toArray(String[]::new));
    return (System.nanoTime() - start) / 1e9;
  }
}
