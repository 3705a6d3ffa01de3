package adapt4j.text;

import adapt4j.nn.GraphSafe;
import adapt4j.nn.Hidden;
import adapt4j.nn.Lookup;
import adapt4j.text.Pretrained.Pooling;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * BERT's encoder (<a href="https://arxiv.org/abs/1810.04805">Devlin et al. 2019</a>, section 3) and
 * a pooling: from the tokens of a text to one vector (<a
 * href="https://arxiv.org/abs/1908.10084">Reimers and Gurevych 2019</a>, section 3).
 *
 * <p>Layers have the names that they have in Hugging Face's BERT: {@code
 * encoder.layer.3.attention.self.query}. DJL's own {@code BertBlock} has other normalisations and
 * another short cut, and cannot take BERT's weights.
 */
final class BertEncoder extends AbstractBlock implements Hidden {
  /** In place of a token's number where the text is over. */
  static final int NO_TOKEN = -1;

  private static final int AT_ONCE = 32; // texts, where no gradient asks for all together
  private static final double FAR_BELOW = 1e9; // e to the power of minus this is 0

  private final BertSize size;
  private final Pooling pooling;
  private final Supplier<String> vocabulary;
  private final Block words;
  private final Block positions;
  private final Block types;
  private final Block norm;
  private final List<Block> layers = new ArrayList<>();
  private Map<String, Parameter> shared = Map.of();
  private Watcher watcher; // null: nobody looks

  /**
   * @param vocabulary a fingerprint of that which the tokens are numbers of; asked for when needed
   */
  BertEncoder(BertSize size, Pooling pooling, Supplier<String> vocabulary) {
    this.size = size;
    this.pooling = pooling;
    this.vocabulary = vocabulary;
    words = table("word_embeddings", size.words());
    positions = table("position_embeddings", size.positions());
    types = table("token_type_embeddings", size.types());
    norm = addChildBlock("embeddings.LayerNorm", BertLayer.norm());
    for (int i = 0; i < size.layers(); i++) {
      layers.add(addChildBlock("encoder.layer." + i, new BertLayer(size)));
    }
  }

  private Block table(String name, int rows) {
    return addChildBlock("embeddings." + name, new Lookup(rows, size.width()));
  }

  BertSize size() {
    return size;
  }

  Pooling pooling() {
    return pooling;
  }

  @Override
  public int layers() {
    return size.layers();
  }

  @Override
  public int width() {
    return size.width();
  }

  @Override
  public String reads() {
    return vocabulary.get();
  }

  @Override
  public void watch(Watcher watcher) {
    this.watcher = watcher;
  }

  /**
   * Names the parameters whose arrays belong to other networks too. They must stay frozen.
   *
   * @param parameters by name
   */
  void share(Map<String, Parameter> parameters) {
    shared = Map.copyOf(parameters);
  }

  /**
   * @param inputs tokens (n, length), FLOAT32 (as all inputs of this library), each text from the
   *     left, then {@link #NO_TOKEN}
   * @return (n, width), of no particular length
   */
  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    checkShared();
    NDArray tokens = inputs.singletonOrThrow();
    boolean learning = JniUtils.isGradMode();
    return new NDList(
        learning || watcher != null || tokens.size(0) <= AT_ONCE
            ? vectors(weights, tokens, training)
            : sorted(weights, tokens, training));
  }

  /**
   * Many texts, a few at a time, each among others of its length: so there is little padding to
   * compute, and no need for memory that grows with the number of texts.
   */
  private NDArray sorted(ParameterStore weights, NDArray tokens, boolean training) {
    NDManager outer = tokens.getManager();
    try (NDManager scope = outer.newSubManager()) {
      NDArray own = tokens.stopGradient();
      own.attach(scope);
      NDArray order = own.gte(0).sum(new int[] {1}).argSort();
      NDList parts = new NDList();
      for (long from = 0; from < own.size(0); from += AT_ONCE) {
        long to = Math.min(own.size(0), from + AT_ONCE);
        NDArray rows = order.get(new NDIndex(from + ":" + to));
        parts.add(vectors(weights, own.get(new NDIndex("{}", rows)), training));
      }
      NDArray all = NDArrays.concat(parts).get(new NDIndex("{}", order.argSort()));
      all.attach(outer);
      return all;
    }
  }

  private NDArray vectors(ParameterStore weights, NDArray input, boolean training) {
    NDManager outer = input.getManager();
    try (NDManager scope = outer.newSubManager()) {
      NDArray tokens = input.stopGradient(); // a handle of our own
      tokens.attach(scope);
      NDList states = states(weights, tokens, training, outer);
      NDArray pooled = pooled(states.get(0), states.get(1).expandDims(2));
      pooled.attach(outer);
      return pooled;
    }
  }

  /**
   * The vectors of all tokens, before the pooling.
   *
   * @param tokens as {@link #forwardInternal} takes them
   * @return (n, longest, width) and (n, longest), the latter 1 where there is a token and 0 where
   *     there is none; cut to the longest text
   */
  NDList states(ParameterStore weights, NDArray tokens, boolean training) {
    checkShared();
    return states(weights, tokens, training, tokens.getManager());
  }

  private NDList states(
      ParameterStore weights, NDArray tokens, boolean training, NDManager watched) {
    NDManager manager = tokens.getManager();
    long[] lengths = tokens.gte(0).sum(new int[] {1}).toType(DataType.INT64, true).toLongArray();
    Packing packing = Packing.of(manager, lengths);
    NDArray cut = tokens.get(new NDIndex(":, :" + packing.length()));
    NDArray real = cut.gte(0).toType(DataType.FLOAT32, true);
    NDArray x = embeddings(weights, cut.maximum(0).toType(DataType.INT64, true), packing, training);
    real = real.toType(x.getDataType(), true);
    NDArray mask = GraphSafe.mul(real.sub(1), FAR_BELOW).expandDims(1).expandDims(1);
    for (int i = 0; i < layers.size(); i++) {
      x = freed(layers.get(i), weights, packing.write(x, mask), training);
      if (watcher != null) {
        show(i, packing.unpack(x), real, watched);
      }
    }
    return new NDList(packing.unpack(x), real);
  }

  /** Shows a handle of its own, since ours is freed with the next layer. */
  private void show(int layer, NDArray states, NDArray real, NDManager outer) {
    NDArray seen = states.add(0); // a copy inside the graph
    NDArray mask = real.add(0);
    seen.attach(outer);
    mask.attach(outer);
    watcher.see(layer, seen, mask);
  }

  /** Of each packed token. */
  private NDArray embeddings(
      ParameterStore weights, NDArray tokens, Packing packing, boolean training) {
    NDManager manager = tokens.getManager();
    NDArray order = manager.arange(0, packing.length(), 1, DataType.INT64);
    NDArray first = manager.zeros(new Shape(1), DataType.INT64); // a text has one part only
    NDArray ids = packing.packNumbers(tokens.flatten());
    NDArray places = packing.packNumbers(order.tile(packing.texts()));
    NDArray word = words.forward(weights, new NDList(ids), training).singletonOrThrow();
    NDArray position = positions.forward(weights, new NDList(places), training).singletonOrThrow();
    NDArray type = types.forward(weights, new NDList(first), training).singletonOrThrow();
    NDArray sum = word.add(position).add(type);
    return norm.forward(weights, new NDList(sum), training).singletonOrThrow();
  }

  /** One layer. What it computes on its way is freed; PyTorch keeps what a gradient needs. */
  private static NDArray freed(
      Block layer, ParameterStore weights, NDList inputs, boolean training) {
    NDArray x = inputs.head();
    NDManager outer = x.getManager();
    try (NDManager scope = outer.newSubManager()) {
      x.attach(scope);
      NDArray y = layer.forward(weights, inputs, training).singletonOrThrow();
      y.attach(outer);
      return y;
    }
  }

  private NDArray pooled(NDArray x, NDArray real) {
    return switch (pooling) {
      case MEAN -> x.mul(real).sum(new int[] {1}).div(real.sum(new int[] {1}));
      case CLS -> x.get(new NDIndex(":, 0"));
    };
  }

  /** Training a shared array would change every other network that uses it, without a word. */
  private void checkShared() {
    if (!JniUtils.isGradMode()) {
      return;
    }
    shared.forEach(
        (name, parameter) -> {
          if (parameter.requiresGradient()) {
            throw new IllegalStateException(
                name
                    + " shares its weights with the encoder that this network was made from, so it"
                    + " cannot be trained. Name it in withFrozenBody(...), or use withHead(...).");
          }
        });
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape tokens = new Shape(1, size.width());
    for (Block table : List.of(words, positions, types)) {
      table.initialize(manager, type, inputs[0]);
    }
    norm.initialize(manager, type, tokens);
    for (Block layer : layers) {
      layer.initialize(manager, type, tokens);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), size.width())};
  }
}
