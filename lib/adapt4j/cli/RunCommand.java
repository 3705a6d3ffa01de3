package adapt4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./lab run}: lessons whole, without a browser. */
@Command(
    name = "run",
    description = {
      "Runs lessons whole, without a browser.",
      "Writes each as .ipynb and .html under target/notebooks, and summary.json beside them."
    })
final class RunCommand implements Callable<Integer> {
  /**
   * One line of summary.json. Seconds to the first cell count from the start of the command, or of
   * the lesson.
   */
  record Result(
      String lesson,
      long seed,
      double seconds,
      double peakMemoryMb,
      double firstCellSeconds,
      boolean ok,
      List<Notebook.Claim> claims) {}

  @Parameters(
      paramLabel = "NN",
      description = "Lessons by number, or notebooks by path. All lessons if none.")
  List<String> wanted = List.of();

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "A seed, or a range like 1-5. 1 by default.")
  String seeds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write instead of target/notebooks.")
  Path out;

  @Option(
      names = "--in-place",
      description = "Also refresh the outputs in the notebooks themselves.")
  boolean inPlace;

  private final Terminal terminal = new Terminal();
  private final List<Result> results = new ArrayList<>();

  private Home home;

  @Override
  public Integer call() {
    home = Home.find();
    Path folder =
        out == null ? home.target().resolve("notebooks") : out.toAbsolutePath().normalize();
    List<Runner.Job> jobs =
        jobs(
            home.notebooks(),
            Lessons.select(home.notebooks(), wanted),
            Seeds.parse(seeds),
            folder,
            inPlace);
    Jupyter jupyter = new JupyterSetup(home, terminal).ready();
    new Runner(home, jupyter.python(), jupyter.environment(home)).run(jobs, new Reporter());
    Json.write(folder.resolve("summary.json"), Map.of("lessons", results));
    table().forEach(terminal::say);
    terminal.say("Written to " + folder);
    return results.stream().allMatch(Result::ok) ? 0 : 1;
  }

  /**
   * Every notebook with every seed. The results keep the folders of the course, so that no two
   * share a name.
   */
  static List<Runner.Job> jobs(
      Path course, List<Path> notebooks, List<Long> seeds, Path folder, boolean inPlace) {
    if (inPlace && seeds.size() > 1) {
      throw new Problem(
          "--in-place keeps one result, so it takes one seed. Leave out --seed, or give one.");
    }
    List<Runner.Job> jobs = new ArrayList<>();
    for (Path notebook : notebooks) {
      Path inside =
          notebook.startsWith(course) ? course.relativize(notebook) : notebook.getFileName();
      String name = inside.toString().replaceFirst("\\.ipynb$", "");
      for (long seed : seeds) {
        String suffix = seeds.size() > 1 ? "-seed" + seed : "";
        jobs.add(new Runner.Job(notebook, folder.resolve(name + suffix + ".ipynb"), seed, inPlace));
      }
    }
    return jobs;
  }

  private static String name(Runner.Job job) {
    Path notebook = job.notebook();
    String name = notebook.getFileName().toString().replaceFirst("\\.ipynb$", "");
    String folder = notebook.getParent().getFileName().toString();
    // An exercise and its solution have the lesson's file name.
    return folder.equals("exercises") || folder.equals("solutions") ? folder + "/" + name : name;
  }

  private List<String> table() {
    int width = results.stream().mapToInt(result -> result.lesson().length()).max().orElse(6);
    String format = "%-" + Math.max(width, 6) + "s  %4s  %-8s  %7s  %11s  %s";
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        String.format(format, "lesson", "seed", "result", "seconds", "peak memory", "claims held"));
    for (Result result : results) {
      long held = result.claims().stream().filter(Notebook.Claim::holds).count();
      lines.add(
          String.format(
              Locale.ROOT,
              format,
              result.lesson(),
              result.seed(),
              terminal.tick(result.ok()) + (result.ok() ? "" : " failed"),
              String.format(Locale.ROOT, "%.1f", result.seconds()),
              String.format(Locale.ROOT, "%.0f MB", result.peakMemoryMb()),
              result.claims().isEmpty() ? "-" : held + " of " + result.claims().size()));
    }
    return lines;
  }

  /** Tells the learner how it goes, and gathers the results. */
  private final class Reporter implements Runner.Watcher {
    private long begun = Main.STARTED_MILLIS;

    @Override
    public void started(Runner.Job job) {
      if (!results.isEmpty()) {
        begun = System.currentTimeMillis();
      }
      terminal.progress("%s, seed %d: starting Java".formatted(name(job), job.seed()));
    }

    @Override
    public void cell(Runner.Job job, int number, int of) {
      terminal.progress("%s, seed %d: cell %d of %d".formatted(name(job), job.seed(), number, of));
    }

    @Override
    public void finished(Runner.Job job, Runner.Outcome outcome) {
      Notebook notebook;
      try {
        notebook = Notebook.read(job.output());
      } catch (IOException e) {
        throw new Problem("Cannot read the result: " + e.getMessage(), e);
      }
      double first = outcome.firstCellAt() == 0 ? 0 : outcome.firstCellAt() - begun / 1000.0;
      results.add(
          new Result(
              name(job),
              job.seed(),
              hundredths(outcome.seconds()),
              Math.round(outcome.peakMemoryMb()),
              hundredths(first),
              outcome.ok(),
              notebook.claims()));
      terminal.progress("");
      terminal.say(
          "%s %s, seed %d, in %.1f s"
              .formatted(terminal.tick(outcome.ok()), name(job), job.seed(), outcome.seconds()));
      notebook.failure().ifPresent(RunCommand.this::explain);
      if (outcome.error() != null) {
        terminal.say("  The run broke off: " + outcome.error());
        if (!outcome.console().isEmpty()) {
          terminal.say(outcome.console().indent(4).stripTrailing());
        }
        terminal.say("  ./lab doctor looks for the cause. The kernel's log: " + home.kernelLog());
      }
    }
  }

  private void explain(Notebook.Failure failure) {
    terminal.say("  Code cell " + failure.cell() + " failed:");
    terminal.say(failure.source().indent(4).stripTrailing());
    terminal.say(failure.error().indent(6).stripTrailing());
  }

  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
