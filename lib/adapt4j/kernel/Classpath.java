package adapt4j.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code %classpath} magic: jars and folders of classes for the cells that follow. */
final class Classpath {
  /** The magic's name. */
  static final String NAME = "%classpath";

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final String GLOB = ".*[*?\\[{].*";

  private final List<String> added = new ArrayList<>();

  /**
   * Runs a magic line: adds what it names to the shell, or prints the class path if it names
   * nothing.
   *
   * @throws CellError if an argument matches no file, or the magic is another one
   */
  void run(String line, Shell shell) throws CellError {
    String[] words = line.split("\\s+", 2);
    if (!words[0].equals(NAME)) {
      throw new CellError(
          "UnknownMagic", words[0] + " is not known here", List.of(NAME + " is the only magic."));
    }
    if (words.length == 1) {
      System.out.println(String.join("\n", entries()));
      return;
    }
    for (String entry : resolve(words[1])) {
      shell.addToClasspath(entry);
      added.add(entry);
    }
  }

  /** All entries, those of the kernel first. */
  List<String> entries() {
    List<String> all =
        new ArrayList<>(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
    all.addAll(added);
    return all;
  }

  /**
   * Finds the files that the magic's arguments mean.
   *
   * @param arguments paths and globs, in quotes where they hold spaces; relative ones start at the
   *     notebook's folder
   * @throws CellError if an argument matches no file
   */
  List<String> resolve(String arguments) throws CellError {
    List<String> found = new ArrayList<>();
    for (Matcher word = WORD.matcher(arguments); word.find(); ) {
      String path = word.group(1) != null ? word.group(1) : word.group(2);
      List<String> matches = path.matches(GLOB) ? glob(path) : single(path);
      if (matches.isEmpty()) {
        throw new CellError(
            "NotFound",
            NAME + " " + path + " matches no file",
            List.of("Looked in " + Path.of("").toAbsolutePath() + ". Give an absolute path."));
      }
      found.addAll(matches);
    }
    return found;
  }

  private static List<String> single(String path) {
    try {
      return Files.exists(Path.of(path))
          ? List.of(Path.of(path).toAbsolutePath().toString())
          : List.of();
    } catch (InvalidPathException e) {
      return List.of();
    }
  }

  private static List<String> glob(String pattern) throws CellError {
    String absolute = new File(pattern).getAbsolutePath().replace(File.separatorChar, '/');
    int firstWild = absolute.split("[*?\\[{]")[0].length();
    Path root = Path.of(absolute.substring(0, absolute.lastIndexOf('/', firstWild) + 1));
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + absolute);
    int depth = absolute.contains("**") ? Integer.MAX_VALUE : absolute.split("/").length;
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root, depth)) {
      return files.filter(matcher::matches).map(Path::toString).sorted().toList();
    } catch (IOException e) {
      throw new CellError("NotFound", "cannot read " + root + ": " + e.getMessage(), List.of());
    }
  }
}
