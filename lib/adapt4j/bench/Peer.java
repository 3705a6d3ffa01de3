package adapt4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of another language or library that does the same work as ours. It is kept running and
 * asked for one round at a time, so that its rounds and ours can take turns: what else the machine
 * does then slows both alike.
 *
 * <p>For each line on its standard input, such as {@code go}, it does its work once, and answers
 * with one line on its standard output: the seconds that the work took, then the losses if there
 * are any, with blanks between. It ends when its input ends.
 */
final class Peer implements AutoCloseable {
  private static final int LAST_LINES = 8; // of its standard error, in a message
  private static final int GRACE = 3; // seconds that it has to end by itself

  private final String name;
  private final Process process;
  private final OutputStream requests;
  private final BufferedReader answers;
  private final Path errors;

  private Peer(String name, Process process, Path errors) {
    this.name = name;
    this.process = process;
    this.errors = errors;
    requests = process.getOutputStream();
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts the program.
   *
   * @param name of it, for messages
   * @param environment variables that it gets besides ours
   * @param command the program and its arguments
   * @return the running program, to be closed
   * @throws PeerFailed if there is no such program
   */
  static Peer start(String name, Map<String, String> environment, List<String> command) {
    Path errors = null;
    try {
      errors = Files.createTempFile("adapt4j-peer", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().putAll(environment);
      return new Peer(name, builder.start(), errors);
    } catch (IOException e) {
      delete(errors);
      throw new PeerFailed(
          name
              + " cannot be started by \""
              + String.join(" ", command)
              + "\". Is it installed? "
              + e.getMessage(),
          e);
    }
  }

  /** Lets it do its only work once. */
  Round round() {
    return ask("go");
  }

  /**
   * Lets it do a piece of work once.
   *
   * @param words that say which; a tab comes between two of them
   * @return what it says about it
   * @throws PeerFailed if it has ended, or says something else
   */
  Round ask(String... words) {
    String line;
    try {
      requests.write((String.join("\t", words) + "\n").getBytes(StandardCharsets.UTF_8));
      requests.flush();
      line = answers.readLine();
    } catch (IOException e) {
      line = null; // it has closed its end
    }
    if (line == null) {
      throw failed(name + " has ended" + status() + " before it gave its round.");
    }
    try {
      double[] numbers =
          Arrays.stream(line.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
      if (numbers[0] > 0 && Double.isFinite(numbers[0])) {
        return new Round(numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length));
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw failed(
        name + " should give its seconds, above 0, and its losses, but it says \"" + line + "\".");
  }

  private String status() {
    end();
    return " (exit status " + process.exitValue() + ")";
  }

  private PeerFailed failed(String what) {
    end(); // so that its last words are all there
    List<String> lines = lastLines();
    return new PeerFailed(
        lines.isEmpty() ? what : what + " Its last words:\n  " + String.join("\n  ", lines));
  }

  private List<String> lastLines() {
    try {
      String text = new String(Files.readAllBytes(errors), StandardCharsets.UTF_8);
      List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the program, and what it has started: kindly at first. */
  private void end() {
    try {
      requests.close();
    } catch (IOException e) {
      // It has ended already.
    }
    try {
      if (!process.waitFor(GRACE, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the program; it is gone when this returns. */
  @Override
  public void close() {
    end();
    delete(errors);
  }
}
