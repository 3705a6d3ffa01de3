package adapt4j.text;

import adapt4j.nn.Attention;
import adapt4j.nn.FastLinear;
import adapt4j.nn.GraphSafe;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.util.function.BiFunction;

/**
 * One layer of a transformer encoder: attention, then a small network for each token, both with a
 * short cut around them and a normalisation behind (<a
 * href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017</a>, section 3.1 and equation 1; <a
 * href="https://arxiv.org/abs/1810.04805">Devlin et al. 2019</a>).
 *
 * <p>Its parts have the names that they have in Hugging Face's BERT. There is no dropout.
 */
final class BertLayer extends AbstractBlock implements Attention {
  private final BertSize size;

  BertLayer(BertSize size) {
    this.size = size;
    addChildBlock("attention.self.query", linear(size.width()));
    addChildBlock("attention.self.key", linear(size.width()));
    addChildBlock("attention.self.value", linear(size.width()));
    addChildBlock("attention.output.dense", linear(size.width()));
    addChildBlock("attention.output.LayerNorm", norm());
    addChildBlock("intermediate.dense", linear(size.inner()));
    addChildBlock("output.dense", linear(size.width()));
    addChildBlock("output.LayerNorm", norm());
  }

  private static Block linear(int units) {
    return FastLinear.of(units);
  }

  /** The normalisation of BERT: over the width of each token. */
  static LayerNorm norm() {
    return LayerNorm.builder().axis(1).optEpsilon(1e-12f).build();
  }

  /**
   * @param inputs tokens (rows, width), a mask (n, 1, 1, length) to be added to the attention's
   *     scores: 0 for a token, a large negative number where there is none; and the {@link Packing}
   *     that tells which row is which token
   * @return (rows, width)
   */
  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    NDArray mask = inputs.get(1);
    Packing packing = Packing.read(inputs);
    BiFunction<String, NDArray, NDArray> run =
        (part, in) -> part(part).forward(weights, new NDList(in), training).singletonOrThrow();

    // Equation 1 divides the scores by this; there are fewer numbers in the queries.
    NDArray asked = GraphSafe.div(run.apply("attention.self.query", x), Math.sqrt(headWidth()));
    NDArray query = heads(packing.unpack(asked));
    NDArray key = heads(packing.unpack(run.apply("attention.self.key", x)));
    NDArray value = heads(packing.unpack(run.apply("attention.self.value", x)));
    Block prefix = find(PREFIX);
    if (prefix != null) {
      NDList more = prefix.forward(weights, new NDList(key, value, mask), training);
      key = more.get(0);
      value = more.get(1);
      mask = more.get(2);
    }
    NDArray scores = query.matMul(key.transpose(0, 1, 3, 2));
    NDArray attention = scores.add(mask).softmax(-1);
    NDArray context = packing.pack(joined(attention.matMul(value)));

    NDArray attended =
        run.apply(
            "attention.output.LayerNorm", run.apply("attention.output.dense", context).add(x));
    NDArray inner = Activation.gelu(run.apply("intermediate.dense", attended));
    NDArray out = run.apply("output.dense", inner).add(attended);
    return new NDList(run.apply("output.LayerNorm", out));
  }

  /** From (n, length, width) to (n, heads, length, width of a head). */
  private NDArray heads(NDArray x) {
    return x.reshape(x.size(0), x.size(1), heads(), headWidth()).transpose(0, 2, 1, 3);
  }

  /** The reverse. */
  private NDArray joined(NDArray x) {
    return x.transpose(0, 2, 1, 3).reshape(x.size(0), x.size(2), size.width());
  }

  @Override
  public int heads() {
    return size.heads();
  }

  @Override
  public int headWidth() {
    return size.width() / size.heads();
  }

  @Override
  public void setPrefix(Block prefix) {
    Block old = find(PREFIX);
    if (old != null) {
      children.remove(children.values().indexOf(old));
    }
    if (prefix != null) {
      addChildBlock(PREFIX, prefix);
    }
  }

  /** Looked up at each call, so that a part may be exchanged for another with the same shapes. */
  private Block part(String name) {
    Block part = find(name);
    if (part == null) {
      throw new IllegalArgumentException("There is no part " + name + ".");
    }
    return part;
  }

  private Block find(String name) {
    for (Pair<String, Block> child : children) {
      if (child.getKey().substring(2).equals(name)) { // DJL puts two digits before each name
        return child.getValue();
      }
    }
    return null;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape tokens = inputs[0];
    Shape wide = new Shape(tokens.get(0), size.inner());
    Block last = part("output.dense");
    last.initialize(manager, type, wide);
    children.values().stream()
        .filter(part -> part != last)
        .forEach(part -> part.initialize(manager, type, tokens));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }
}
