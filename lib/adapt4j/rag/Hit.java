package adapt4j.rag;

import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import java.util.Map;

/**
 * A chunk that was found.
 *
 * @param chunk what was found
 * @param score how well it fits: higher is better. Scores of different retrievers cannot be
 *     compared.
 */
public record Hit(Chunk chunk, double score) {
  Content content() {
    Map<ContentMetadata, Object> metadata =
        Map.of(ContentMetadata.SCORE, score, ContentMetadata.EMBEDDING_ID, chunk.id());
    return Content.from(chunk.segment(), metadata);
  }

  /** The score is that of the last step that set one, or 0. */
  static Hit of(Content content) {
    Map<ContentMetadata, Object> metadata = content.metadata();
    Object score = metadata.get(ContentMetadata.RERANKED_SCORE);
    score = score == null ? metadata.get(ContentMetadata.SCORE) : score;
    return new Hit(
        new Chunk(content.textSegment()), score instanceof Number n ? n.doubleValue() : 0);
  }
}
