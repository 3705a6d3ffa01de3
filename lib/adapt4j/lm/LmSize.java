package adapt4j.lm;

import com.google.gson.Gson;

/**
 * How large a language model is.
 *
 * @param tokens of its tokeniser
 * @param width of the vector that stands for a token on its way through the network
 * @param layers one above the other
 * @param heads of the attention; they share the width
 * @param inner width between the two linear layers behind the attention; two to four times the
 *     width is usual
 * @param context the longest text, in tokens
 */
public record LmSize(int tokens, int width, int layers, int heads, int inner, int context) {
  /**
   * Checks that the numbers go together.
   *
   * @throws IllegalArgumentException if one is below 1, or the width cannot be shared
   */
  public LmSize {
    if (Math.min(Math.min(tokens, layers), Math.min(inner, heads)) < 1 || context < 2) {
      throw new IllegalArgumentException(
          "Tokens, layers, heads and inner width are 1 or more, and the context 2 or more.");
    }
    if (width < 2 || width % (2 * heads) != 0) {
      throw new IllegalArgumentException(
          "A width of "
              + width
              + " cannot be shared by "
              + heads
              + " heads with an even width each. Take a multiple of "
              + 2 * heads
              + ".");
    }
  }

  int headWidth() {
    return width / heads;
  }

  String json() {
    return new Gson().toJson(this);
  }

  /**
   * @throws RuntimeException if it is none
   */
  static LmSize parse(String json) {
    return new Gson().fromJson(json, LmSize.class);
  }
}
