package adapt4j.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs notebooks in a real Jupyter client. The work itself is done by run_notebook.py. */
final class Runner {
  /**
   * One notebook to run with one seed; the result is written to {@code output} and beside it as
   * HTML.
   */
  record Job(Path notebook, Path output, long seed, boolean inPlace) {}

  /**
   * How a run went.
   *
   * @param ok whether every cell ran
   * @param seconds from starting the kernel to the end of the last cell
   * @param peakMemoryMb the most memory the kernel's process held, in MB
   * @param firstCellAt when the first cell started, in seconds since 1970; 0 when none did
   * @param error why the run broke off, when it was not a cell's own error; else null
   * @param console what the kernel's process then wrote to its standard output and error
   */
  record Outcome(
      boolean ok,
      double seconds,
      double peakMemoryMb,
      double firstCellAt,
      String error,
      String console) {}

  /** Told what happens while notebooks run. */
  interface Watcher {
    default void started(Job job) {}

    default void cell(Job job, int number, int of) {}

    default void finished(Job job, Outcome outcome) {}
  }

  private static final int CELL_TIMEOUT_SECONDS = 1200;

  private final Home home;
  private final Path python;
  private final Map<String, String> environment;
  private volatile boolean stopping;

  /**
   * @param python a Python with nbclient and nbconvert
   * @param environment what that Python and its kernels see; its JUPYTER_PATH has a kernel "java"
   */
  Runner(Home home, Path python, Map<String, String> environment) {
    this.home = home;
    this.python = python;
    this.environment = environment;
  }

  /** Runs one notebook after the other. A failed one does not stop the rest. */
  void run(List<Job> jobs, Watcher watcher) {
    Process process = start();
    // Its standard input ends with us, however we end: then Python ends, and takes the kernel
    // along.
    Thread stop = new Thread(() -> stop(process));
    Runtime.getRuntime().addShutdownHook(stop);
    try (Writer orders = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader events = process.inputReader(StandardCharsets.UTF_8)) {
      orders.write(order(jobs) + "\n");
      orders.flush();
      int next = 0;
      for (String line = events.readLine(); line != null; line = events.readLine()) {
        JsonObject event = Json.GSON.fromJson(line, JsonObject.class);
        switch (event.get("event").getAsString()) {
          case "start" -> watcher.started(jobs.get(next));
          case "cell" ->
              watcher.cell(
                  jobs.get(next), event.get("number").getAsInt(), event.get("of").getAsInt());
          case "done" -> watcher.finished(jobs.get(next++), outcome(event));
          default -> throw new IllegalStateException("unknown event: " + line);
        }
      }
      if (next < jobs.size() && !stopping) {
        throw broken(jobs.get(next));
      }
    } catch (IOException e) {
      throw new Problem("Lost the connection to Jupyter's Python: " + e.getMessage(), e);
    } finally {
      removeHook(stop);
    }
  }

  private Process start() {
    try {
      ProcessBuilder builder = new ProcessBuilder(python.toString(), script().toString());
      builder.environment().putAll(environment);
      builder.environment().put("PYTHONWARNINGS", "ignore");
      builder.redirectError(errors().toFile());
      return builder.start();
    } catch (IOException e) {
      throw new Problem(
          "Cannot start " + python + ": " + e.getMessage() + ". ./lab doctor looks into it.", e);
    }
  }

  private Path errors() {
    return home.state().resolve("logs").resolve("runner.log");
  }

  /** The Python program, laid out as a file. */
  private Path script() throws IOException {
    try (InputStream in = Runner.class.getResourceAsStream("run_notebook.py")) {
      Path file = home.state().resolve("run_notebook.py");
      byte[] program = in.readAllBytes();
      if (!Files.exists(file) || !java.util.Arrays.equals(Files.readAllBytes(file), program)) {
        Json.write(file, new String(program, StandardCharsets.UTF_8));
      }
      Files.createDirectories(errors().getParent());
      return file;
    }
  }

  private String order(List<Job> jobs) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Job job : jobs) {
      list.add(
          Map.of(
              "notebook", job.notebook().toString(),
              "output", job.output().toString(),
              "inPlace", job.inPlace(),
              "cellTimeout", CELL_TIMEOUT_SECONDS,
              "env", Map.of("ADAPT4J_SEED", Long.toString(job.seed()))));
    }
    Path log = home.state().resolve("logs").resolve("kernel-console.log");
    return new com.google.gson.Gson().toJson(Map.of("jobs", list, "log", log.toString()));
  }

  private static Outcome outcome(JsonObject event) {
    return new Outcome(
        event.get("ok").getAsBoolean(),
        event.get("seconds").getAsDouble(),
        event.get("peakMemoryMb").getAsDouble(),
        event.get("firstCellAt").isJsonNull() ? 0 : event.get("firstCellAt").getAsDouble(),
        nullable(event.get("error")),
        event.get("console").getAsString());
  }

  private static String nullable(JsonElement element) {
    return element.isJsonNull() ? null : element.getAsString();
  }

  private Problem broken(Job job) throws IOException {
    List<String> lines =
        Files.readString(errors()).lines().filter(line -> !line.isBlank()).toList();
    String last = lines.isEmpty() ? "it gave no reason" : lines.get(lines.size() - 1);
    return new Problem(
        "Running "
            + job.notebook().getFileName()
            + " broke off: "
            + last
            + ". The whole story: "
            + errors());
  }

  private void stop(Process process) {
    stopping = true;
    try {
      process.getOutputStream().close();
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // we are already shutting down, and the hook does its work
    }
  }
}
