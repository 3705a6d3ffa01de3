package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A network's parameters by name, and freezing by name.
 *
 * <p>A name is the path from the network to the parameter, joined by dots, as PyTorch's {@code
 * named_parameters} has it: {@code body.conv4.conv.weight}. Where a method takes names of layers,
 * any part of a path will do: {@code "conv4"} means everything in it, wherever it is, and {@code
 * "body.conv4"} says where. A star stands for any characters of one part: {@code "conv*"}.
 */
public final class Layers {
  private Layers() {}

  /**
   * All parameters, those of batch normalisation's running statistics too.
   *
   * @param block an initialised network
   * @return the parameters by name, from the input to the output
   */
  public static Map<String, Parameter> of(Block block) {
    Map<String, Parameter> found = new LinkedHashMap<>();
    collect("", block, found);
    return found;
  }

  /**
   * The values of all parameters.
   *
   * @param block an initialised network
   * @return the network's own arrays, not copies, by the names of {@link #of}
   */
  public static Map<String, NDArray> arrays(Block block) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    of(block).forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
    return arrays;
  }

  /**
   * The parameters of some layers.
   *
   * @param block an initialised network
   * @param names of layers; none means all
   * @return the parameters by name, from the input to the output
   * @throws IllegalArgumentException if a name fits no layer; the message lists those that there
   *     are
   */
  public static Map<String, Parameter> matching(Block block, String... names) {
    Map<String, Parameter> all = of(block);
    if (names.length == 0) {
      return all;
    }
    Set<String> wanted = new LinkedHashSet<>();
    for (String name : names) {
      List<String> fitting = all.keySet().stream().filter(path -> fits(path, name)).toList();
      if (fitting.isEmpty()) {
        throw new IllegalArgumentException(
            "No layer is named " + name + ". The layers are: " + String.join(", ", layers(all)));
      }
      wanted.addAll(fitting);
    }
    Map<String, Parameter> found = new LinkedHashMap<>(all);
    found.keySet().retainAll(wanted);
    return found;
  }

  /**
   * Freezes layers: they keep their weights while the others are trained. Inside {@link Stages} the
   * running statistics of batch normalisation keep still as well.
   *
   * @param block an initialised network
   * @param names of layers; none means all
   * @throws IllegalArgumentException if a name fits no layer
   */
  public static void freeze(Block block, String... names) {
    matching(block, names).values().forEach(parameter -> parameter.freeze(true));
  }

  /**
   * Lets layers learn again. Running statistics are not learnt, so they never get gradients.
   *
   * @param block an initialised network
   * @param names of layers; none means all
   * @throws IllegalArgumentException if a name fits no layer
   */
  public static void unfreeze(Block block, String... names) {
    matching(block, names).values().stream()
        .filter(Layers::learns)
        .forEach(parameter -> parameter.freeze(false));
  }

  /**
   * Puts weights into a network: all of its parameters, no more and no fewer.
   *
   * @param block an initialised network
   * @param arrays by the names of {@link #of}
   * @throws IllegalArgumentException if a name is missing or too many, or a shape is another one;
   *     then nothing was changed
   */
  public static void load(Block block, Map<String, NDArray> arrays) {
    Map<String, Parameter> parameters = of(block);
    if (!parameters.keySet().equals(arrays.keySet())) {
      Set<String> missing = new LinkedHashSet<>(parameters.keySet());
      missing.removeAll(arrays.keySet());
      Set<String> unknown = new LinkedHashSet<>(arrays.keySet());
      unknown.removeAll(parameters.keySet());
      throw new IllegalArgumentException(
          "the layers differ: missing " + missing + ", not known here " + unknown);
    }
    parameters.forEach(
        (name, parameter) -> {
          Shape found = arrays.get(name).getShape();
          Shape wanted = parameter.getArray().getShape();
          if (!found.equals(wanted)) {
            throw new IllegalArgumentException(
                name + " has the shape " + found + ", not " + wanted);
          }
        });
    parameters.forEach((name, parameter) -> arrays.get(name).copyTo(parameter.getArray()));
  }

  /**
   * Whether a parameter is learnt by gradients, unlike a running statistic.
   *
   * @param parameter of a network
   * @return true for weights, biases, scales and shifts
   */
  public static boolean learns(Parameter parameter) {
    return switch (parameter.getType()) {
      case RUNNING_MEAN, RUNNING_VAR -> false;
      default -> true;
    };
  }

  /** Whether the parts of the name stand side by side in the path. */
  static boolean fits(String path, String name) {
    String pattern = "\\Q" + name.replace("\\E", "").replace("*", "\\E[^.]*\\Q") + "\\E";
    return path.matches("(.*\\.)?" + pattern + "(\\..*)?");
  }

  private static Set<String> layers(Map<String, Parameter> all) {
    return all.keySet().stream()
        .map(path -> path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : path)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void collect(String path, Block block, Map<String, Parameter> found) {
    for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
      found.put(path + parameter.getKey(), parameter.getValue());
    }
    List<String> names = names(block);
    for (int i = 0; i < names.size(); i++) {
      collect(path + names.get(i) + ".", block.getChildren().valueAt(i), found);
    }
  }

  /**
   * The names of a block's children. DJL numbers them; the numbers are kept only where two would
   * have the same name.
   */
  static List<String> names(Block block) {
    List<String> keys = block.getChildren().keys();
    List<String> names = keys.stream().map(key -> key.replaceFirst("^\\d\\d", "")).toList();
    return Set.copyOf(names).size() == names.size() ? names : keys;
  }
}
