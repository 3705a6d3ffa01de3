package adapt4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program to compare with, kept running: it answers each line that it is given with a line. */
final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final Path log;

  /**
   * Starts it.
   *
   * @param log what it says to standard error
   */
  PeerProcess(List<String> command, Map<String, String> environment, Path log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    this.log = log;
    process = builder.start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param words of the line, a tab between two
   * @return the number that it answers, such as seconds
   */
  double ask(String... words) throws IOException {
    in.write(String.join("\t", words) + "\n");
    in.flush();
    String answer = out.readLine();
    if (answer == null) {
      throw new IOException("it ended; what it said: " + log);
    }
    return Double.parseDouble(answer);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
