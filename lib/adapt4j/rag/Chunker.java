package adapt4j.rag;

import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.DocumentSplitter;
import dev.langchain4j.data.segment.TextSegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts documents into chunks that know where they come from.
 *
 * <pre>{@code
 * Chunker.sentences(4).optOverlap(1)   // four sentences; the last one also begins the next chunk
 * Chunker.words(60)                    // 60 words, wherever that is
 * Chunker.whole()                      // the document as it is
 * }</pre>
 *
 * <p>A small chunk says one thing, so its vector is sharp and little is read in vain; but what
 * belongs together may be torn apart. An overlap mends that, at the price of a larger index.
 */
public final class Chunker implements DocumentSplitter {
  private enum Unit {
    WHOLE,
    SENTENCE,
    WORD
  }

  private final Unit unit;
  private final int size;
  private final int overlap;

  private Chunker(Unit unit, int size, int overlap) {
    if (size < 1 || overlap < 0 || overlap >= size) {
      throw new IllegalArgumentException(
          "A chunk of "
              + size
              + " with an overlap of "
              + overlap
              + " cannot be cut. The size is 1"
              + " or more, and the overlap smaller than the size.");
    }
    this.unit = unit;
    this.size = size;
    this.overlap = overlap;
  }

  /**
   * Each document is one chunk.
   *
   * @return the chunker
   */
  public static Chunker whole() {
    return new Chunker(Unit.WHOLE, 1, 0);
  }

  /**
   * Some sentences each.
   *
   * @param size how many, at least 1
   * @return the chunker
   * @throws IllegalArgumentException below 1
   */
  public static Chunker sentences(int size) {
    return new Chunker(Unit.SENTENCE, size, 0);
  }

  /**
   * Some words each, though that may cut a sentence in two.
   *
   * @param size how many, at least 1
   * @return the chunker
   * @throws IllegalArgumentException below 1
   */
  public static Chunker words(int size) {
    return new Chunker(Unit.WORD, size, 0);
  }

  /**
   * Lets each chunk begin with the end of the one before.
   *
   * @param overlap how many sentences or words, fewer than a chunk has
   * @return a new chunker
   * @throws IllegalArgumentException below 0, or if nothing new is left in a chunk
   */
  public Chunker optOverlap(int overlap) {
    return new Chunker(unit, size, overlap);
  }

  /**
   * Cuts a document.
   *
   * @param document with its {@code id} in the metadata
   * @return its chunks, in order
   * @throws IllegalArgumentException if it has no id
   */
  public List<Chunk> cut(Document document) {
    String id = id(document);
    String text = document.text();
    List<Span> units = units(text);
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 0; from < units.size(); from += size - overlap) {
      int to = Math.min(units.size(), from + size);
      Span span = new Span(units.get(from).start(), units.get(to - 1).end());
      chunks.add(Chunk.of(id, chunks.size(), span, text, document.metadata()));
      if (to == units.size()) {
        break; // what overlaps only would be a chunk of nothing new
      }
    }
    return chunks;
  }

  @Override
  public List<TextSegment> split(Document document) {
    return cut(document).stream().map(Chunk::segment).toList();
  }

  private List<Span> units(String text) {
    return switch (unit) {
      case WHOLE -> List.of(new Span(0, text.length()));
      case SENTENCE -> Sentences.of(text);
      case WORD -> Sentences.words(text);
    };
  }

  /** The id of a document. */
  static String id(Document document) {
    Object id = document.metadata().toMap().get("id");
    if (id == null || id.toString().isBlank()) {
      throw new IllegalArgumentException(
          "A document has no id, so nothing could cite or replace it. Put one into its metadata:"
              + " Metadata.from(\"id\", \"fees\").");
    }
    return id.toString();
  }

  @Override
  public String toString() {
    return switch (unit) {
      case WHOLE -> "whole documents";
      case SENTENCE -> size + " sentences" + (overlap == 0 ? "" : ", overlap " + overlap);
      case WORD -> size + " words" + (overlap == 0 ? "" : ", overlap " + overlap);
    };
  }
}
