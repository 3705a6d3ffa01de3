package adapt4j.lm;

import adapt4j.nn.Bfloat16;
import adapt4j.nn.CausalAttention;
import adapt4j.nn.FastLinear;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.Pair;
import ai.djl.util.PairList;

/**
 * One layer of the decoder: attention to the tokens before, then a small network for each token (<a
 * href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017</a>, sections 3.1 to 3.3). Each of
 * the two reads a normalised copy of the token's vector and adds its result to the vector itself
 * ("pre- norm", <a href="https://arxiv.org/abs/2002.04745">Xiong et al. 2020</a>): gradients then
 * reach the lowest layer undiminished.
 *
 * <pre>
 * x = x + output(attention(query, key, value of norm1(x)))
 * x = x + down(gelu(up(norm2(x))))
 * </pre>
 */
final class LmLayer extends NamedParts {
  private final LmSize size;
  private final Speed speed;

  LmLayer(LmSize size, Speed speed) {
    this.size = size;
    this.speed = speed;
    addChildBlock("norm1", norm());
    for (String part : new String[] {"query", "key", "value", "output"}) {
      addChildBlock("attention." + part, linear(size.width()));
    }
    addChildBlock("norm2", norm());
    addChildBlock("mlp.up", linear(size.inner()));
    addChildBlock("mlp.down", linear(size.width()));
  }

  /** How a network computes while it is trained: set by the trainer, not saved. */
  static final class Speed {
    boolean bfloat16;
    float dropout;
  }

  private static Block linear(int units) {
    return FastLinear.of(units);
  }

  static LayerNorm norm() {
    return LayerNorm.builder().axis(2).optEpsilon(1e-5f).build();
  }

  /**
   * @param inputs see {@link #run}
   */
  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    Rotary places = new Rotary(inputs.get(1), inputs.get(2));
    return new NDList(run(weights, inputs.get(0), places, null, null, training));
  }

  /**
   * @param x the tokens' vectors, shape (n, length, width)
   * @param places where they stand
   * @param mask see {@link PromptMask}; null: each token looks at those before it
   * @param cache the keys and values of the tokens before, to which those of x are added; null if x
   *     is the whole text
   * @return the shape of x
   */
  NDArray run(
      ParameterStore weights,
      NDArray x,
      Rotary places,
      NDArray mask,
      LmCache.Layer cache,
      boolean training) {
    NDArray seen = part("norm1").forward(weights, new NDList(x), training).singletonOrThrow();
    NDArray query = places.turn(heads(linear("attention.query", weights, seen, training)));
    NDArray key = places.turn(heads(linear("attention.key", weights, seen, training)));
    NDArray value = heads(linear("attention.value", weights, seen, training));
    NDArray context =
        cache == null
            ? CausalAttention.whole(query, key, value, mask)
            : cache.attend(query, key, value, mask);
    NDArray attended = linear("attention.output", weights, joined(context), training);
    NDArray y = x.add(dropped(attended, training));

    seen = part("norm2").forward(weights, new NDList(y), training).singletonOrThrow();
    NDArray inner = Activation.gelu(linear("mlp.up", weights, seen, training));
    return y.add(dropped(linear("mlp.down", weights, inner, training), training));
  }

  private NDArray linear(String name, ParameterStore weights, NDArray x, boolean training) {
    Block part = part(name);
    if (training && speed.bfloat16 && part instanceof FastLinear) {
      Parameter weight = part.getDirectParameters().get("weight");
      Parameter bias = part.getDirectParameters().get("bias");
      return Bfloat16.linear(
          x,
          weights.getValue(weight, x.getDevice(), true),
          weights.getValue(bias, x.getDevice(), true));
    }
    return part.forward(weights, new NDList(x), training).singletonOrThrow();
  }

  private NDArray dropped(NDArray x, boolean training) {
    return training && speed.dropout > 0 ? Dropout.dropout(x, speed.dropout).singletonOrThrow() : x;
  }

  /** From (n, length, width) to (n, heads, length, width of a head). */
  private NDArray heads(NDArray x) {
    return x.reshape(x.size(0), x.size(1), size.heads(), size.headWidth()).transpose(0, 2, 1, 3);
  }

  /** The reverse. */
  private NDArray joined(NDArray x) {
    return x.transpose(0, 2, 1, 3).reshape(x.size(0), x.size(2), size.width());
  }

  /** The layers whose results are added up start smaller, so that the sum does not grow. */
  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape tokens = inputs[0];
    Shape wide = new Shape(tokens.get(0), tokens.get(1), size.inner());
    for (Pair<String, Block> child : children) {
      boolean down = child.getKey().endsWith("mlp.down");
      if (child.getValue() instanceof FastLinear linear) {
        double spread = 1 / Math.sqrt(down ? size.inner() : size.width());
        boolean added = down || child.getKey().endsWith("output");
        double share = added ? 1 / Math.sqrt(2.0 * size.layers()) : 1;
        linear.setInitializer(
            new NormalInitializer((float) (spread * share)), Parameter.Type.WEIGHT);
      }
      child.getValue().initialize(manager, type, down ? wide : tokens);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }
}
