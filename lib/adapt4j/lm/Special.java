package adapt4j.lm;

/**
 * Tokens that stand for no text, but say what the text behind them is. They are the first numbers
 * of every tokeniser, in this order, and no text is ever cut into them: who writes {@code <end>}
 * into a question gets five characters.
 */
public enum Special {
  /** Behind it a text begins that is not of one of the kinds below. */
  TEXT,
  /** Behind it a question or an instruction begins. */
  QUESTION,
  /** Behind it a passage begins, out of which words may be copied. */
  PASSAGE,
  /** Behind it the answer begins. */
  ANSWER,
  /** Behind it comes nothing: the writer is done. */
  END;

  /**
   * The number of the token.
   *
   * @return from 0
   */
  public int id() {
    return ordinal();
  }

  /**
   * How it is shown, and what it is called in the tokeniser's file.
   *
   * @return such as {@code <end>}
   */
  public String shown() {
    return "<" + name().toLowerCase(java.util.Locale.ROOT) + ">";
  }
}
