package adapt4j.align;

import adapt4j.lm.Lm;
import adapt4j.lm.LmBatch;
import adapt4j.nn.Layers;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Foretells, before each token of a text, the reward that is still to come: a linear layer with one
 * output on the hidden states of the policy itself (<a
 * href="https://arxiv.org/abs/1707.06347">Schulman et al. 2017</a>, section 5: an architecture that
 * shares parameters between policy and value). At first it foretells 0.
 */
final class ValueHead implements AutoCloseable {
  private final NDManager manager;
  final NDArray weight; // (width, 1)
  final NDArray bias; // (1)

  ValueHead(Lm lm) {
    manager = lm.lab().manager().newSubManager();
    DataType type = Layers.arrays(lm.block()).values().iterator().next().getDataType();
    weight = manager.zeros(new Shape(lm.size().width(), 1), type);
    bias = manager.zeros(new Shape(1), type);
    weight.setRequiresGradient(true);
    bias.setRequiresGradient(true);
  }

  /**
   * @param hidden states of the batch, shape (n, length, width)
   * @return the values before the tokens that count, shape (n, asked); belongs to the batch
   */
  NDArray values(LmBatch batch, NDArray hidden) {
    NDArray all = hidden.matMul(weight).squeeze(2).add(bias);
    return all.gather(batch.places(), 1);
  }

  @Override
  public void close() {
    manager.close();
  }
}
