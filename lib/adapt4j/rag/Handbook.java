package adapt4j.rag;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.data.DataException;
import adapt4j.data.TextFile;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.Metadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The handbook of an invented organisation, in two versions, and questions about it ({@code
 * data/handbook}).
 *
 * <pre>{@code
 * base.add(Handbook.version(1));                       // 84 documents
 * for (Handbook.Question q : Handbook.dev()) { ... }   // 300 questions to choose on
 * base.update(Handbook.changes());                     // 20 documents with other facts
 * }</pre>
 */
public final class Handbook {
  private Handbook() {}

  /** How a question relates to the passage with its answer. */
  public enum Kind {
    /** In the words of the passage. */
    DIRECT,
    /** Mostly in other words. */
    PARAPHRASED,
    /** No content word in common with the passage or its title. */
    NO_SHARED_WORD,
    /** About something that the handbook speaks of, but does not say. */
    UNANSWERABLE;

    /** How the files name it. */
    String shown() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * A question.
   *
   * @param text as people ask
   * @param kind how it relates to the passage
   * @param document the id of the document with the answer; empty if there is none
   * @param answers that are right; the first stands in the document, word for word. None if there
   *     is no answer.
   * @param later the right answers in version 2 where they are others; otherwise the same
   */
  public record Question(
      String text, Kind kind, String document, List<String> answers, List<String> later) {
    /**
     * Whether the handbook answers it.
     *
     * @return false for {@link Kind#UNANSWERABLE}
     */
    public boolean answerable() {
      return kind != Kind.UNANSWERABLE;
    }

    /**
     * Whether version 2 answers otherwise.
     *
     * @return true for 20 of the questions
     */
    public boolean changes() {
      return !answers.equals(later);
    }

    /**
     * What is right in a version.
     *
     * @param version 1 or 2
     * @return accepted answers
     * @throws IllegalArgumentException for another version
     */
    public List<String> answers(int version) {
      return check(version) == 1 ? answers : later;
    }
  }

  /**
   * A version of the handbook.
   *
   * @param version 1 or 2
   * @return 84 documents, with {@code id}, {@code title} and {@code section} in their metadata
   * @throws IllegalArgumentException for another version
   * @throws DataException if a file is missing or damaged
   */
  public static List<Document> version(int version) {
    Map<String, Document> all = byId(read(file("version-1.md")));
    if (check(version) == 2) {
      changes().forEach(document -> all.put(Chunker.id(document), document));
    }
    return List.copyOf(all.values());
  }

  /**
   * What changes from version 1 to version 2.
   *
   * @return 20 documents, with the ids that they have in version 1
   * @throws DataException if a file is missing or damaged
   */
  public static List<Document> changes() {
    return read(file("version-2.md"));
  }

  /**
   * Questions to choose on.
   *
   * @return 300 questions
   * @throws DataException if the file is missing or damaged
   */
  public static List<Question> dev() {
    return questions(file("dev.txt"));
  }

  /**
   * Questions to be used once, when all is chosen.
   *
   * @return 150 other questions
   * @throws DataException if the file is missing or damaged
   */
  public static List<Question> test() {
    return questions(file("test.txt"));
  }

  private static int check(int version) {
    if (version != 1 && version != 2) {
      throw new IllegalArgumentException("The handbook has versions 1 and 2, not " + version + ".");
    }
    return version;
  }

  private static Path file(String name) {
    return Card.of(Lab.data().resolve("handbook")).file(name);
  }

  private static Map<String, Document> byId(List<Document> documents) {
    Map<String, Document> all = new LinkedHashMap<>();
    documents.forEach(document -> all.put(Chunker.id(document), document));
    return all;
  }

  /**
   * Reads a handbook of your own, in the same form.
   *
   * @param file text in UTF-8: {@code # section}, {@code ## id: title}, then the text in one line
   *     or more
   * @return a document for each id
   * @throws DataException if the file cannot be read, a line is out of place, or an id comes twice
   */
  public static List<Document> read(Path file) {
    Map<String, Document> documents = new LinkedHashMap<>();
    String section = "";
    String[] head = null;
    StringBuilder text = new StringBuilder();
    List<String> lines = new ArrayList<>(TextFile.lines(file));
    lines.add("# end");
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.startsWith("# ") && !line.startsWith("## ")) {
        if (head == null && !line.isEmpty()) {
          throw outOfPlace(file, i, "a text stands behind ## id: title");
        }
        text.append(text.isEmpty() ? "" : "\n").append(line);
        continue;
      }
      if (head != null) {
        Document document = document(head, section, text.toString().strip(), file, i);
        if (documents.put(head[0], document) != null) {
          throw outOfPlace(file, i, "the id " + head[0] + " comes twice");
        }
      }
      text.setLength(0);
      head = line.startsWith("## ") ? line.substring(3).split(": ", 2) : null;
      section = line.startsWith("# ") ? line.substring(2) : section;
    }
    return List.copyOf(documents.values());
  }

  private static Document document(
      String[] head, String section, String text, Path file, int line) {
    if (head.length < 2 || text.isEmpty()) {
      throw outOfPlace(file, line, "a document is ## id: title, and then a text");
    }
    Metadata metadata = Metadata.from("id", head[0]).put("title", head[1]).put("section", section);
    return Document.from(text, metadata);
  }

  /**
   * Reads questions of your own, in the same form.
   *
   * @param file text in UTF-8: blocks of {@code Q:}, {@code K:}, and where there is an answer
   *     {@code P:}, {@code A:} and perhaps {@code A2:}, with a blank line between blocks
   * @return the questions
   * @throws DataException if the file cannot be read, or a line is out of place
   */
  public static List<Question> questions(Path file) {
    List<Question> questions = new ArrayList<>();
    Map<String, String> block = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>(TextFile.lines(file));
    lines.add("");
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty()) {
        String[] parts = line.split(": ", 2);
        if (parts.length < 2 || block.put(parts[0], parts[1]) != null) {
          throw outOfPlace(file, i, "each line is Q:, K:, P:, A: or A2:, once in a block");
        }
      } else if (!block.isEmpty()) {
        questions.add(question(block, file, i));
        block.clear();
      }
    }
    return questions;
  }

  private static Question question(Map<String, String> block, Path file, int line) {
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(k -> k.shown().equals(block.get("K")))
            .findFirst()
            .orElseThrow(() -> outOfPlace(file, line, "the kind K: is none of the four"));
    boolean answered = block.containsKey("P") && block.containsKey("A");
    boolean some = block.containsKey("P") || block.containsKey("A") || block.containsKey("A2");
    if (!block.containsKey("Q") || (kind == Kind.UNANSWERABLE ? some : !answered)) {
      throw outOfPlace(file, line, "a question has Q:, and P: and A: if it can be answered");
    }
    List<String> answers = answered ? List.of(block.get("A").split(" \\| ")) : List.of();
    String later = block.get("A2");
    return new Question(
        block.get("Q"),
        kind,
        block.getOrDefault("P", ""),
        answers,
        later == null ? answers : List.of(later.split(" \\| ")));
  }

  private static DataException outOfPlace(Path file, int index, String rule) {
    return new DataException("Near line " + (index + 1) + " of " + file + ": " + rule + ".");
  }
}
