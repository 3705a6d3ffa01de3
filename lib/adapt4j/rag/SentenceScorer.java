package adapt4j.rag;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final double NOTHING = -1; // of a text without a sentence

  private final SentenceFit fit;

  private SentenceScorer(SentenceFit fit) {
    this.fit = fit;
  }

  /**
   * A scorer.
   *
   * @param model makes the vectors; the last 5,000 are kept
   * @return the scorer
   */
  public static SentenceScorer of(EmbeddingModel model) {
    return new SentenceScorer(new SentenceFit(CachedEmbeddings.of(model), 0));
  }

  /**
   * Sets the weight of the whole chunk, whose cosine is added to that of its best sentence.
   *
   * @param weight 0 or above; 0 if not called
   * @return a new scorer
   * @throws IllegalArgumentException if the weight is below 0
   */
  public SentenceScorer optChunk(double weight) {
    return new SentenceScorer(fit.withChunk(weight));
  }

  @Override
  public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
    List<Chunk> chunks = segments.stream().map(Chunk::new).toList();
    List<Double> scores = new ArrayList<>();
    for (double[] sentences : fit.of(query, chunks)) {
      scores.add(Arrays.stream(sentences).max().orElse(NOTHING));
    }
    return Response.from(scores);
  }
}
