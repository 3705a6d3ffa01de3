package adapt4j.rag;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;

/**
 * A piece of a document, small enough to be found and read: LangChain4j's segment, with the place
 * that it was cut from in its metadata.
 *
 * @param segment the text with its metadata
 */
public record Chunk(TextSegment segment) {
  static final String ID = "chunk";
  static final String DOCUMENT = "document";
  static final String TITLE = "title";
  static final String START = "start";
  static final String END = "end";

  static Chunk of(String document, int number, Span span, String text, Metadata metadata) {
    Metadata own =
        metadata
            .copy()
            .put(ID, document + "#" + number)
            .put(DOCUMENT, document)
            .put(START, span.start())
            .put(END, span.end());
    return new Chunk(TextSegment.from(span.of(text), own));
  }

  /**
   * Its name.
   *
   * @return the document's id, {@code #} and a number from 0; empty if it was not cut by a {@link
   *     Chunker}
   */
  public String id() {
    return text(ID);
  }

  /**
   * Where it comes from.
   *
   * @return the document's id; empty if it was not cut by a {@link Chunker}
   */
  public String document() {
    return text(DOCUMENT);
  }

  /**
   * The document's title.
   *
   * @return its {@code title} in the metadata; empty if there is none
   */
  public String title() {
    return text(TITLE);
  }

  /**
   * Where it stands in the document.
   *
   * @return characters of the document's text
   */
  public Span span() {
    Integer start = segment.metadata().getInteger(START);
    int from = start == null ? 0 : start;
    return new Span(from, from + text().length());
  }

  /**
   * What it says.
   *
   * @return the text, letter for letter as in the document
   */
  public String text() {
    return segment.text();
  }

  /** What is searched: a chunk alone often does not say what it is about, and its title does. */
  String searched() {
    return titled(text());
  }

  String titled(String part) {
    return title().isEmpty() ? part : title() + ". " + part;
  }

  private String text(String key) {
    Object value = segment.metadata().toMap().get(key);
    return value == null ? "" : value.toString();
  }
}
