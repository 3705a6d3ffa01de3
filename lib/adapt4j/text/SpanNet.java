package adapt4j.text;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;

/** BERT with two scores for each token: does the answer begin here, does it end here? */
final class SpanNet extends AbstractBlock {
  private static final float DEVIATION = 0.02f; // as BERT's own weights had at first

  private final BertEncoder body;
  private final Block head;

  /**
   * @param body initialised
   * @param manager owns the weights of the head
   */
  SpanNet(BertEncoder body, NDManager manager) {
    this.body = addChildBlock("body", body);
    head = addChildBlock("head", Linear.builder().setUnits(2).build());
    head.setInitializer(new NormalInitializer(DEVIATION), ai.djl.nn.Parameter.Type.WEIGHT);
    initialize(manager, DataType.FLOAT32, new Shape(1, 1));
  }

  /** Tokens (n, length) to scores (n, longest, 2). */
  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    NDList states = body.states(weights, inputs.singletonOrThrow(), training);
    return head.forward(weights, new NDList(states.head()), training);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    body.initialize(manager, type, inputs);
    head.initialize(manager, type, new Shape(1, 1, body.width()));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), inputs[0].get(1), 2)};
  }
}
