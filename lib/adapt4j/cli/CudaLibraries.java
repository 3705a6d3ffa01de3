package adapt4j.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * PyTorch for CUDA, in a folder: that of a PyTorch that pip installed ({@code torch/lib}), of a
 * libtorch that was unpacked, or of what DJL fetched.
 *
 * @param folder holds libtorch_cuda.so
 */
record CudaLibraries(Path folder) {
  private static final Pattern VERSION =
      Pattern.compile("(\\d+\\.\\d+\\.\\d+)(?:[+-]([a-z]+\\d*))?");
  private static final String WANTED =
      "It must be PyTorch "
          + Cuda.VERSION
          + " for CUDA 12, such as pip's torch=="
          + Cuda.VERSION
          + " with its folder torch/lib.";

  /** Whether there is PyTorch for CUDA in a folder. */
  static boolean isFor(Path folder) {
    return Files.exists(folder.resolve("libtorch.so"))
        && Files.exists(folder.resolve("libtorch_cuda.so"));
  }

  /** The libraries that PYTORCH_LIBRARY_PATH names: a folder, one of several, or libtorch.so. */
  static CudaLibraries named(String path) {
    for (String one : path.split(File.pathSeparator)) {
      Path place = Path.of(one).toAbsolutePath().normalize();
      Path folder = Files.isRegularFile(place) ? place.getParent() : place;
      if (Files.exists(folder.resolve("libtorch.so"))) {
        return new CudaLibraries(folder).checked();
      }
    }
    throw new Problem(
        Cuda.LIBRARIES + "=" + path + " names no folder with libtorch.so in it. " + WANTED);
  }

  private CudaLibraries checked() {
    if (!isFor(folder)) {
      throw new Problem(
          folder + " holds PyTorch for the CPU: there is no libtorch_cuda.so in it. " + WANTED);
    }
    Optional<Matcher> found = version();
    if (found.isPresent()) {
      String flavor = found.get().group(2);
      boolean cuda12 = flavor == null || flavor.startsWith("cu12");
      if (!found.get().group(1).equals(Cuda.VERSION) || !cuda12) {
        throw new Problem(folder + " holds PyTorch " + found.get().group() + ". " + WANTED);
      }
    }
    return this;
  }

  /** The version as it is written beside the libraries; pip and libtorch each have their file. */
  private Optional<Matcher> version() {
    for (Path file :
        List.of(folder.resolveSibling("version.py"), folder.resolveSibling("build-version"))) {
      try {
        Matcher version = VERSION.matcher(Files.exists(file) ? Files.readString(file) : "");
        if (version.find()) {
          return Optional.of(version);
        }
      } catch (IOException e) {
        throw new Problem("Cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return Optional.empty();
  }

  /** The CUDA runtime that comes with these libraries; pip puts it into a package of its own. */
  Optional<Path> runtime() {
    for (Path place :
        List.of(folder, folder.resolve("../../nvidia/cuda_runtime/lib").normalize())) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> files = Files.list(place)) {
          Optional<Path> found =
              files
                  .filter(f -> f.getFileName().toString().matches("libcudart(-\\w+)?\\.so\\.12.*"))
                  .sorted()
                  .findFirst();
          if (found.isPresent()) {
            return found;
          }
        } catch (IOException e) {
          throw new Problem("Cannot look into " + place + ": " + e.getMessage(), e);
        }
      }
    }
    return Optional.empty();
  }
}
