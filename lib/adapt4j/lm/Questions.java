package adapt4j.lm;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.data.DataException;
import adapt4j.data.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Questions about passages, written one by one ({@code data/lm-questions}): how well does a model
 * read what no template made?
 *
 * <pre>{@code
 * List<Questions.Question> dev = Questions.dev();   // to choose on
 * boolean right = dev.get(0).isRight("six books");
 * }</pre>
 */
public final class Questions {
  private Questions() {}

  /**
   * A question.
   *
   * @param passage a few sentences
   * @param question about it
   * @param answers that are right; the first stands in the passage, or is {@link
   *     ReadingTask#NOT_STATED}
   */
  public record Question(String passage, String question, List<String> answers) {
    /**
     * Whether the passage answers it.
     *
     * @return false if {@link ReadingTask#NOT_STATED} is right
     */
    public boolean answerable() {
      return !answers.contains(ReadingTask.NOT_STATED);
    }

    /**
     * Scores an answer.
     *
     * @param answer of a model
     * @return whether it matches exactly
     * @see ReadingScore
     */
    public boolean isRight(String answer) {
      return ReadingScore.exact(answer, answers);
    }
  }

  /**
   * The development part, to choose on.
   *
   * @return 102 questions about 34 passages
   * @throws DataException if the file is missing or damaged
   */
  public static List<Question> dev() {
    return load("dev.txt");
  }

  /**
   * The test part: use it once, when all is chosen.
   *
   * @return 60 questions about 20 other passages
   * @throws DataException if the file is missing or damaged
   */
  public static List<Question> test() {
    return load("test.txt");
  }

  /**
   * A question with the title of its passage.
   *
   * @param title what stands behind {@code ==}
   * @param question about the passage
   */
  public record Titled(String title, Question question) {}

  private static List<Question> load(String name) {
    return read(Card.of(Lab.data().resolve("lm-questions")).file(name));
  }

  /**
   * Reads questions of your own, in the same form.
   *
   * @param file text in UTF-8: {@code == title}, a line with the passage, then {@code Q: } and
   *     {@code A: } in turns, where {@code |} stands between answers that are right
   * @return the questions
   * @throws DataException if the file cannot be read, or a line is out of place
   */
  public static List<Question> read(Path file) {
    return titled(file).stream().map(Titled::question).toList();
  }

  /**
   * Reads questions with the titles of their passages.
   *
   * @param file as {@link #read} takes it
   * @return the questions
   * @throws DataException if the file cannot be read, or a line is out of place
   */
  public static List<Titled> titled(Path file) {
    List<String> lines = TextFile.lines(file);
    List<Titled> questions = new ArrayList<>();
    String passage = null;
    String question = null;
    String name = "";
    boolean title = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      if (question == null && line.startsWith("== ")) {
        title = true;
        name = line.substring(3).strip();
      } else if (question == null && title && !line.matches("[QA]: .*")) {
        passage = line;
        title = false;
      } else if (question == null && passage != null && !title && line.startsWith("Q: ")) {
        question = line.substring(3);
      } else if (question != null && line.startsWith("A: ")) {
        List<String> answers = List.of(line.substring(3).split(" \\| "));
        questions.add(new Titled(name, new Question(passage, question, answers)));
        question = null;
      } else {
        throw outOfPlace(file, i + 1);
      }
    }
    if (question != null || title) {
      throw outOfPlace(file, lines.size());
    }
    return questions;
  }

  private static DataException outOfPlace(Path file, int line) {
    return new DataException(
        "Line "
            + line
            + " of "
            + file
            + " is out of place: a title (== ...), then a line with the passage, then Q: and A: in"
            + " turns.");
  }
}
