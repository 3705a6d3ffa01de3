package adapt4j.rag;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.scoring.ScoringModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Looks at the best of a retriever once more, with a slower and better measure, and puts them in a
 * new order. What the retriever did not find stays lost.
 *
 * <pre>{@code
 * Retriever better = Reranked.of(base.hybrid(), SentenceScorer.of(minilm));
 * }</pre>
 */
public final class Reranked implements Retriever {
  private static final int DEPTH = 20;

  private final Retriever first;
  private final ScoringModel model;
  private final int depth;

  private Reranked(Retriever first, ScoringModel model, int depth) {
    this.first = first;
    this.model = model;
    this.depth = depth;
  }

  /**
   * A retriever in two steps.
   *
   * @param first finds candidates
   * @param model scores each of them
   * @return the retriever, with 20 candidates
   */
  public static Reranked of(ContentRetriever first, ScoringModel model) {
    return new Reranked(Retriever.of(first), model, DEPTH);
  }

  /**
   * Sets how many candidates are scored.
   *
   * @param depth at least 1; as many as are asked for in any case
   * @return a new retriever
   * @throws IllegalArgumentException below 1
   */
  public Reranked optDepth(int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException("At least 1 candidate is scored.");
    }
    return new Reranked(first, model, depth);
  }

  @Override
  public List<Hit> search(String question, int k) {
    Retriever.check(question, k);
    List<Hit> hits = first.search(question, Math.max(k, depth));
    if (hits.isEmpty()) {
      return hits;
    }
    List<TextSegment> segments = hits.stream().map(hit -> hit.chunk().segment()).toList();
    List<Double> scores = model.scoreAll(segments, question).content();
    List<Hit> ranked = new ArrayList<>();
    for (int i = 0; i < hits.size(); i++) {
      ranked.add(new Hit(hits.get(i).chunk(), scores.get(i)));
    }
    ranked.sort(Comparator.comparingDouble(Hit::score).reversed()); // stable
    return List.copyOf(ranked.subList(0, Math.min(k, ranked.size())));
  }
}
