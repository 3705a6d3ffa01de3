package adapt4j.rag;

import adapt4j.data.DataException;
import adapt4j.data.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Lines of fields with white space between them. */
final class TrecFile {
  private TrecFile() {}

  static void read(Path file, String form, int fields, Consumer<String[]> line) {
    List<String> lines = TextFile.lines(file);
    boolean some = false;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String[] parts = lines.get(i).strip().split("\\s+");
      try {
        if (parts.length != fields) {
          throw new IllegalArgumentException(
              "It has " + parts.length + " fields, not " + fields + ".");
        }
        line.accept(parts);
      } catch (IllegalArgumentException e) { // a number that is none, too
        throw new DataException(
            "Line " + (i + 1) + " of " + file + " is not \"" + form + "\": " + e.getMessage(), e);
      }
      some = true;
    }
    if (!some) {
      throw new DataException(file + " is empty. A line is \"" + form + "\".");
    }
  }

  static void write(Path file, List<String> lines) {
    try {
      Files.writeString(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new DataException(file + " cannot be written.", e);
    }
  }

  static String id(String id) {
    if (id == null || id.isEmpty() || id.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "\"" + id + "\" is no id for TREC's format: it must not be empty or have white space.");
    }
    return id;
  }
}
