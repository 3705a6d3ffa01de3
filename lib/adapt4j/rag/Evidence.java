package adapt4j.rag;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well each sentence of what was found fits a question: the cosine of their vectors, the share
 * of the question's words that the sentence has (rare ones weigh more), and the same two for the
 * chunk around it, added up.
 *
 * <pre>{@code
 * Evidence.in(base).rank(question, hits).get(0).text();
 * }</pre>
 *
 * <p>It says where an answer would stand. It does not tell whether it stands there: a question
 * about something that the documents speak of, but do not say, fits as well as others.
 */
public final class Evidence {
  private static final double WORDS = 0.25;
  private static final double CHUNK = 0.5;

  private final KnowledgeBase base;
  private final double words;
  private final double chunk;

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

  private Evidence(KnowledgeBase base, double words, double chunk) {
    this.base = base;
    this.words = words;
    this.chunk = chunk;
  }

  /**
   * Evidence from a knowledge base.
   *
   * @param base whose embedding model and counts of words are used
   * @return with weights that were chosen on the handbook's development part
   */
  public static Evidence in(KnowledgeBase base) {
    return new Evidence(base, WORDS, CHUNK);
  }

  /**
   * Sets the weights; that of the sentence's cosine is 1.
   *
   * @param words weight of the words in common
   * @param chunk weight of the chunk around the sentence
   * @return new evidence
   * @throws IllegalArgumentException if a weight is below 0
   */
  public Evidence optWeights(double words, double chunk) {
    if (!(words >= 0 && chunk >= 0)) {
      throw new IllegalArgumentException("The weights of evidence are 0 or more.");
    }
    return new Evidence(base, words, chunk);
  }

  /**
   * The sentences of what was found.
   *
   * @param question in words
   * @param hits what was found
   * @return the best first; of two alike, the one found first
   */
  public List<Sentence> rank(String question, List<Hit> hits) {
    Overlap overlap = new Overlap(base.store(), question);
    List<Sentence> found = new ArrayList<>();
    for (Hit hit : hits) {
      Chunk own = hit.chunk();
      List<Span> spans = Sentences.of(own.text());
      List<String> texts = new ArrayList<>(List.of(question, own.searched()));
      spans.forEach(span -> texts.add(own.titled(span.of(own.text()))));
      List<Embedding> vectors = base.vectors(texts);
      double around = fit(texts, vectors, 1, overlap);
      for (int s = 0; s < spans.size(); s++) {
        double score = fit(texts, vectors, 2 + s, overlap) + chunk * around;
        found.add(new Sentence(new Citation(own, spans.get(s).plus(own.span().start())), score));
      }
    }
    found.sort(Comparator.comparingDouble(Sentence::score).reversed()); // stable
    return found;
  }

  private double fit(List<String> texts, List<Embedding> vectors, int i, Overlap overlap) {
    return CosineSimilarity.between(vectors.get(0), vectors.get(i))
        + words * overlap.with(texts.get(i));
  }
}
