package adapt4j.lm;

import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.util.Pair;

/**
 * A block that looks its parts up by name at each call, so that one may be exchanged for another.
 */
abstract class NamedParts extends AbstractBlock {
  Block part(String name) {
    for (Pair<String, Block> child : children) {
      if (child.getKey().substring(2).equals(name)) { // DJL puts two digits before each name
        return child.getValue();
      }
    }
    throw new IllegalArgumentException("There is no part " + name + ".");
  }
}
