package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A table of vectors, looked up by row: PyTorch's {@code nn.Embedding}.
 *
 * <p>DJL's {@code Embedding} wants to know the words, and its {@code IdEmbedding} moves the table
 * to another manager during each call, so that two threads cannot use it at once.
 */
public final class Lookup extends AbstractBlock {
  private final Parameter table;

  /**
   * @param rows at least 1
   * @param width of a vector, at least 1
   */
  public Lookup(int rows, int width) {
    table =
        addParameter(
            Parameter.builder()
                .setName("weight")
                .setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(rows, width))
                .build());
  }

  /** From row numbers of any shape, INT64, to that shape with the width added. */
  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray rows = inputs.singletonOrThrow();
    NDArray vectors = weights.getValue(table, rows.getDevice(), training);
    return Embedding.embedding(rows, vectors, SparseFormat.DENSE);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0].add(table.getShape().get(1))};
  }
}
