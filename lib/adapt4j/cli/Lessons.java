package adapt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds lessons by their numbers. A lesson is a notebook {@code NN-name.ipynb}. */
final class Lessons {
  private static final Pattern NAME = Pattern.compile("(\\d\\d)-.*\\.ipynb");
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,2})(?:-.*)?");

  private Lessons() {}

  /** The number of a lesson, two digits, or null for a file that is no lesson. */
  static String number(Path notebook) {
    Matcher matcher = NAME.matcher(notebook.getFileName().toString());
    return matcher.matches() ? matcher.group(1) : null;
  }

  /** The two digits that a learner means by {@code 3}, {@code 03} or {@code 03-fine-tuning}. */
  static String number(String wanted) {
    Matcher matcher = NUMBER.matcher(wanted);
    return matcher.matches()
        ? String.format(Locale.ROOT, "%02d", Integer.parseInt(matcher.group(1)))
        : null;
  }

  /** The lessons in a folder, in order. Empty where there is no such folder. */
  static List<Path> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> number(file) != null).sorted().toList();
    } catch (IOException e) {
      throw new Problem("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * The notebooks that are meant.
   *
   * @param folder where the lessons lie
   * @param wanted numbers of lessons or paths of notebooks; none for every lesson
   */
  static List<Path> select(Path folder, List<String> wanted) {
    List<Path> lessons = in(folder);
    if (lessons.isEmpty() && wanted.isEmpty()) {
      throw new Problem(
          "There is no lesson in " + folder + ". Is the checkout complete? Try: git status");
    }
    if (wanted.isEmpty()) {
      return lessons;
    }
    List<Path> chosen = new ArrayList<>();
    for (String want : wanted) {
      if (want.endsWith(".ipynb")) {
        Path path = Path.of(want).toAbsolutePath().normalize();
        if (!Files.isRegularFile(path)) {
          throw new Problem("There is no notebook " + path + ".");
        }
        chosen.add(path);
      } else {
        chosen.addAll(withNumber(lessons, want));
      }
    }
    return chosen.stream().distinct().toList();
  }

  private static List<Path> withNumber(List<Path> lessons, String want) {
    String number = number(want);
    List<Path> found = lessons.stream().filter(lesson -> number(lesson).equals(number)).toList();
    if (found.isEmpty()) {
      throw new Problem("There is no lesson " + want + ". " + those(lessons));
    }
    return found;
  }

  /** A sentence that names the lessons there are. */
  static String those(List<Path> lessons) {
    return lessons.isEmpty()
        ? "The folder of lessons is empty."
        : lessons.stream()
            .map(lesson -> lesson.getFileName().toString().replace(".ipynb", ""))
            .collect(Collectors.joining(", ", "These exist: ", "."));
  }
}
