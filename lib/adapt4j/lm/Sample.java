package adapt4j.lm;

/**
 * A text to learn from or to judge, as tokens.
 *
 * @param ids the whole text
 * @param from the first token that counts: those before it are given, and the model is asked for
 *     this one and all behind it. At least 1.
 */
public record Sample(int[] ids, int from) {
  /**
   * Checks that something counts.
   *
   * @throws IllegalArgumentException if no token counts, or the first one is asked for
   */
  public Sample {
    if (from < 1 || from >= ids.length) {
      throw new IllegalArgumentException(
          "Of a text of "
              + ids.length
              + " tokens, those from "
              + from
              + " on cannot be asked for. The first token is given, and one at least is asked for.");
    }
    ids = ids.clone();
  }

  @Override
  public int[] ids() {
    return ids.clone();
  }

  /**
   * How long the text is.
   *
   * @return tokens
   */
  public int length() {
    return ids.length;
  }

  /**
   * How many tokens are asked for.
   *
   * @return at least 1
   */
  public int asked() {
    return ids.length - from;
  }
}
