package adapt4j.rag;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.data.DataException;
import adapt4j.lm.Questions;
import adapt4j.lm.Questions.Titled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code data/organisations}: questions about the handbooks of invented organisations. */
final class Organisations {
  private Organisations() {}

  /**
   * Reads them.
   *
   * @return the questions of each organisation
   * @throws DataException if a file is missing or damaged
   */
  static List<List<Titled>> all() {
    Path folder = Lab.data().resolve("organisations");
    Card card = Card.of(folder);
    List<List<Titled>> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
        all.add(Questions.titled(card.file(file.getFileName().toString())));
      }
    } catch (IOException e) {
      throw new DataException("The folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
    return all;
  }

  /** A passage as a reader sees it: behind its title, if it has one. */
  static String read(Titled titled) {
    return read(titled, titled.question().passage());
  }

  /** A part of a passage, behind the title. */
  static String read(Titled titled, String part) {
    return titled.title().isEmpty() ? part : titled.title() + ". " + part;
  }
}
