package adapt4j.nn;

import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;

/** A multilayer perceptron: linear layers with ReLU between them. */
public final class Mlp {
  private Mlp() {}

  /**
   * Builds the network, not yet initialised. Inputs of any shape are flattened first.
   *
   * @param units of each layer; the last one is the output
   * @return a block from (batch, ...) to (batch, last units)
   * @throws IllegalArgumentException if there is no layer, or one has no unit
   */
  public static SequentialBlock of(int... units) {
    if (units.length == 0) {
      throw new IllegalArgumentException(
          "Name the units of one layer at least, such as Mlp.of(10).");
    }
    SequentialBlock block = new SequentialBlock().add(Blocks.batchFlattenBlock());
    for (int i = 0; i < units.length; i++) {
      if (units[i] < 1) {
        throw new IllegalArgumentException(
            "Layer " + i + " has " + units[i] + " units; it needs 1.");
      }
      if (i > 0) {
        block.add(Activation.reluBlock());
      }
      block.add(Linear.builder().setUnits(units[i]).build());
    }
    return block;
  }
}
