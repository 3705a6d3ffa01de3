package adapt4j.lora;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.nn.Attention;
import adapt4j.nn.Parts;
import adapt4j.train.Classifier;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Prefix tuning (<a href="https://arxiv.org/abs/2101.00190">Li and Liang 2021</a>, section 4): in
 * each layer of attention, trained keys and values stand before those of the text, as if there were
 * a few more words in front that no dictionary holds. For encoders and classification see P-tuning
 * v2 (<a href="https://arxiv.org/abs/2110.07602">Liu et al. 2022</a>).
 *
 * <pre>{@code
 * Classifier net = minilm.withFrozenBody(data.train());
 * Prefix prefix = Prefix.builder().setLength(10).optFrom(data.train()).inject(net);
 * Fit.epochs(3).optRate(1e-2).on(net, data.train());
 * prefix.remove();                    // the old network, with the new head
 * }</pre>
 *
 * <p>The keys and values are trained directly. Li and Liang compute them by a small network during
 * training (section 4.3), which they find more stable; Liu et al. find that it depends on the task
 * whether that helps. Unlike {@link Lora} a prefix cannot be merged, costs a little time at each
 * use, and changes the network's output from the start.
 */
public final class Prefix extends Injected {
  private static final float DEVIATION = 0.02f; // as BERT's own weights are drawn
  private static final int TEXTS = 32; // to choose tokens from; enough for any usual length

  private final List<Attention> layers;
  private final List<PrefixBlock> prefixes;
  private final int length;

  private Prefix(Base base, List<Attention> layers, List<PrefixBlock> prefixes, int length) {
    super(base, settings(length), prefixes.stream().flatMap(Prefix::parameters).toList());
    this.layers = layers;
    this.prefixes = prefixes;
    this.length = length;
  }

  private static Map<String, String> settings(int length) {
    Map<String, String> settings = new LinkedHashMap<>(); // in the order of error messages
    settings.put(METHOD, "prefix");
    settings.put("length", Integer.toString(length));
    return settings;
  }

  private static Stream<Parameter> parameters(PrefixBlock prefix) {
    return prefix.getDirectParameters().values().stream();
  }

  /**
   * Starts the description of a prefix.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  void takeOut() {
    layers.forEach(layer -> layer.setPrefix(null));
    prefixes.forEach(PrefixBlock::clear);
  }

  @Override
  String about() {
    return String.format(Locale.ROOT, "A prefix of length %d in %d layers", length, layers.size());
  }

  /** Describes a prefix. */
  public static final class Builder {
    private int length;
    private Examples from;
    private List<String> also = List.of();

    private Builder() {}

    /**
     * How many keys and values stand before the text, in each layer.
     *
     * @param length at least 1; 5 to 50 is usual
     * @return this builder
     * @throws IllegalArgumentException for fewer than 1
     */
    public Builder setLength(int length) {
      if (length < 1) {
        throw new IllegalArgumentException(
            "A prefix of length " + length + " is none. It is 1 or more, such as 10.");
      }
      this.length = length;
      return this;
    }

    /**
     * Starts from the keys and values of tokens of these examples, chosen by the lab's seed: Li and
     * Liang (section 7.4) find starting from real words clearly better than from chance where data
     * are few. Where this is not called, the start is normal around 0 with a deviation of 0.02.
     *
     * @param examples such as the training part; the first {@value #TEXTS} are looked at
     * @return this builder
     */
    public Builder optFrom(Examples examples) {
      from = examples;
      return this;
    }

    /**
     * Layers that are trained as a whole, besides the prefix and a stage {@code head}, and saved
     * with it.
     *
     * @param layers names as in {@link adapt4j.nn.Layers}; they must not be frozen
     * @return this builder
     */
    public Builder optAlso(String... layers) {
      also = List.of(layers);
      return this;
    }

    /**
     * Puts the prefix into a classifier, and freezes everything else but the head.
     *
     * @param net is changed in place
     * @return the prefix in the network
     * @throws IllegalArgumentException if no length was set; if the network has no attention that
     *     takes a prefix, or has an adapter already; if the examples have too few tokens. Then
     *     nothing was changed.
     */
    public Prefix inject(Classifier net) {
      return inject(new Base(net.lab(), net.model().getBlock(), net, also));
    }

    /**
     * Puts the prefix into any network with layers of {@link Attention}.
     *
     * @param lab draws by its seed
     * @param block initialised; it is changed in place
     * @return the prefix in the network
     * @throws IllegalArgumentException as {@link #inject(Classifier)} does
     */
    public Prefix inject(Lab lab, Block block) {
      return inject(new Base(lab, block, null, also));
    }

    private Prefix inject(Base base) {
      if (length < 1) {
        throw new IllegalArgumentException("Set a length: setLength(10).");
      }
      List<Attention> layers = new ArrayList<>();
      for (Block part : Parts.of(base.block).values()) {
        if (part instanceof Attention layer) {
          layers.add(layer);
        }
      }
      if (layers.isEmpty()) {
        throw new IllegalArgumentException(
            "This network has no attention to put a prefix into. It is for transformers such as"
                + " MiniLM.");
      }
      base.lab.reseed();
      NDArray like = base.block.getParameters().get(0).getValue().getArray();
      List<PrefixBlock> prefixes = new ArrayList<>();
      for (Attention layer : layers) {
        Shape shape = new Shape(layer.heads(), length, layer.headWidth());
        prefixes.add(new PrefixBlock(drawn(like, shape), drawn(like, shape)));
        layer.setPrefix(prefixes.get(prefixes.size() - 1));
      }
      try {
        takeFromExamples(base, prefixes);
      } catch (RuntimeException e) {
        layers.forEach(layer -> layer.setPrefix(null));
        prefixes.forEach(PrefixBlock::clear);
        throw e;
      }
      return new Prefix(base, layers, prefixes, length);
    }

    private static NDArray drawn(NDArray like, Shape shape) {
      DataType type = like.getDataType();
      return like.getManager().randomNormal(0, DEVIATION, shape, type);
    }

    private void takeFromExamples(Base base, List<PrefixBlock> prefixes) {
      if (from == null) {
        return;
      }
      // The same seed in each layer: the same tokens.
      prefixes.forEach(prefix -> prefix.takeFrom(base.lab.random()));
      Base.withoutGradient(
          () -> {
            try (NDManager scope = base.lab.scope()) {
              long n = Math.min(TEXTS, from.size());
              NDArray inputs = from.inputs().get(new NDIndex(":" + n));
              inputs.attach(scope);
              base.block.forward(new ParameterStore(scope, false), new NDList(inputs), false);
            }
          });
      prefixes.forEach(prefix -> prefix.takeFrom(null));
    }
  }
}
