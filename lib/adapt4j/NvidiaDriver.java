package adapt4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The NVIDIA driver of this machine, found by looking at a few files. No process is started for it,
 * so that a machine without a GPU pays nothing.
 *
 * @param present whether there is one
 * @param version such as {@code 570.86.15}; empty where it is not written down, as in WSL
 */
public record NvidiaDriver(boolean present, Optional<String> version) {
  private static final Pattern VERSION =
      Pattern.compile("Kernel Module.*?\\s(\\d+(?:\\.\\d+)+)\\s");

  /**
   * Looks at this machine.
   *
   * @return the driver, or that there is none
   */
  public static NvidiaDriver look() {
    return look(Path.of("/"));
  }

  static NvidiaDriver look(Path root) {
    Path module = root.resolve("proc/driver/nvidia/version");
    boolean device = Files.exists(root.resolve("dev/nvidiactl"));
    // Windows lends its driver to Linux in WSL.
    boolean lent =
        Files.exists(root.resolve("dev/dxg"))
            && Files.exists(root.resolve("usr/lib/wsl/lib/libcuda.so.1"));
    return new NvidiaDriver(device || lent || Files.exists(module), version(module));
  }

  private static Optional<String> version(Path module) {
    try {
      Matcher version = VERSION.matcher(Files.exists(module) ? Files.readString(module) : "");
      return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
