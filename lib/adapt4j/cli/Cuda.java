package adapt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The switch between PyTorch for the CPU and PyTorch for CUDA. It is a file with environment
 * variables, which DJL reads: where there is one, the script {@code lab} exports them, and {@link
 * KernelSpec} writes them into the kernel.json. That is all; the class path stays as it is, because
 * DJL prefers PYTORCH_LIBRARY_PATH to the libraries for the CPU.
 */
final class Cuda {
  /** The PyTorch and the CUDA that DJL's own libraries were built for. */
  static final String VERSION = "2.7.1";

  static final String FLAVOR = "cu128";

  static final String LIBRARIES = "PYTORCH_LIBRARY_PATH";
  private static final String SEARCHED = "LD_LIBRARY_PATH";

  private final Home home;

  Cuda(Home home) {
    this.home = home;
  }

  /** What DJL must be told; empty when PyTorch for the CPU is used. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    try {
      if (Files.exists(file())) {
        for (String line : Files.readAllLines(file())) {
          int equals = line.indexOf('=');
          environment.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new Problem("Cannot read " + file() + ". ./lab --cpu removes it.", e);
    }
    return environment;
  }

  /** The folder of PyTorch for CUDA; empty when PyTorch for the CPU is used. */
  Optional<Path> libraries() {
    return Optional.ofNullable(environment().get(LIBRARIES)).map(Path::of);
  }

  /** Refuses to start anything with libraries that are no longer there. */
  void check() {
    libraries()
        .filter(folder -> !CudaLibraries.isFor(folder))
        .ifPresent(
            folder -> {
              throw new Problem(gone(folder));
            });
  }

  static String gone(Path folder) {
    return "PyTorch for CUDA is no longer in "
        + folder
        + ". ./lab --gpu gets it again, ./lab --cpu goes back to the CPU.";
  }

  /** Where DJL puts what it fetches. */
  Path fetched() {
    String name = VERSION + "-" + FLAVOR + "-" + CudaDownload.PLATFORM;
    return home.state().resolve("djl/pytorch").resolve(name);
  }

  /**
   * The variables for some libraries. DJL finds a GPU only through the CUDA runtime, and looks for
   * it under the name libcudart.so, which no build of PyTorch uses: so a link of that name is made.
   *
   * @param searched the LD_LIBRARY_PATH to keep; null for none
   */
  Map<String, String> prepare(CudaLibraries libraries, String searched) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(LIBRARIES, libraries.folder().toString());
    environment.put("PYTORCH_VERSION", VERSION);
    environment.put("PYTORCH_FLAVOR", FLAVOR);
    // The tokenizers' library would else be fetched anew, for CUDA, which gains nothing here.
    environment.put("RUST_FLAVOR", "cpu");
    Optional<Path> runtime = libraries.runtime();
    if (runtime.isPresent()) {
      link(runtime.get());
      boolean more = searched != null && !searched.isBlank();
      environment.put(SEARCHED, folder() + (more ? ":" + searched : ""));
    }
    return environment;
  }

  private void link(Path runtime) {
    Path link = folder().resolve("libcudart.so");
    try {
      Files.createDirectories(folder());
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, runtime);
    } catch (IOException e) {
      throw new Problem("Cannot write in " + folder() + ": " + e.getMessage(), e);
    }
  }

  /** From now on these variables are used. */
  void switchOn(Map<String, String> environment) {
    StringBuilder lines = new StringBuilder();
    environment.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    Json.write(file(), lines.toString());
  }

  /** Back to the CPU. What was fetched stays. */
  void switchOff() {
    Folders.delete(folder());
  }

  private Path folder() {
    return home.state().resolve("gpu");
  }

  private Path file() {
    return folder().resolve("environment");
  }
}
