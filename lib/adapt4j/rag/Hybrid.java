package adapt4j.rag;

import dev.langchain4j.rag.content.retriever.ContentRetriever;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Several retrievers, one list: reciprocal rank fusion (<a
 * href="https://doi.org/10.1145/1571941.1572114">Cormack, Clarke and Büttcher 2009</a>, section 2).
 * A chunk gets {@code 1 / (60 + rank)} from each list that it is in. Only ranks count, so it does
 * not matter that scores of BM25 and of vectors have different scales.
 *
 * <pre>{@code
 * Retriever hybrid = Hybrid.of(base.lexical(), base.dense());
 * }</pre>
 */
public final class Hybrid implements Retriever {
  private static final int PAPER = 60;
  private static final int DEPTH = 50;

  private final List<Retriever> parts;
  private final int constant;
  private final int depth;

  private Hybrid(List<Retriever> parts, int constant, int depth) {
    this.parts = parts;
    this.constant = constant;
    this.depth = depth;
  }

  /**
   * Fuses retrievers.
   *
   * @param parts at least one; they should search the same chunks
   * @return the retriever, with the constant 60 as in the paper, and 50 chunks of each list
   * @throws IllegalArgumentException if there is none
   */
  public static Hybrid of(ContentRetriever... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("There is nothing to fuse. Give one retriever or more.");
    }
    return new Hybrid(Stream.of(parts).map(Retriever::of).toList(), PAPER, DEPTH);
  }

  /**
   * Sets the constant. The smaller it is, the more the first ranks count.
   *
   * @param constant 0 or more
   * @return a new retriever
   * @throws IllegalArgumentException below 0
   */
  public Hybrid optConstant(int constant) {
    if (constant < 0) {
      throw new IllegalArgumentException("The constant of the fusion is 0 or more.");
    }
    return new Hybrid(parts, constant, depth);
  }

  /**
   * Sets how much of each list is read.
   *
   * @param depth chunks, at least 1; as many as are asked for are read in any case
   * @return a new retriever
   * @throws IllegalArgumentException below 1
   */
  public Hybrid optDepth(int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException("At least 1 chunk of each list is read.");
    }
    return new Hybrid(parts, constant, depth);
  }

  @Override
  public List<Hit> search(String question, int k) {
    Retriever.check(question, k);
    Map<String, Double> scores = new LinkedHashMap<>();
    Map<String, Chunk> chunks = new LinkedHashMap<>();
    for (Retriever part : parts) {
      int rank = 1;
      for (Hit hit : part.search(question, Math.max(k, depth))) {
        String key = key(hit.chunk());
        chunks.putIfAbsent(key, hit.chunk());
        scores.merge(key, 1.0 / (constant + rank), Double::sum);
        rank++;
      }
    }
    return scores.entrySet().stream()
        .sorted(
            Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey())) // so that equal ranks stay in place
        .limit(k)
        .map(entry -> new Hit(chunks.get(entry.getKey()), entry.getValue()))
        .toList();
  }

  /** Chunks of other stores may have no id. */
  private static String key(Chunk chunk) {
    return chunk.id().isEmpty() ? chunk.text() : chunk.id();
  }
}
