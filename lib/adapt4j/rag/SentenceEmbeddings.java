package adapt4j.rag;

import adapt4j.show.Progress;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Our sentence encoder as LangChain4j's embedding model.
 *
 * <pre>{@code
 * EmbeddingModel minilm = SentenceEmbeddings.of(SentenceEncoder.miniLm(lab));
 * float[] v = minilm.embed("When does the office open?").content().vector();   // 384 numbers
 * }</pre>
 *
 * <p>Vectors have length 1. A text beyond the encoder's limit (256 tokens for MiniLM) is cut.
 */
public final class SentenceEmbeddings implements EmbeddingModel {
  private static final int AT_ONCE = 64; // texts, padded to the longest among them
  private static final int MANY = 512;

  private final SentenceEncoder encoder;

  private SentenceEmbeddings(SentenceEncoder encoder) {
    this.encoder = encoder;
  }

  /**
   * Wraps an encoder.
   *
   * @param encoder such as MiniLM, as it is or fine-tuned
   * @return the embedding model
   */
  public static SentenceEmbeddings of(SentenceEncoder encoder) {
    return new SentenceEmbeddings(encoder);
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    return Response.from(embedTexts(segments.stream().map(TextSegment::text).toList()));
  }

  /** Texts of much the same length go together, so that little is computed for padding. */
  private List<Embedding> embedTexts(List<String> texts) {
    List<Integer> order =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
            .toList();
    Embedding[] found = new Embedding[texts.size()];
    int batches = Math.max(1, (texts.size() + AT_ONCE - 1) / AT_ONCE);
    try (Progress progress =
        texts.size() > MANY ? Progress.of("Embedding", batches) : Progress.silent()) {
      for (int from = 0; from < order.size(); from += AT_ONCE) {
        List<Integer> some = order.subList(from, Math.min(order.size(), from + AT_ONCE));
        try (NDArray vectors = encoder.embed(some.stream().map(texts::get).toList())) {
          float[] flat = vectors.toFloatArray();
          int width = dimension();
          for (int i = 0; i < some.size(); i++) {
            found[some.get(i)] =
                Embedding.from(Arrays.copyOfRange(flat, i * width, (i + 1) * width));
          }
        }
        progress.step();
      }
    }
    return List.of(found);
  }

  @Override
  public int dimension() {
    return encoder.width();
  }

  @Override
  public String modelName() {
    return encoder.toString().replaceFirst(":.*", "");
  }

  @Override
  public String toString() {
    return encoder.toString();
  }
}
