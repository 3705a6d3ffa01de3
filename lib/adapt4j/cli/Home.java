package adapt4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The checkout, and where things lie in it.
 *
 * @param root the folder of pom.xml and of the script {@code lab}
 */
record Home(Path root) {
  /** The checkout that the script {@code lab} belongs to, which says so in ADAPT4J_HOME. */
  static Home find() {
    String root = System.getenv("ADAPT4J_HOME");
    if (root == null || !Files.exists(Path.of(root, "pom.xml"))) {
      throw new Problem(
          "ADAPT4J_HOME does not name the course's folder. Start through its script ./lab.");
    }
    return new Home(Path.of(root));
  }

  /** The course as it is delivered. */
  Path notebooks() {
    return root.resolve("notebooks");
  }

  /** The learner's own copy of the course. */
  Path work() {
    return root.resolve("work");
  }

  /** Data sets and weights. */
  Path data() {
    return root.resolve("data");
  }

  /** What Maven builds and what runs write. */
  Path target() {
    return root.resolve("target");
  }

  /** What the lab keeps for itself. */
  Path state() {
    return root.resolve(".lab");
  }

  /** The private Jupyter environment, where the machine has no Jupyter. */
  Path venv() {
    return state().resolve("venv");
  }

  /** A folder for the JUPYTER_PATH: it holds our kernelspec. */
  Path jupyter() {
    return state().resolve("jupyter");
  }

  /** Where kernels write what must not appear in a notebook. */
  Path kernelLog() {
    return state().resolve("logs").resolve("kernel.log");
  }
}
