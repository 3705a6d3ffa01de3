package adapt4j.lm;

/**
 * A passage, a question about it, and the answer.
 *
 * @param passage a few sentences
 * @param question one sentence
 * @param answer a span of the passage, letter for letter; {@link #NOT_STATED} if it has none
 * @param start where the answer begins in the passage, in characters from 0; -1 if it has none
 * @param relation what is asked, such as {@code opens}: to count by kind, never for a model
 */
public record ReadingTask(
    String passage, String question, String answer, int start, String relation) {
  /** The answer to a question that the passage does not answer. */
  public static final String NOT_STATED = "not stated";

  /**
   * @throws IllegalArgumentException if the answer does not stand at its place in the passage
   */
  public ReadingTask {
    if (start < 0 ? !answer.equals(NOT_STATED) : !passage.startsWith(answer, start)) {
      throw new IllegalArgumentException(
          "The answer \"" + answer + "\" is not at character " + start + " of: " + passage);
    }
  }

  /**
   * Whether the passage answers the question.
   *
   * @return false if the right answer is {@link #NOT_STATED}
   */
  public boolean answerable() {
    return start >= 0;
  }

  /**
   * Where the answer ends.
   *
   * @return the character behind it; -1 if there is no answer
   */
  public int end() {
    return answerable() ? start + answer.length() : -1;
  }
}
