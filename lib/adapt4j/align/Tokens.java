package adapt4j.align;

import adapt4j.lm.Bpe;
import java.util.stream.IntStream;

/** Whether two models cut texts into the same tokens. */
final class Tokens {
  private Tokens() {}

  /**
   * @param what is compared with the model, such as "The reward model"
   * @throws IllegalArgumentException if the tokenisers differ
   */
  static void checkSame(String what, Bpe own, Bpe ofModel) {
    if (own == ofModel) {
      return;
    }
    boolean same =
        own.size() == ofModel.size()
            && IntStream.range(0, own.size())
                .allMatch(id -> own.piece(id).equals(ofModel.piece(id)));
    if (!same) {
      throw new IllegalArgumentException(
          String.format(
              "%s has another tokeniser (%,d tokens) than the model that is trained (%,d tokens)."
                  + " Make both from the same model.",
              what, own.size(), ofModel.size()));
    }
  }
}
