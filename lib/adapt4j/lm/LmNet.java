package adapt4j.lm;

import adapt4j.nn.Bfloat16;
import adapt4j.nn.FastLinear;
import adapt4j.nn.Lookup;
import adapt4j.nn.Scatter;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The network of a language model: a decoder-only transformer (<a
 * href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017</a>, the decoder of section 3.1
 * without an encoder; <a
 * href="https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf">Radford
 * et al. 2019</a>, section 2.3).
 *
 * <ol>
 *   <li>Each token becomes a vector out of a table, and its mark (see {@link Marks}) another one,
 *       which is added.
 *   <li>Layers ({@link LmLayer}) let each token look at those before it, and compute. The tokens of
 *       a prompt with a passage look in both directions ({@link PromptMask}).
 *   <li>A last normalisation gives the hidden states: what {@link #forward} returns.
 *   <li>The product of a hidden state with every row of the table of step 1 is the score of every
 *       token to come next ("tied" weights, <a href="https://arxiv.org/abs/1608.05859">Press and
 *       Wolf 2017</a>), and a softmax makes probabilities of the scores.
 *   <li>Where there is a passage, {@link CopyHead} mixes in the probabilities of copying from it.
 * </ol>
 *
 * <p>Names of layers are {@code token}, {@code mark}, {@code layer.0.attention.query} and so on,
 * {@code norm}, {@code copy.query}.
 */
public final class LmNet extends AbstractBlock {
  private static final float SPREAD = 0.02f; // of the tables at first, as in GPT-2
  private static final double TINY = 1e-20; // below any probability that matters; keeps log finite

  private final LmSize size;
  private final LmLayer.Speed speed = new LmLayer.Speed();
  private final Block token;
  private final Block mark;
  private final List<LmLayer> layers = new ArrayList<>();
  private final Block norm;
  private final CopyHead copy;

  LmNet(LmSize size) {
    this.size = size;
    token = addChildBlock("token", new Lookup(size.tokens(), size.width()));
    mark = addChildBlock("mark", new Lookup(Marks.MATCH + 1, size.width()));
    for (int i = 0; i < size.layers(); i++) {
      layers.add(addChildBlock("layer." + i, new LmLayer(size, speed)));
    }
    norm = addChildBlock("norm", LmLayer.norm());
    copy = addChildBlock("copy", new CopyHead(size.width()));
  }

  LmSize size() {
    return size;
  }

  LmLayer.Speed speed() {
    return speed;
  }

  /**
   * @param inputs tokens and marks, both (n, length), INT64
   * @return the hidden states, shape (n, length, width)
   */
  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray ids = inputs.get(0);
    int[][] positions = {IntStream.range(0, (int) ids.size(1)).toArray()};
    return new NDList(hidden(weights, ids, inputs.get(1), positions, null, training));
  }

  /**
   * The hidden states of tokens, of a whole text or behind those that are in a cache.
   *
   * @param positions of the tokens in their texts, (n or 1, length)
   * @param cache of the tokens before; it grows by these. Null: there are none.
   */
  NDArray hidden(
      ParameterStore weights,
      NDArray ids,
      NDArray marks,
      int[][] positions,
      LmCache cache,
      boolean training) {
    NDManager outer = ids.getManager();
    try (NDManager scope = outer.newSubManager()) {
      scope.tempAttachAll(ids, marks);
      NDArray words = token.forward(weights, new NDList(ids), training).singletonOrThrow();
      NDArray marked = mark.forward(weights, new NDList(marks), training).singletonOrThrow();
      NDArray x = words.add(marked);
      Rotary places = Rotary.of(scope, positions, size.headWidth(), x.getDataType());
      NDArray mask = cache == null || cache.isEmpty() ? PromptMask.of(ids) : null;
      for (int i = 0; i < layers.size(); i++) {
        LmCache.Layer cached = cache == null ? null : cache.layer(i);
        x = freed(layers.get(i), weights, x, places, mask, cached, training);
      }
      NDArray hidden = norm.forward(weights, new NDList(x), training).singletonOrThrow();
      hidden.attach(outer);
      return hidden;
    }
  }

  /** One layer. What it computes on its way is freed; PyTorch keeps what a gradient needs. */
  private static NDArray freed(
      LmLayer layer,
      ParameterStore weights,
      NDArray x,
      Rotary places,
      NDArray mask,
      LmCache.Layer cache,
      boolean training) {
    NDManager outer = x.getManager();
    try (NDManager scope = outer.newSubManager()) {
      x.attach(scope);
      NDArray y = layer.run(weights, x, places, mask, cache, training);
      y.attach(outer);
      return y;
    }
  }

  /**
   * The log-probabilities of the tokens that a batch asks for.
   *
   * @param hidden of the batch
   * @return shape (n, asked), 0 where nothing counts
   */
  NDArray logProbs(ParameterStore weights, NDArray hidden, LmBatch batch, boolean training) {
    long length = hidden.size(1);
    NDManager manager = hidden.getManager();
    NDArray rows = manager.arange(0, (int) hidden.size(0), 1, DataType.INT64).mul(length);
    NDArray flat = rows.expandDims(1).add(batch.places());
    NDArray asking =
        Embedding.embedding(flat, hidden.reshape(-1, size.width()), SparseFormat.DENSE)
            .singletonOrThrow();
    NDArray targets = batch.targets().expandDims(2);
    NDArray written = scores(weights, asking, training).logSoftmax(2).gather(targets, 2).squeeze(2);
    NDArray mask = batch.mask().toType(hidden.getDataType(), false);
    if (!batch.sources()) {
      return written.mul(mask);
    }
    NDArray before =
        manager
            .arange(0, (int) length, 1, DataType.INT64)
            .reshape(1, 1, length)
            .lte(batch.places().expandDims(2));
    NDArray allowed = batch.marks().neq(Marks.NONE).expandDims(1).logicalAnd(before);
    NDArray keys = copy.keys(weights, hidden, training);
    NDList copied =
        copy.forward(
            weights,
            new NDList(asking, keys, allowed.toType(hidden.getDataType(), true)),
            training);
    NDArray same = batch.ids().expandDims(1).eq(targets).toType(hidden.getDataType(), true);
    NDArray found = copied.get(0).mul(same).sum(new int[] {2});
    NDArray mixed =
        written.exp().mul(copied.get(2).squeeze(2)).add(found.mul(copied.get(1).squeeze(2)));
    return mixed.add(TINY).log().mul(mask);
  }

  /**
   * The log-probabilities of every token to come next, behind some places whose texts are in a
   * cache, and how much of them is copied.
   *
   * @param asking hidden states, shape (n, 1, width)
   * @return of n times as many numbers as there are tokens, and of n numbers
   */
  NDList next(ParameterStore weights, NDArray asking, LmCache cache) {
    NDArray scores = scores(weights, asking, false);
    NDArray keys = cache.keys();
    if (keys == null) {
      return new NDList(scores.logSoftmax(2), scores.getManager().zeros(new Shape(asking.size(0))));
    }
    NDArray written = scores.softmax(2);
    NDList copied = copy.forward(weights, new NDList(asking, keys, cache.sources()), false);
    NDArray share = copied.get(1);
    NDArray mixed =
        Scatter.add(
            written.mul(copied.get(2)), cache.ids().expandDims(1), copied.get(0).mul(share));
    return new NDList(mixed.add(TINY).log(), share);
  }

  /** Puts tokens into a cache: what the copy head will look at. */
  void remember(ParameterStore weights, NDArray hidden, NDArray ids, NDArray marks, LmCache cache) {
    NDArray sources = marks.neq(Marks.NONE).toType(hidden.getDataType(), true).expandDims(1);
    cache.grow(copy.keys(weights, hidden, false), ids, sources);
  }

  /** The product with each row of the table of tokens. */
  private NDArray scores(ParameterStore weights, NDArray hidden, boolean training) {
    Parameter parameter = token.getDirectParameters().get("weight");
    NDArray table = weights.getValue(parameter, hidden.getDevice(), training);
    return training && speed.bfloat16
        ? Bfloat16.linear(hidden, table, null)
        : FastLinear.of(hidden, table, null);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    for (Block table : List.of(token, mark)) {
      table.setInitializer(new NormalInitializer(SPREAD), Parameter.Type.WEIGHT);
      table.initialize(manager, type, inputs[0]);
    }
    Shape hidden = inputs[0].add(size.width());
    layers.forEach(layer -> layer.initialize(manager, type, hidden));
    norm.initialize(manager, type, hidden);
    copy.initialize(manager, type, hidden, hidden);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0].add(size.width())};
  }
}
