package adapt4j.rag;

import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.Locale;

/** An embedding model that needs no weights: it counts words into 64 numbers. */
final class Bag implements EmbeddingModel {
  static final int WIDTH = 64;

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    return Response.from(segments.stream().map(s -> Embedding.from(vector(s.text()))).toList());
  }

  private static float[] vector(String text) {
    float[] vector = new float[WIDTH];
    vector[0] = 0.1f; // no text is without direction
    for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
      vector[Math.floorMod(word.hashCode() * 31, WIDTH)] += 1;
    }
    return vector;
  }

  @Override
  public int dimension() {
    return WIDTH;
  }

  @Override
  public String modelName() {
    return "bag of words";
  }

  static Document document(String id, String text) {
    return Document.from(text, Metadata.from("id", id));
  }

  /** A base of three documents. */
  static KnowledgeBase base() {
    return KnowledgeBase.builder()
        .setEmbedding(new Bag())
        .build()
        .add(
            List.of(
                document("cats", "Cats sleep all day. A cat eats fish for 2 euros."),
                document("dogs", "Dogs run all day. The dog Pepper eats bones."),
                document("fish", "Fish swim in the sea. They never sleep.")));
  }
}
