package adapt4j.rag;

/**
 * A part of a text.
 *
 * @param start the first character, from 0
 * @param end the character behind the last one
 */
public record Span(int start, int end) {
  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if the start is below 0 or behind the end
   */
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "A span from " + start + " to " + end + " is none. It begins at 0 or later.");
    }
  }

  /**
   * What stands there.
   *
   * @param text that the span belongs to
   * @return a part of it
   */
  public String of(String text) {
    return text.substring(start, end);
  }

  Span plus(int offset) {
    return new Span(start + offset, end + offset);
  }
}
