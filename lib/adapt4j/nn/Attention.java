package adapt4j.nn;

import ai.djl.nn.Block;

/**
 * A layer of attention that lets another block change the keys and values which its queries meet.
 * The block becomes a part of the layer, so its parameters are among those of the network.
 */
public interface Attention {
  /** The name that the block has among the parts of the layer. */
  String PREFIX = "attention.prefix";

  /**
   * How many heads attend side by side.
   *
   * @return at least 1
   */
  int heads();

  /**
   * How many numbers a key of one head has.
   *
   * @return at least 1
   */
  int headWidth();

  /**
   * Puts a block between the keys and values and the attention, or takes it away.
   *
   * @param prefix reads three arrays: keys and values (n, heads, length, width of a head), and a
   *     mask (n, 1, 1, length) that is added to the attention's scores, 0 for a real token. It
   *     gives three such arrays, all with the same length, which may be another one. Null: none.
   */
  void setPrefix(Block prefix);
}
