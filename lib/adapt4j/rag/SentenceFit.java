package adapt4j.rag;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.util.ArrayList;
import java.util.List;

/**
 * How well a question fits each sentence of a chunk: the cosine of their vectors, and a weight
 * times that of the whole chunk. A title is read with each.
 */
record SentenceFit(CachedEmbeddings vectors, double chunk) {
  SentenceFit {
    if (!(chunk >= 0)) {
      throw new IllegalArgumentException("The weight of a chunk is 0 or more, not " + chunk + ".");
    }
  }

  SentenceFit withChunk(double weight) {
    return new SentenceFit(vectors, weight);
  }

  /**
   * Compares.
   *
   * @return one number for each sentence of each chunk, in order
   */
  List<double[]> of(String question, List<Chunk> chunks) {
    List<String> texts = new ArrayList<>(List.of(question));
    for (Chunk each : chunks) {
      if (chunk > 0) {
        texts.add(each.searched());
      }
      Sentences.of(each.text()).forEach(span -> texts.add(each.titled(span.of(each.text()))));
    }
    List<Embedding> found = vectors.of(texts);
    List<double[]> fits = new ArrayList<>();
    int at = 1;
    for (Chunk each : chunks) {
      double around = chunk > 0 ? chunk * fit(found, at++) : 0;
      double[] own = new double[Sentences.of(each.text()).size()];
      for (int i = 0; i < own.length; i++) {
        own[i] = fit(found, at++) + around;
      }
      fits.add(own);
    }
    return fits;
  }

  private static double fit(List<Embedding> vectors, int i) {
    return CosineSimilarity.between(vectors.get(0), vectors.get(i));
  }
}
