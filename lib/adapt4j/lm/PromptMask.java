package adapt4j.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/**
 * Which token may look at which. In a text each looks at itself and at those before it: it is
 * causal. A prompt with a passage is given as a whole, so nothing is foretold in it, and its tokens
 * look in both directions; what is written behind it is causal again. This is a "prefix language
 * model" (<a href="https://arxiv.org/abs/1910.10683">Raffel et al. 2020</a>, section 3.2.1, who
 * measured that it reads far better than a causal one, table 2): in "Mara Lind opened the bakery"
 * the name must know what follows it to be found.
 */
final class PromptMask {
  private PromptMask() {}

  /**
   * @param ids whole texts, shape (n, length)
   * @return shape (n, 1, length, length), BOOLEAN: whether the token at the third place may look at
   *     that at the fourth. Null if all texts are causal, for which there is a faster way.
   */
  static NDArray of(NDArray ids) {
    NDArray passages = ids.eq(Special.PASSAGE.id());
    if (!passages.any().getBoolean()) {
      return null;
    }
    NDManager manager = ids.getManager();
    int length = (int) ids.size(1);
    NDArray answers = ids.eq(Special.ANSWER.id()).toType(DataType.INT32, false);
    NDArray upToAnswer = answers.cumSum(1).sub(answers).eq(0);
    NDArray reads = passages.logicalAnd(upToAnswer).logicalAnd(any(answers.gt(0)));
    NDArray prompt = upToAnswer.logicalAnd(any(reads)).reshape(ids.size(0), 1, 1, length);
    NDArray places = manager.arange(0, length, 1, DataType.INT32);
    NDArray causal = places.reshape(1, 1, 1, length).lte(places.reshape(1, 1, length, 1));
    return prompt.logicalOr(causal);
  }

  /** Whether anything in a row is true, shape (n, 1). */
  private static NDArray any(NDArray rows) {
    return rows.toType(DataType.INT32, false).max(new int[] {1}, true).gt(0);
  }
}
