package adapt4j.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs notebooks of the course with the classes that this very build compiled. */
public final class CourseRun {
  private final Home home = new Home(Path.of("").toAbsolutePath());
  private final Path folder = home.target().resolve("course");
  private final Runner runner;

  public CourseRun() {
    String python = System.getenv("ADAPT4J_PYTHON"); // ./lab test sets it
    Jupyter jupyter =
        (python == null ? Jupyter.find(home) : Jupyter.in(Path.of(python)))
            .orElseThrow(
                () -> new AssertionError("No Jupyter to run the course with. Run ./lab test."));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    new KernelSpec(home, java, classPath(), KernelSpec.DEFAULT_HEAP, Map.of())
        .write(folder.resolve("jupyter/kernels/java"));
    Map<String, String> environment = new LinkedHashMap<>(jupyter.environment(home));
    environment.put("JUPYTER_PATH", folder.resolve("jupyter").toString());
    runner = new Runner(home, jupyter.python(), environment);
  }

  /** The class path of the tests, less the tests. */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * The notebooks in {@code notebooks/}, or in a folder therein. None may be left out, whatever its
   * name.
   */
  public List<Path> notebooks(String folder) throws IOException {
    try (Stream<Path> files = Files.list(home.notebooks().resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  /** Whether the notebook, as it is committed, shows any output. */
  public boolean hasOutputs(Path notebook) throws IOException {
    return Notebook.read(notebook).hasOutputs();
  }

  /** The seeds to run lessons with. */
  public List<Long> seeds() {
    return Seeds.parse(System.getenv().getOrDefault("ADAPT4J_SEEDS", "1"));
  }

  /**
   * Runs a notebook whole.
   *
   * @param states the states that its exercises must all have; null for a lesson, which makes
   *     claims instead
   * @return what was wrong; empty when all is well
   */
  public List<String> complaints(Path notebook, long seed, String states) throws IOException {
    List<String> complaints = new ArrayList<>();
    Path inside = home.notebooks().relativize(notebook);
    Path output = folder.resolve("seed" + seed).resolve(inside);
    runner.run(
        List.of(new Runner.Job(notebook, output, seed, false)),
        new Runner.Watcher() {
          @Override
          public void finished(Runner.Job job, Runner.Outcome outcome) {
            if (outcome.error() != null) {
              complaints.add("The run broke off: " + outcome.error() + "\n" + outcome.console());
            }
          }
        });
    Notebook run = Notebook.read(output);
    run.failure()
        .ifPresent(
            failed ->
                complaints.add(
                    "Code cell "
                        + failed.cell()
                        + " failed:\n"
                        + failed.source()
                        + "\n"
                        + failed.error()));
    if (complaints.isEmpty() && !run.notRun().isEmpty()) {
      complaints.add("Code cells were not run: " + run.notRun());
    }
    complaints.addAll(run.blemishes());
    if (states == null && run.claims().isEmpty()) {
      complaints.add("The lesson makes no claim.");
    }
    for (Notebook.Claim claim : run.claims()) {
      if (!claim.holds()) {
        complaints.add("The claim does not hold: " + claim.text());
      }
    }
    if (states != null) {
      if (run.exercises().isEmpty()) {
        complaints.add("No exercise was checked.");
      }
      for (Notebook.Exercise exercise : run.exercises()) {
        if (!exercise.state().equals(states)) {
          complaints.add(
              "Exercise "
                  + exercise.exercise()
                  + " is "
                  + exercise.state()
                  + ", not "
                  + states
                  + ".");
        }
      }
    }
    return complaints;
  }
}
