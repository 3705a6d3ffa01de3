package adapt4j.lora;

import adapt4j.Lab;
import adapt4j.nn.Layers;
import adapt4j.nn.Parts;
import adapt4j.nn.Stages;
import adapt4j.train.Classifier;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network as it is before something is injected: which of its parameters go on to be trained
 * besides the adapter, and which keep still.
 */
final class Base {
  private static final String HEAD = "head";

  final Lab lab;
  final Block block;
  final Classifier net; // null if it is a plain block
  private final Map<String, Parameter> beside = new LinkedHashMap<>();
  private final Map<String, Parameter> still = new LinkedHashMap<>();
  private List<Parameter> frozen = List.of();

  /**
   * @param also names of layers that are trained besides the adapter and the head
   * @throws IllegalArgumentException if the network is not initialised or has an adapter already,
   *     or a layer is not there or frozen
   */
  Base(Lab lab, Block block, Classifier net, List<String> also) {
    this.lab = lab;
    this.block = block;
    this.net = net;
    if (!block.isInitialized()) {
      throw new IllegalArgumentException(
          "This network has no weights yet. Initialise it first, for the shape of its inputs.");
    }
    if (Parts.of(block).values().stream().anyMatch(Base::isInjected)) {
      throw new IllegalArgumentException(
          "This network has an adapter already. Exchange it with use(...), or take it away first"
              + " with remove().");
    }
    Map<String, Parameter> trained = new LinkedHashMap<>();
    if (block instanceof Stages stages && stages.has(HEAD)) {
      trained.putAll(Layers.matching(block, HEAD));
      trained.keySet().removeIf(name -> !name.startsWith(HEAD + "."));
      trained.values().removeIf(parameter -> !parameter.requiresGradient());
    }
    for (String name : also) {
      Layers.matching(block, name).forEach((path, p) -> trained.put(path, thawed(path, p)));
    }
    Layers.of(block)
        .forEach(
            (name, p) ->
                // Running statistics move while a network is trained, so they belong to the
                // adapter.
                (trained.containsKey(name) || !Layers.learns(p) ? beside : still).put(name, p));
  }

  private static boolean isInjected(Block part) {
    return part instanceof LoraLinear || part instanceof PrefixBlock;
  }

  /** What is frozen may share its memory with other networks. */
  private static Parameter thawed(String path, Parameter parameter) {
    if (Layers.learns(parameter) && !parameter.requiresGradient()) {
      throw new IllegalArgumentException(
          path
              + " is frozen in this network. Unfreeze it before it is named in optAlso(...); a text"
              + " classifier with a frozen body wants it in withFrozenBody(...).");
    }
    return parameter;
  }

  /** The parameters that are trained besides the adapter, and the running statistics, by name. */
  Map<String, Parameter> beside() {
    return beside;
  }

  /** Whether a layer is trained as a whole. */
  boolean trains(String layer) {
    return beside.entrySet().stream()
        .anyMatch(e -> Layers.learns(e.getValue()) && e.getKey().startsWith(layer + "."));
  }

  void freeze() {
    frozen = still.values().stream().filter(Parameter::requiresGradient).toList();
    frozen.forEach(parameter -> parameter.freeze(true));
  }

  void thaw() {
    frozen.forEach(parameter -> parameter.freeze(false));
  }

  /**
   * What an adapter of this network must not be used without: the number of parameters that keep
   * still, and a SHA-256 of their names, shapes and values.
   *
   * @throws IllegalStateException if some of them do not keep still
   */
  String fingerprint() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      long count = 0;
      for (Map.Entry<String, Parameter> entry : still.entrySet()) {
        if (entry.getValue().requiresGradient()) {
          throw new IllegalStateException(
              entry.getKey()
                  + " is trained too, but it is no part of the adapter. Freeze it, or name it in"
                  + " optAlso(...).");
        }
        NDArray array = entry.getValue().getArray();
        count += array.size();
        String about = entry.getKey() + array.getShape() + array.getDataType();
        sha.update(about.getBytes(StandardCharsets.UTF_8));
        sha.update(array.toByteArray());
      }
      return count + " parameters, " + HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  /** What it would take to train the whole network, without an adapter. */
  Footprint full() {
    List<Parameter> all = new ArrayList<>(still.values());
    all.addAll(beside.values());
    return Footprint.of(all, parameter -> true);
  }

  /** On a thread of its own PyTorch starts with gradients on, and forbids to write into weights. */
  static void withoutGradient(Runnable work) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      work.run();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
