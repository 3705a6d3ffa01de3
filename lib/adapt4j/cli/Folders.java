package adapt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders: their size, and their end. Symbolic links are never followed. */
final class Folders {
  private Folders() {}

  static boolean exists(Path folder) {
    return Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /** Bytes in all files below; 0 where there is no such folder. */
  static long size(Path folder) {
    if (!exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .mapToLong(file -> file.toFile().length())
          .sum();
    } catch (IOException e) {
      throw new Problem("Cannot look into " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Removes a folder and all in it. */
  static void delete(Path folder) {
    if (!exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new Problem("Cannot remove " + folder + ": " + e.getMessage(), e);
    }
  }

  /** A size for people: 1.2 GB, 34 MB, 5 kB. */
  static String readable(long bytes) {
    if (bytes >= 1_000_000_000L) {
      return "%.1f GB".formatted(bytes / 1e9);
    }
    return bytes >= 1_000_000L ? bytes / 1_000_000 + " MB" : (bytes + 999) / 1000 + " kB";
  }
}
