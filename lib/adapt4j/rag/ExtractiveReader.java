package adapt4j.rag;

import java.util.List;

/**
 * Answers with the sentence that fits the question best: no model writes anything, so nothing can
 * be made up, and nothing is put in the words of the question either. It always answers when there
 * is a sentence.
 */
public final class ExtractiveReader implements Generator {
  private final Evidence evidence;

  private ExtractiveReader(Evidence evidence) {
    this.evidence = evidence;
  }

  /**
   * A reader of a knowledge base.
   *
   * @param base to read in
   * @return the reader
   */
  public static ExtractiveReader of(KnowledgeBase base) {
    return of(Evidence.in(base));
  }

  /**
   * A reader with a measure of its own.
   *
   * @param evidence ranks the sentences
   * @return the reader
   */
  public static ExtractiveReader of(Evidence evidence) {
    return new ExtractiveReader(evidence);
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
