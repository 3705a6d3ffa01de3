package adapt4j.lm;

import adapt4j.nn.GraphSafe;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Lets the model point at a word of the passage instead of writing one from memory: the pointer-
 * generator (<a href="https://arxiv.org/abs/1704.04368">See, Liu and Manning 2017</a>, section
 * 2.2). The probability of the next token w is a mixture (their equation 9):
 *
 * <pre>
 * P(w) = (1 - c) P_vocabulary(w) + c (sum of a_i over the places i of the passage with token w)
 * </pre>
 *
 * <p>Here a is an attention over the places of the passage, and c, the share that is copied (1 -
 * p_gen in the paper), comes from the state of the network and from what the attention found
 * (equation 8). Without it a small model must learn to spell every name anew; with it, a name that
 * was never seen in training is read off. Where a text has no passage, c is 0, and the network is a
 * plain language model.
 */
final class CopyHead extends NamedParts {
  private static final double FAR_BELOW = 1e9; // e to the power of minus this is 0

  CopyHead(int width) {
    addChildBlock("query", Linear.builder().setUnits(width).build());
    addChildBlock("key", Linear.builder().setUnits(width).build());
    addChildBlock("gate", Linear.builder().setUnits(1).build());
  }

  /** What the places of a text are found by: from (n, length, width) to the same shape. */
  NDArray keys(ParameterStore weights, NDArray hidden, boolean training) {
    return part("key").forward(weights, new NDList(hidden), training).singletonOrThrow();
  }

  /**
   * @param inputs hidden states that ask, shape (n, asking, width); {@link #keys}, shape (n,
   *     places, width); which places may be copied by whom, shape (n, asking, places), 1 or 0
   * @return the attention a, shape (n, asking, places); the share c, shape (n, asking, 1), which is
   *     0 where there is no place to copy from; and 1 - c, which the subtraction would round off
   *     where c is nearly 1
   */
  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray asking = inputs.get(0);
    NDArray keys = inputs.get(1);
    NDArray allowed = inputs.get(2);
    NDArray asked = part("query").forward(weights, new NDList(asking), training).singletonOrThrow();
    NDArray scores = asked.matMul(keys.transpose(0, 2, 1));
    NDArray masked =
        GraphSafe.div(scores, Math.sqrt(keys.size(2)))
            .add(GraphSafe.mul(allowed.sub(1), FAR_BELOW));
    NDArray attention = masked.softmax(2);
    NDArray found = attention.matMul(keys);
    NDArray copies =
        part("gate")
            .forward(weights, new NDList(asking.concat(found, 2)), training)
            .singletonOrThrow();
    NDArray any = allowed.max(new int[] {2}, true);
    NDArray copied = Activation.sigmoid(copies).mul(any);
    NDArray written = Activation.sigmoid(copies.neg()).mul(any).add(any.neg().add(1));
    return new NDList(attention, copied, written);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape hidden = inputs[0];
    part("query").initialize(manager, type, hidden);
    part("key").initialize(manager, type, hidden);
    part("gate")
        .initialize(manager, type, new Shape(hidden.get(0), hidden.get(1), 2 * hidden.get(2)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    long places = inputs[1].get(1);
    Shape asking = inputs[0].slice(0, 2);
    return new Shape[] {asking.add(places), asking.add(1), asking.add(1)};
  }
}
