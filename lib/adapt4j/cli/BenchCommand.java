package adapt4j.cli;

import adapt4j.Lab;
import adapt4j.bench.BenchReport;
import adapt4j.bench.EmbedBench;
import adapt4j.bench.LmBench;
import adapt4j.bench.MamlBench;
import adapt4j.bench.MemoryBench;
import adapt4j.bench.PeerFailed;
import adapt4j.bench.RagBench;
import adapt4j.bench.TrainBench;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./lab bench}: measures what is committed, and says whether it is as good as promised. */
@Command(
    name = "bench",
    description = "Measures the course's models. Results go to target/bench/NAME.json too.")
final class BenchCommand implements Callable<Integer> {
  private static final SortedMap<String, Function<Lab, BenchReport>> ALL =
      new TreeMap<>(
          Map.of(
              "embed", lab -> EmbedBench.test(lab, new EmbedLibraries(Home.find())),
              "kernel", lab -> KernelBench.test(Home.find()),
              "lm", LmBench::test,
              "maml", MamlBench::test,
              "memory", MemoryBench::test,
              "rag", RagBench::test,
              "train", TrainBench::test));

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Which one; all by default.")
  String name;

  @Override
  public Integer call() {
    if (name != null && !ALL.containsKey(name)) {
      throw new Problem(
          "There is no benchmark " + name + ". Known: " + String.join(", ", ALL.keySet()) + ".");
    }
    Home home = Home.find();
    new Cuda(home).check();
    boolean reached = true;
    for (String each : ALL.keySet()) {
      if (name == null || name.equals(each)) {
        reached &= run(each, home.target().resolve("bench").resolve(each + ".json"));
      }
    }
    return reached ? 0 : 1;
  }

  private static boolean run(String name, Path file) {
    try (Lab lab = Lab.open()) {
      return tell(ALL.get(name).apply(lab), lab.toString(), file, new Terminal());
    } catch (PeerFailed e) {
      throw new Problem(e.getMessage(), e);
    }
  }

  /** Says and keeps what was measured, and gives back whether all is as wanted. */
  static boolean tell(BenchReport report, String machine, Path file, Terminal terminal) {
    for (BenchReport.Line line : report.lines()) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "%-2s %-70s %10.4g  %s",
              line.wanted().isEmpty() ? "" : terminal.tick(line.reached()),
              line.what(),
              line.value(),
              line.wanted()));
    }
    report.shown().forEach(terminal::say);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("benchmark", report.name());
    json.put("date", LocalDate.now().toString());
    json.put("machine", machine);
    json.put("lines", report.lines());
    json.put("shown", report.shown());
    Json.write(file, json);
    terminal.say("Written to " + file + ".");
    return report.reached();
  }
}
