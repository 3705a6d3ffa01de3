package adapt4j.rag;

import java.util.List;

/** Answers a question from chunks that were found. */
public interface Generator {
  /**
   * What was answered.
   *
   * @param text the answer; empty if the chunks do not say
   * @param citations where it stands, the main one first; none if there is no answer
   */
  record Reply(String text, List<Citation> citations) {
    /** Copies the list. */
    public Reply {
      citations = List.copyOf(citations);
    }

    /**
     * The chunks do not say.
     *
     * @return a reply without text
     */
    public static Reply none() {
      return new Reply("", List.of());
    }

    /**
     * Whether there is an answer.
     *
     * @return false if the text is empty
     */
    public boolean found() {
      return !text.isEmpty();
    }
  }

  /**
   * Answers.
   *
   * @param question in words
   * @param hits what was found, the best first; perhaps none
   * @return the reply
   */
  Reply answer(String question, List<Hit> hits);
}
