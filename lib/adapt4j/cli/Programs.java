package adapt4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Other programs: where they are, and what they answer. */
final class Programs {
  /** What a program left behind: its exit status, and standard output and error together. */
  record Answer(int status, String text) {
    boolean good() {
      return status == 0;
    }
  }

  private Programs() {}

  /** Every executable file of this name on the PATH, in order. */
  static List<Path> onPath(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(java.io.File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .toList();
  }

  static boolean isOnPath(String name) {
    return !onPath(name).isEmpty();
  }

  /**
   * Runs a program without input and waits for its answer. One that takes longer than the limit is
   * stopped.
   */
  static Answer ask(int limitSeconds, Map<String, String> environment, List<String> command) {
    try {
      Path answer = Files.createTempFile("adapt4j", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(answer.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
          return new Answer(124, "no answer within " + limitSeconds + " s");
        }
        return new Answer(
            process.exitValue(),
            new String(Files.readAllBytes(answer), StandardCharsets.UTF_8).strip());
      } finally {
        Files.deleteIfExists(answer);
      }
    } catch (IOException e) {
      return new Answer(127, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(130, "interrupted");
    }
  }

  static Answer ask(int limitSeconds, String... command) {
    return ask(limitSeconds, Map.of(), List.of(command));
  }

  /** Runs a program in this terminal and gives its exit status. */
  static int run(Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().putAll(environment);
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new Problem("Cannot run " + command.get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 130;
    }
  }
}
