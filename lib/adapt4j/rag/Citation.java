package adapt4j.rag;

/**
 * Where an answer comes from.
 *
 * @param chunk that was read
 * @param span the sentence that says so, in characters of the document's text
 */
public record Citation(Chunk chunk, Span span) {
  /**
   * Checks that the span lies in the chunk.
   *
   * @throws IllegalArgumentException if it does not
   */
  public Citation {
    Span all = chunk.span();
    if (span.start() < all.start() || span.end() > all.end()) {
      throw new IllegalArgumentException(
          "The citation " + span + " lies outside of its chunk " + chunk.id() + ", " + all + ".");
    }
  }

  /**
   * What is cited.
   *
   * @return letter for letter as in the document
   */
  public String text() {
    return inChunk().of(chunk.text());
  }

  /** The span in characters of the chunk's text. */
  Span inChunk() {
    return span.plus(-chunk.span().start());
  }

  @Override
  public String toString() {
    return chunk.id() + " [" + span.start() + ", " + span.end() + "): " + text();
  }
}
