package adapt4j.nn;

import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.BlockList;
import ai.djl.nn.core.Linear;
import ai.djl.util.Pair;
import java.lang.reflect.Field;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The blocks inside a network by name, and putting others in their place. Names are those of {@link
 * Layers}, without the parameter: {@code body.encoder.layer.0.attention.self.query}.
 */
public final class Parts {
  private Parts() {}

  /**
   * All blocks inside a network.
   *
   * @param net any block
   * @return the blocks by name, each before its own parts; the network itself is not among them
   */
  public static Map<String, Block> of(Block net) {
    Map<String, Block> found = new LinkedHashMap<>();
    collect("", net, found);
    return found;
  }

  private static void collect(String path, Block block, Map<String, Block> found) {
    List<String> names = Layers.names(block);
    for (int i = 0; i < names.size(); i++) {
      Block child = block.getChildren().valueAt(i);
      found.put(path + names.get(i), child);
      collect(path + names.get(i) + ".", child, found);
    }
  }

  /**
   * The linear layers in some layers.
   *
   * @param net an initialised network
   * @param names of layers as in {@link Layers}
   * @return the linear layers by name, from the input to the output; at least one for each name
   * @throws IllegalArgumentException if a name fits no layer, or none that is linear
   */
  public static Map<String, Linear> linear(Block net, String... names) {
    Map<String, Linear> all = new LinkedHashMap<>();
    of(net)
        .forEach(
            (path, part) -> {
              if (part instanceof Linear linear) {
                all.put(path, linear);
              }
            });
    Map<String, Linear> found = new LinkedHashMap<>();
    for (String name : names) {
      Layers.matching(net, name); // a name that fits nothing is an error
      if (all.keySet().stream().noneMatch(path -> Layers.fits(path, name))) {
        throw new IllegalArgumentException(
            "There is no linear layer in " + name + ". The linear layers are: " + listed(all));
      }
    }
    all.forEach(
        (path, linear) -> {
          if (List.of(names).stream().anyMatch(name -> Layers.fits(path, name))) {
            found.put(path, linear);
          }
        });
    return found;
  }

  private static String listed(Map<String, Linear> layers) {
    return layers.isEmpty() ? "none" : String.join(", ", layers.keySet());
  }

  /**
   * Puts other blocks in the place of some. They stand under the same names from then on.
   *
   * @param net the network that they are in
   * @param exchange for each block its replacement, compared by identity
   * @throws IllegalArgumentException if a block also stands in another place, where the replacement
   *     would be passed over without a word: in a field of a block's class, or under two names. The
   *     message names that place, and nothing was changed.
   */
  public static void replace(Block net, Map<? extends Block, ? extends Block> exchange) {
    Map<Block, String> places = new IdentityHashMap<>();
    of(net)
        .forEach(
            (path, part) -> {
              if (exchange.containsKey(part) && places.put(part, path) != null) {
                throw new IllegalArgumentException(
                    path + " is one and the same layer as another one, and cannot be replaced.");
              }
            });
    if (places.size() != exchange.size()) {
      throw new IllegalArgumentException("A block to be replaced is not in this network.");
    }
    checkHolder("the network itself", net, places);
    of(net).forEach((path, part) -> checkHolder(path, part, places));
    exchangeIn(net, exchange);
  }

  private static void checkHolder(String path, Block holder, Map<Block, String> places) {
    Block held = Fields.holding(holder, places.keySet());
    if (held != null) {
      throw new IllegalArgumentException(
          places.get(held)
              + " cannot be replaced: the class "
              + holder.getClass().getSimpleName()
              + " ("
              + path
              + ") keeps it in a field, and would go on to use it. Name other layers, or let that"
              + " class look its parts up among its children.");
    }
  }

  private static void exchangeIn(Block block, Map<? extends Block, ? extends Block> exchange) {
    BlockList copy = block.getChildren();
    for (int i = 0; i < copy.size(); i++) {
      Block other = exchange.get(copy.valueAt(i));
      if (other == null) {
        exchangeIn(copy.valueAt(i), exchange);
      } else {
        BlockList children = children(block);
        Pair<String, Block> old = children.get(i);
        children.remove(i);
        children.add(i, old.getKey(), other);
      }
    }
  }

  /** DJL hands out copies of the list, and has no method to exchange a child. */
  private static BlockList children(Block block) {
    if (!(block instanceof AbstractBlock)) {
      throw new IllegalArgumentException(
          "The parts of "
              + block.getClass().getName()
              + " cannot be replaced: it is no AbstractBlock of DJL.");
    }
    try {
      Field field = AbstractBlock.class.getDeclaredField("children");
      field.setAccessible(true);
      return (BlockList) field.get(block);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          "This version of DJL keeps the parts of a block in another way. Use the version that"
              + " pom.xml names.",
          e);
    }
  }
}
