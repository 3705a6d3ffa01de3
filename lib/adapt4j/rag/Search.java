package adapt4j.rag;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import java.util.List;
import java.util.Objects;

/** Search in a {@link KnowledgeBase}, by words or by meaning. */
public final class Search implements Retriever {
  enum Kind {
    LEXICAL,
    DENSE
  }

  private final KnowledgeBase base;
  private final Kind kind;
  private final Filter filter;
  private final double coverage;

  Search(KnowledgeBase base, Kind kind, Filter filter, double coverage) {
    this.base = base;
    this.kind = kind;
    this.filter = filter;
    this.coverage = coverage;
  }

  /**
   * Searches only where the metadata fit.
   *
   * <pre>{@code
   * base.dense().where(metadataKey("section").isEqualTo("Boats"))
   * }</pre>
   *
   * @param filter of LangChain4j's
   * @return a new retriever; with a filter before, both must fit
   */
  public Search where(Filter filter) {
    Objects.requireNonNull(filter, "A filter is needed.");
    Filter both = this.filter == null ? filter : this.filter.and(filter);
    return new Search(base, kind, both, coverage);
  }

  /**
   * Leaves out chunks that have too few of the question's words.
   *
   * @param coverage the least share of them, from 0 to 1; a rare word counts more than a common
   *     one, and one that is in no document counts most. 0 leaves out nothing.
   * @return a new retriever
   * @throws IllegalArgumentException outside of these
   */
  public Search optCoverage(double coverage) {
    if (!(coverage >= 0 && coverage <= 1)) {
      throw new IllegalArgumentException(
          "The share of words is from 0 to 1, not " + coverage + ".");
    }
    return new Search(base, kind, filter, coverage);
  }

  @Override
  public List<Hit> search(String question, int k) {
    Retriever.check(question, k);
    List<Hit> hits =
        kind == Kind.LEXICAL ? base.store().lexical(question, k, filter) : nearest(question, k);
    if (coverage == 0) {
      return hits;
    }
    Overlap overlap = new Overlap(base.store(), question);
    return hits.stream().filter(hit -> overlap.with(hit.chunk().searched()) >= coverage).toList();
  }

  private List<Hit> nearest(String question, int k) {
    Embedding vector = base.vectors(List.of(question)).get(0);
    EmbeddingSearchRequest request =
        EmbeddingSearchRequest.builder()
            .queryEmbedding(vector)
            .maxResults(k)
            .filter(filter)
            .build();
    return base.store().search(request).matches().stream()
        .filter(match -> match.embedded() != null)
        .map(match -> new Hit(new Chunk(match.embedded()), match.score()))
        .toList();
  }
}
