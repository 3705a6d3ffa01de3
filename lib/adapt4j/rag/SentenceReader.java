package adapt4j.rag;

import java.util.List;

/**
 * Answers with the sentence that fits the question best by their vectors: no model writes anything,
 * so nothing can be made up, and nothing is put in the words of the question either. It always
 * answers when there is a sentence. {@link SpanReader} cuts the answer out of it.
 */
public final class SentenceReader implements Generator {
  private final Evidence evidence;

  private SentenceReader(Evidence evidence) {
    this.evidence = evidence;
  }

  /**
   * A reader of a knowledge base.
   *
   * @param base to read in
   * @return the reader
   */
  public static SentenceReader of(KnowledgeBase base) {
    return of(Evidence.in(base));
  }

  /**
   * A reader with a measure of its own.
   *
   * @param evidence ranks the sentences
   * @return the reader
   */
  public static SentenceReader of(Evidence evidence) {
    return new SentenceReader(evidence);
  }

  @Override
  public Reply answer(String question, List<Hit> hits) {
    List<Evidence.Sentence> ranked = evidence.rank(question, hits);
    if (ranked.isEmpty()) {
      return Reply.none();
    }
    Citation best = ranked.get(0).citation();
    return new Reply(best.text(), List.of(best));
  }
}
