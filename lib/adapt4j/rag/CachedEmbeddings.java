package adapt4j.rag;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps the vectors of the texts that were asked for last: sentences are looked at often. */
final class CachedEmbeddings implements EmbeddingModel {
  private static final int MOST = 5_000; // texts; 8 MB with 384 numbers each

  private final EmbeddingModel model;
  private final Map<String, Embedding> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Embedding> eldest) {
          return size() > MOST;
        }
      };

  private CachedEmbeddings(EmbeddingModel model) {
    this.model = model;
  }

  /** One memory for all who share a model: a model that has one already is returned as it is. */
  static CachedEmbeddings of(EmbeddingModel model) {
    return model instanceof CachedEmbeddings cached ? cached : new CachedEmbeddings(model);
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    return Response.from(of(segments.stream().map(TextSegment::text).toList()));
  }

  @Override
  public int dimension() {
    return model.dimension();
  }

  @Override
  public String modelName() {
    return model.modelName();
  }

  @Override
  public String toString() {
    return model.toString();
  }

  synchronized List<Embedding> of(List<String> texts) {
    Map<String, Embedding> found = new LinkedHashMap<>();
    Set<String> missing = new LinkedHashSet<>();
    for (String text : texts) {
      Embedding known = kept.get(text);
      if (known == null) {
        missing.add(text);
      } else {
        found.put(text, known);
      }
    }
    if (!missing.isEmpty()) {
      List<String> some = new ArrayList<>(missing);
      List<Embedding> fresh =
          model.embedAll(some.stream().map(TextSegment::from).toList()).content();
      for (int i = 0; i < some.size(); i++) {
        found.put(some.get(i), fresh.get(i));
        kept.put(some.get(i), fresh.get(i));
      }
    }
    return texts.stream().map(found::get).toList();
  }
}
