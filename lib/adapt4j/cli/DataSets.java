package adapt4j.cli;

import adapt4j.data.Card;
import adapt4j.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What should be in {@code data/}, and whether it is. */
final class DataSets {
  private DataSets() {}

  /**
   * Looks at every data set of the course, and at every other that has a card.
   *
   * @param data the folder {@code data/}
   * @return for each data set, by name, what is wrong; an empty list when all is well
   */
  static Map<String, List<String>> problems(Path data) {
    TreeSet<String> names = new TreeSet<>(Recipes.ALL.keySet());
    try (Stream<Path> folders = Files.list(data)) {
      folders
          .filter(folder -> Files.exists(folder.resolve("CARD.md")))
          .forEach(folder -> names.add(folder.getFileName().toString()));
    } catch (IOException e) {
      // No folder at all: then everything that the course needs is missing, and is named below.
    }
    Map<String, List<String>> problems = new TreeMap<>();
    for (String name : names) {
      problems.put(name, problemsOf(data.resolve(name)));
    }
    return problems;
  }

  private static List<String> problemsOf(Path folder) {
    try {
      return Card.of(folder).verify();
    } catch (DataException e) {
      return List.of(e.getMessage()); // it names the cure
    }
  }
}
