package adapt4j.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The kernel's classes, as Java would have them in memory after its first cell (<a
 * href="https://openjdk.org/jeps/350">class-data sharing</a>): a kernel that maps this file need
 * not load and check them again. Made once for a Java and a class path, by running a kernel.
 *
 * <p>It is a help and no more: Java passes over a file that is missing, damaged or of another class
 * path, and starts as it would without.
 */
final class KernelArchive {
  private static final String MAKE = "-XX:ArchiveClassesAtExit=";
  private static final String QUIET = "-Xlog:disable";

  private final KernelSpec spec;
  private final Path file;
  private final Path stamp; // what the file was made of; there, too, when that did not work

  KernelArchive(KernelSpec spec) {
    this.spec = spec;
    file = spec.home().state().resolve("kernel.jsa");
    stamp = file.resolveSibling("kernel.jsa.of");
  }

  Path file() {
    return file;
  }

  /** Says what the file was made of. While it fits, the file is not made again. */
  Path stamp() {
    return stamp;
  }

  /** Whether the file is there and was made by this Java from this class path. */
  boolean isFresh() {
    return Files.exists(file) && wasTried();
  }

  private boolean wasTried() {
    try {
      return Files.exists(stamp) && Files.readString(stamp).equals(inputs());
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes the file unless it is there, or was tried before with the same Java and class path. */
  void makeOnce() {
    if (!wasTried()) {
      make();
    }
  }

  /** Makes the file. Where that does not work, there is none. */
  void make() {
    Path fresh = file.resolveSibling("kernel." + ProcessHandle.current().pid() + ".new.jsa");
    String inputs = inputs();
    try {
      Files.deleteIfExists(file);
      try (KernelClient kernel = new KernelClient(spec, List.of(MAKE + fresh, QUIET))) {
        kernel.run("1 + 1");
      } // Java writes the file when it ends
      if (Files.exists(fresh)) {
        Files.move(
            fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      fresh.toFile().delete();
    }
    Json.write(stamp, inputs);
  }

  /** How Java is told to use it, without a word where it cannot. */
  List<String> flags() {
    return isFresh() ? List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", QUIET) : List.of();
  }

  /** The Java, and every jar with its size and date: what Java itself compares, too. */
  private String inputs() {
    StringBuilder inputs = new StringBuilder();
    inputs.append(spec.java()).append(' ').append(Runtime.version()).append('\n');
    for (String entry : spec.classPath().split(File.pathSeparator)) {
      File jar = new File(entry); // 0 and 0 where there is none
      inputs.append(entry).append(' ').append(jar.length()).append(' ');
      inputs.append(jar.lastModified()).append('\n');
    }
    return inputs.toString();
  }
}
