package adapt4j.rag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well each sentence of what was found fits a question: the cosine of their vectors, and half
 * of that for the chunk around it, added up.
 *
 * <pre>{@code
 * Evidence.in(base).rank(question, hits).get(0).text();
 * }</pre>
 *
 * <p>It says where an answer would stand. It does not tell whether it stands there: a question
 * about something that the documents speak of, but do not say, fits as well as others.
 */
public final class Evidence {
  private static final double CHUNK = 0.5; // chosen on the handbook's development part

  private final SentenceFit fit;

  /**
   * A sentence.
   *
   * @param citation where it stands
   * @param score how well it fits
   */
  public record Sentence(Citation citation, double score) {
    /**
     * What it says.
     *
     * @return letter for letter as in the document
     */
    public String text() {
      return citation.text();
    }
  }

  private Evidence(SentenceFit fit) {
    this.fit = fit;
  }

  /**
   * Evidence from a knowledge base.
   *
   * @param base whose embedding model is used
   * @return with a weight of 0.5 for the chunk around a sentence
   */
  public static Evidence in(KnowledgeBase base) {
    return new Evidence(new SentenceFit(CachedEmbeddings.of(base.embedding()), CHUNK));
  }

  /**
   * Sets the weight of the chunk around a sentence; that of the sentence is 1.
   *
   * @param weight 0 or above
   * @return new evidence
   * @throws IllegalArgumentException if the weight is below 0
   */
  public Evidence optChunk(double weight) {
    return new Evidence(fit.withChunk(weight));
  }

  /**
   * The sentences of what was found.
   *
   * @param question in words
   * @param hits what was found
   * @return the best first; of two alike, the one found first
   */
  public List<Sentence> rank(String question, List<Hit> hits) {
    List<Chunk> chunks = hits.stream().map(Hit::chunk).toList();
    List<double[]> fits = fit.of(question, chunks);
    List<Sentence> found = new ArrayList<>();
    for (int c = 0; c < chunks.size(); c++) {
      Chunk own = chunks.get(c);
      List<Span> spans = Sentences.of(own.text());
      for (int s = 0; s < spans.size(); s++) {
        Citation citation = new Citation(own, spans.get(s).plus(own.span().start()));
        found.add(new Sentence(citation, fits.get(c)[s]));
      }
    }
    found.sort(Comparator.comparingDouble(Sentence::score).reversed()); // stable
    return found;
  }
}
