package adapt4j.rag;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores a text by its best sentence: the greatest cosine of a sentence's vector and the
 * question's. A long chunk about many things has a blurred vector; one of its sentences may fit
 * well all the same. A title in the metadata is read with each sentence. It is the coarse form of
 * late interaction (<a href="https://arxiv.org/abs/2004.12832">Khattab and Zaharia 2020</a>,
 * section 3.3, with sentences for tokens). A cross-encoder that was trained to rank does better,
 * where there is one.
 */
public final class SentenceScorer implements ScoringModel {
  private final CachedEmbeddings vectors;
  private final double whole;

  private SentenceScorer(CachedEmbeddings vectors, double whole) {
    this.vectors = vectors;
    this.whole = whole;
  }

  /**
   * A scorer.
   *
   * @param model makes the vectors; the last 5,000 are kept
   * @return the scorer
   */
  public static SentenceScorer of(EmbeddingModel model) {
    return new SentenceScorer(CachedEmbeddings.of(model), 0);
  }

  /**
   * Lets the whole text have a say, too: its cosine times a weight is added.
   *
   * @param weight 0 or above; 0 if not called
   * @return a new scorer
   * @throws IllegalArgumentException if the weight is below 0
   */
  public SentenceScorer optWhole(double weight) {
    if (!(weight >= 0)) {
      throw new IllegalArgumentException("The weight of a text is 0 or more, not " + weight + ".");
    }
    return new SentenceScorer(vectors, weight);
  }

  @Override
  public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
    List<String> texts = new ArrayList<>(List.of(query));
    int[] ends = new int[segments.size()];
    for (int i = 0; i < ends.length; i++) {
      Chunk chunk = new Chunk(segments.get(i));
      texts.add(chunk.searched());
      for (Span span : Sentences.of(chunk.text())) {
        texts.add(chunk.titled(span.of(chunk.text())));
      }
      ends[i] = texts.size();
    }
    List<Embedding> found = vectors.of(texts);
    List<Double> scores = new ArrayList<>();
    int at = 1;
    for (int end : ends) {
      double all = whole == 0 ? 0 : whole * fit(found, at);
      double best = -1;
      for (at++; at < end; at++) {
        best = Math.max(best, fit(found, at));
      }
      scores.add(best + all);
    }
    return Response.from(scores);
  }

  private static double fit(List<Embedding> vectors, int i) {
    return CosineSimilarity.between(vectors.get(0), vectors.get(i));
  }
}
