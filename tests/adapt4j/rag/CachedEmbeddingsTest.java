package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CachedEmbeddingsTest {
  private final List<String> read = new ArrayList<>();
  private final EmbeddingModel model =
      new EmbeddingModel() {
        private final Bag bag = new Bag();

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
          segments.forEach(segment -> read.add(segment.text()));
          return bag.embedAll(segments);
        }

        @Override
        public int dimension() {
          return bag.dimension();
        }

        @Override
        public String modelName() {
          return bag.modelName();
        }
      };

  /** Search, re-ranking, the check and the reader all want vectors of the same texts. */
  @Test
  void allPartsOfASystemReadATextOnce() {
    try (KnowledgeBase base = KnowledgeBase.builder().setEmbedding(model).build()) {
      base.add(
          List.of(
              Bag.document("cats", "Cats sleep all day. A cat eats fish for 2 euros."),
              Bag.document("dogs", "Dogs run all day. The dog Pepper eats bones.")));
      Rag rag =
          Rag.builder()
              .setCorpus(base)
              .setGenerator(SentenceReader.of(base))
              .optRetriever(Reranked.of(base.hybrid(), SentenceScorer.of(base.embedding())))
              .build();
      rag.ask("What does the dog eat?");
      rag.ask("What does the dog eat?");
      rag.ask("Who sleeps?");
      assertTrue(read.size() > 5, "" + read);
      assertEquals(new HashSet<>(read).size(), read.size(), "" + read);
      assertEquals(model.modelName(), base.embedding().modelName());
      assertEquals(model.dimension(), base.embedding().dimension());
    }
  }

  @Test
  void itForgetsWhatWasNotAskedForLately() {
    CachedEmbeddings cache = CachedEmbeddings.of(model);
    assertSame(cache, CachedEmbeddings.of(cache));
    cache.of(List.of("first"));
    cache.of(IntStream.range(0, 5_000).mapToObj(i -> "text " + i).toList());
    assertEquals(5_001, read.size());
    cache.of(List.of("text 4999"));
    assertEquals(5_001, read.size());
    cache.of(List.of("first"));
    assertEquals(5_002, read.size());
  }
}
