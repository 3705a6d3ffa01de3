package adapt4j.rag;

import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.util.List;

/**
 * Finds the chunks that fit a question: LangChain4j's retriever, and how many are wanted is said at
 * each search.
 */
public interface Retriever extends ContentRetriever {
  /** How many chunks {@link #retrieve} gives. */
  int USUAL = 5;

  /**
   * Searches.
   *
   * @param question in words
   * @param k how many chunks, at least 1
   * @return the best first; fewer if there are no more
   * @throws IllegalArgumentException if the question is empty, or k is below 1
   */
  List<Hit> search(String question, int k);

  @Override
  default List<Content> retrieve(Query query) {
    return search(query.text(), USUAL).stream().map(Hit::content).toList();
  }

  /**
   * Any retriever of LangChain4j's ecosystem.
   *
   * @param other finds as many chunks as it was built for
   * @return it, cut to what is asked for
   */
  static Retriever of(ContentRetriever other) {
    if (other instanceof Retriever ours) {
      return ours;
    }
    return (question, k) -> {
      check(question, k);
      return other.retrieve(Query.from(question)).stream().limit(k).map(Hit::of).toList();
    };
  }

  /** What every search checks first. */
  static void check(String question, int k) {
    if (question == null || question.isBlank()) {
      throw new IllegalArgumentException("The question is empty. Ask in a few words.");
    }
    if (k < 1) {
      throw new IllegalArgumentException(k + " chunks were asked for. Ask for 1 or more.");
    }
  }
}
