package adapt4j.lora;

import adapt4j.Lab;
import adapt4j.nn.FastLinear;
import adapt4j.nn.Parts;
import adapt4j.train.Classifier;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Low-rank adaptation (<a href="https://arxiv.org/abs/2106.09685">Hu et al. 2021</a>): a linear
 * layer with weights W (out, in) keeps them and learns a product of two thin matrices beside, B
 * (out, r) and A (r, in). Its output is {@code W x + b + (alpha / r) B A dropout(x)} (equation 3).
 * B starts at 0, so the network starts as what it was.
 *
 * <pre>{@code
 * Classifier net = minilm.withFrozenBody(data.train());
 * Lora lora = Lora.builder().setRank(8).optAlpha(16).optTargets("query", "value").inject(net);
 * lora.summary();
 * Fit.epochs(3).optRate(1e-3).on(net, data.train());
 * Adapter task = lora.adapter();      // what was learnt, a copy
 * lora.save(folder);                  // under 1 MB
 * lora.merge();                       // no extra cost when the network is used
 * }</pre>
 *
 * <p>Use it where one large network serves many tasks, or where memory for gradients and moments is
 * short. It saves little time: gradients still pass through the whole network. Where there is one
 * task and memory enough, full fine-tuning reaches as far or further.
 */
public final class Lora extends Injected {
  private final Map<String, LoraLinear> layers;
  private final Block block;
  private final String about;

  private Lora(Base base, Map<String, LoraLinear> layers, Builder builder) {
    super(
        base,
        builder.settings(),
        layers.values().stream().flatMap(l -> Stream.of(l.a(), l.b())).toList());
    this.layers = layers;
    block = base.block;
    about = String.format(Locale.ROOT, "LoRA of rank %d on %d layers", builder.rank, layers.size());
  }

  /**
   * Starts the description of an adapter.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Adds each layer's product of matrices to a copy of its weights, and computes with that copy:
   * the network is as fast as without an adapter. A merged network cannot be trained.
   *
   * @return this
   */
  public Lora merge() {
    checkThere();
    Base.withoutGradient(() -> layers.values().forEach(LoraLinear::merge));
    return this;
  }

  /**
   * Computes with weights and adapter side by side again, exactly as before {@link #merge}, and
   * frees the copies.
   *
   * @return this
   */
  public Lora unmerge() {
    checkThere();
    layers.values().forEach(LoraLinear::unmerge);
    return this;
  }

  /**
   * Whether it is merged.
   *
   * @return true after {@link #merge}
   */
  public boolean isMerged() {
    return layers.values().stream().anyMatch(LoraLinear::isMerged);
  }

  /**
   * The layers that it works on.
   *
   * @return their names
   */
  public List<String> layers() {
    return List.copyOf(layers.keySet());
  }

  @Override
  void changed() {
    if (isMerged()) {
      merge();
    }
  }

  @Override
  void takeOut() {
    Map<Block, Block> back = new IdentityHashMap<>();
    layers.values().forEach(layer -> back.put(layer, layer.plain()));
    Parts.replace(block, back);
    layers.values().forEach(LoraLinear::free);
  }

  @Override
  String about() {
    return about;
  }

  /** Describes an adapter. */
  public static final class Builder {
    private int rank;
    private double alpha;
    private double dropout;
    private String[] targets = {"query", "value"};
    private List<String> also = List.of();

    private Builder() {}

    /**
     * How many rows A has: r.
     *
     * @param rank at least 1, at most the smaller width of each layer; 4 to 16 is usual
     * @return this builder
     * @throws IllegalArgumentException for fewer than 1
     */
    public Builder setRank(int rank) {
      if (rank < 1) {
        throw new IllegalArgumentException(
            "A rank of " + rank + " leaves nothing to train. It is 1 or more, such as 8.");
      }
      this.rank = rank;
      return this;
    }

    /**
     * The factor of the update is alpha / rank: with the same alpha, another rank does not ask for
     * another learning rate (section 4.1 of the paper).
     *
     * @param alpha above 0; the rank if not called
     * @return this builder
     * @throws IllegalArgumentException for 0 or below
     */
    public Builder optAlpha(double alpha) {
      if (!(alpha > 0) || Double.isInfinite(alpha)) {
        throw new IllegalArgumentException("Alpha is a number above 0, not " + alpha + ".");
      }
      this.alpha = alpha;
      return this;
    }

    /**
     * The share of a layer's inputs that the adapter does not see in a step of training.
     *
     * @param dropout from 0 to below 1; 0 if not called
     * @return this builder
     * @throws IllegalArgumentException if it is outside of that
     */
    public Builder optDropout(double dropout) {
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException(
            "Dropout is a share from 0 to below 1, not " + dropout + ".");
      }
      this.dropout = dropout;
      return this;
    }

    /**
     * The linear layers that it works on.
     *
     * @param layers names as in {@link adapt4j.nn.Layers}; {@code "query", "value"} if not called,
     *     as in the paper (section 7.1)
     * @return this builder
     * @throws IllegalArgumentException for no name
     */
    public Builder optTargets(String... layers) {
      if (layers.length == 0) {
        throw new IllegalArgumentException("Name at least one layer, such as \"query\".");
      }
      targets = layers.clone();
      return this;
    }

    /**
     * Layers that are trained as a whole, besides the adapter and a stage {@code head}, and saved
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
     * Puts the adapter into a classifier, and freezes everything else but the head.
     *
     * @param net is changed in place; A is drawn by its lab's seed
     * @return the adapter in the network
     * @throws IllegalArgumentException if no rank was set, or one is above a layer's width; if a
     *     name fits no layer, or none that is linear; if a layer is trained as a whole, or cannot
     *     be replaced; if there is an adapter already. Then nothing was changed.
     */
    public Lora inject(Classifier net) {
      return inject(new Base(net.lab(), net.model().getBlock(), net, also));
    }

    /**
     * Puts the adapter into any network of DJL's blocks.
     *
     * @param lab draws A by its seed
     * @param block initialised; it is changed in place
     * @return the adapter in the network
     * @throws IllegalArgumentException as {@link #inject(Classifier)} does
     */
    public Lora inject(Lab lab, Block block) {
      return inject(new Base(lab, block, null, also));
    }

    private Lora inject(Base base) {
      Map<String, Linear> found = Parts.linear(base.block, targets);
      found.forEach((name, layer) -> check(name, layer, base));
      base.lab.reseed();
      Map<String, LoraLinear> layers = new LinkedHashMap<>();
      Map<Block, Block> exchange = new IdentityHashMap<>();
      found.forEach(
          (name, plain) -> {
            LoraLinear layer = new LoraLinear(plain, rank, alpha(), dropout);
            layers.put(name, layer);
            exchange.put(plain, layer);
          });
      try {
        Parts.replace(base.block, exchange);
      } catch (RuntimeException e) {
        layers.values().forEach(LoraLinear::free);
        throw e;
      }
      return new Lora(base, layers, this);
    }

    private Map<String, String> settings() {
      Map<String, String> settings = new LinkedHashMap<>(); // in the order of error messages
      settings.put(METHOD, "LoRA");
      settings.put("rank", Integer.toString(rank));
      settings.put("alpha", Double.toString(alpha()));
      return settings;
    }

    private double alpha() {
      return alpha == 0 ? rank : alpha;
    }

    private void check(String name, Linear layer, Base base) {
      if (layer.getClass() != Linear.class && layer.getClass() != FastLinear.class) {
        throw new IllegalArgumentException(
            name
                + " is a "
                + layer.getClass().getSimpleName()
                + ", which may compute something else than DJL's Linear. Name other layers.");
      }
      if (base.trains(name)) {
        throw new IllegalArgumentException(
            name
                + " is trained as a whole, so an adapter of it would add nothing. Name other layers,"
                + " or freeze it first.");
      }
      NDArray weight = layer.getDirectParameters().get("weight").getArray();
      if (rank < 1 || rank > Math.min(weight.size(0), weight.size(1))) {
        throw new IllegalArgumentException(
            rank < 1
                ? "Set a rank: setRank(8)."
                : String.format(
                    Locale.ROOT,
                    "A rank of %d is too high for %s, which goes from a width of %d to %d. Take at"
                        + " most the smaller one.",
                    rank,
                    name,
                    weight.size(1),
                    weight.size(0)));
      }
    }
  }
}
