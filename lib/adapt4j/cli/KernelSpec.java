package adapt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How Jupyter starts our kernel: the content of a {@code kernel.json}.
 *
 * @param home the checkout that the kernel serves
 * @param java the java program to run it with
 * @param classPath the library, the kernel and what they need
 * @param heap the most memory for Java objects, as {@code -Xmx} takes it
 * @param natives variables that name PyTorch's native libraries; empty for those of the class path
 */
record KernelSpec(
    Home home, Path java, String classPath, String heap, Map<String, String> natives) {
  static final String DISPLAY_NAME = "Java (adapt4j)";

  /** Arrays live outside the Java heap, so 1 GB is plenty and keeps a lesson below 2 GB in all. */
  static final String DEFAULT_HEAP = "1g";

  /** The file that native libraries' warnings go to, where there is no place to show them. */
  static final String WARNINGS = "ADAPT4J_WARNINGS";

  // PyTorch writes warnings to the terminal that no learner can act on.
  private static final List<String> QUIETLY =
      List.of(
          "/bin/sh",
          "-c",
          "[ -z \"$" + WARNINGS + "\" ] || exec 2>>\"$" + WARNINGS + "\"; exec \"$@\"",
          "sh");

  /** The kernel that runs with the Java, and from the class path, of this very command. */
  static KernelSpec of(Home home) {
    String heap = System.getenv().getOrDefault("ADAPT4J_HEAP", DEFAULT_HEAP);
    if (!heap.matches("[1-9]\\d*[kKmMgG]")) {
      throw new Problem(
          "ADAPT4J_HEAP=" + heap + " is no amount of memory. Write it like 1500m or 2g.");
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classPath = System.getProperty("java.class.path");
    return new KernelSpec(home, java, classPath, heap, new Cuda(home).environment());
  }

  /**
   * The command that starts a kernel.
   *
   * @param connection the file in which Jupyter says where it listens
   * @param more options for Java
   */
  List<String> command(String connection, List<String> more) {
    List<String> argv = new ArrayList<>(QUIETLY);
    argv.addAll(List.of(java.toString(), "-Xmx" + heap, "-Djava.awt.headless=true"));
    // A small machine would get the serial collector, which stands still when a cell fills the
    // heap.
    argv.add("-XX:+UseG1GC");
    // While PyTorch works, Java gives back the memory that its own garbage took.
    argv.addAll(
        List.of(
            "-XX:G1PeriodicGCInterval=5000", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30"));
    // So that printf in a cell writes the same everywhere: 0.5, never 0,5.
    argv.add("-Duser.language.format=en");
    argv.add("-Duser.country.format=US");
    if (Runtime.version().feature() >= 24) {
      argv.add("--enable-native-access=ALL-UNNAMED");
      argv.add("--sun-misc-unsafe-memory-access=allow");
    }
    argv.addAll(more);
    argv.addAll(List.of("-cp", classPath, "adapt4j.kernel.Main", connection));
    return argv;
  }

  /** What Jupyter reads. */
  Map<String, Object> content() {
    List<String> argv = command("{connection_file}", new KernelArchive(this).flags());
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("argv", argv);
    content.put("display_name", DISPLAY_NAME);
    content.put("language", "java");
    content.put("interrupt_mode", "message");
    // Jupyter takes $NAME in these values for a variable.
    Map<String, String> environment = environment();
    environment.replaceAll((name, value) -> value.replace("$", "$$"));
    content.put("env", environment);
    return content;
  }

  /** What the kernel's process finds in its environment, besides. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("ADAPT4J_HOME", home.root().toString());
    environment.put("ADAPT4J_LOG", home.kernelLog().toString());
    environment.put("DJL_CACHE_DIR", home.state().resolve("djl").toString());
    environment.put("DJL_OFFLINE", "true");
    environment.put("OPT_OUT_TRACKING", "true");
    // Threads that wait turn round for some microseconds, then sleep. To sleep at once costs small
    // networks a quarter of their speed; to turn for long takes the processor away from others.
    environment.put("OMP_WAIT_POLICY", "PASSIVE");
    environment.put("GOMP_SPINCOUNT", "2000");
    environment.putAll(natives);
    return environment;
  }

  /** Writes kernel.json into a folder, unless it says the same already. */
  void write(Path folder) {
    Path file = folder.resolve("kernel.json");
    String text = Json.GSON.toJson(content()) + "\n";
    try {
      Files.createDirectories(home.kernelLog().getParent());
      if (!Files.exists(file) || !Files.readString(file).equals(text)) {
        Json.write(file, text);
      }
    } catch (IOException e) {
      throw new Problem("Cannot read or write " + file + ": " + e.getMessage(), e);
    }
  }
}
