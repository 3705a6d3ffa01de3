package adapt4j.bench;

import adapt4j.Lab;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * PyTorch from Python as a {@link Peer}: Debian's package, with as many threads as ours.
 *
 * @param ready whether there is one that can fairly be compared with
 * @param about what it is; or why there is none, and the cure
 */
record PyTorch(boolean ready, String about) {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final String INSTALL = "sudo apt-get install python3-torch libopenblas0-pthread";

  /** Looks for it. */
  static PyTorch find(Lab lab) {
    if (lab.device().isGpu()) {
      return absent("it runs on the CPU, and this lab on the GPU: set ADAPT4J_DEVICE=cpu");
    }
    if (!Files.isExecutable(PYTHON) || !Files.isDirectory(Path.of("/proc/self"))) {
      return absent("it wants Debian or Ubuntu, there: " + INSTALL);
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(command("peer")).redirectErrorStream(true);
      builder.environment().putAll(threads());
      Process process = builder.start();
      process.getOutputStream().close();
      List<String> lines = process.inputReader().lines().toList();
      boolean fit = process.waitFor() == 0 && !lines.isEmpty();
      String said = lines.isEmpty() ? INSTALL : lines.get(lines.size() - 1);
      return fit ? new PyTorch(true, beside(said)) : absent(said);
    } catch (IOException e) {
      return absent(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return absent("interrupted");
    }
  }

  private static PyTorch absent(String why) {
    return new PyTorch(false, "Not compared with PyTorch in Python: " + why);
  }

  /** Both are PyTorch inside, and not of the same version: that must be said with the numbers. */
  private static String beside(String peer) {
    return "Ours: PyTorch " + Engine.getInstance().getVersion() + ", called from Java. " + peer;
  }

  /** OpenBLAS does not ask PyTorch how many threads it may use. */
  private static Map<String, String> threads() {
    String threads = Integer.toString(JniUtils.getNumThreads());
    return Map.of("OMP_NUM_THREADS", threads, "OPENBLAS_NUM_THREADS", threads);
  }

  /** Without -B, Python would leave its compiled files beside the sources. */
  private static List<String> command(String script, String... arguments) {
    Path file = Lab.data().resolveSibling(Path.of("tests", "peers", script + ".py"));
    List<String> command = new ArrayList<>(List.of(PYTHON.toString(), "-B", file.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Starts it on a piece of work.
   *
   * @param script in {@code tests/peers}, without its ending
   * @param work what it shall do
   * @return the running peer, to be closed before the work
   */
  static Peer start(String script, Handover work) {
    return Peer.start("PyTorch", threads(), command(script, work.file().toString()));
  }
}
