package adapt4j.lm;

import adapt4j.nn.CausalAttention;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network has computed for the tokens so far and needs for the next one: the keys and values
 * of each layer, and what the copy head looks at. With it a new token costs one token's work;
 * without it the whole text would be computed again (<a
 * href="https://arxiv.org/abs/1911.02150">Shazeer 2019</a>, section 2.4). What is written sees what
 * stands before it only, so nothing in it ever changes.
 *
 * <p>Texts of different lengths stand in it side by side, filled up at the right; {@link #real}
 * says what is a token. Its arrays belong to its own manager, and die with it.
 */
final class LmCache implements AutoCloseable {
  private final NDManager manager;
  private final List<Layer> layers = new ArrayList<>();
  private NDArray real; // (n, 1, 1, tokens), BOOLEAN; null if all texts have one length
  private NDArray keys; // of the copy head, (n, tokens, width)
  private NDArray ids; // (n, tokens), INT64
  private NDArray sources; // (n, 1, tokens): 1 where a token may be copied

  /**
   * @param parent of the manager
   * @param depth how many layers there are
   */
  LmCache(NDManager parent, int depth) {
    manager = parent.newSubManager();
    for (int i = 0; i < depth; i++) {
      layers.add(new Layer());
    }
  }

  /** The keys and values of one layer. */
  final class Layer {
    private NDArray keys;
    private NDArray values;

    /**
     * Adds keys and values, and lets the queries that came with them look at all; if they are the
     * first, as the mask says.
     */
    NDArray attend(NDArray query, NDArray key, NDArray value, NDArray mask) {
      boolean first = keys == null;
      keys = grown(keys, key, 2);
      values = grown(values, value, 2);
      return first
          ? CausalAttention.whole(query, key, value, mask)
          : CausalAttention.over(query, keys, values, real);
    }
  }

  /** Whether nothing was computed yet. */
  boolean isEmpty() {
    return layers.get(0).keys == null;
  }

  Layer layer(int i) {
    return layers.get(i);
  }

  /** Says which of the new tokens are tokens, before they are computed; null: all. */
  void grow(NDArray newReal) {
    if (newReal != null) {
      real = grown(real, newReal, 3);
    }
  }

  /** Whether the texts have different lengths. */
  boolean uneven() {
    return real != null;
  }

  /** Adds what the copy head looks at. */
  void grow(NDArray newKeys, NDArray newIds, NDArray newSources) {
    keys = grown(keys, newKeys, 1);
    ids = grown(ids, newIds, 1);
    sources = grown(sources, newSources, 2);
  }

  NDArray keys() {
    return keys;
  }

  NDArray ids() {
    return ids;
  }

  NDArray sources() {
    return sources;
  }

  /** Keeps some of the texts, in this order. */
  void keep(long[] rows) {
    try (NDArray index = manager.create(rows)) {
      for (Layer layer : layers) {
        layer.keys = some(layer.keys, index);
        layer.values = some(layer.values, index);
      }
      real = some(real, index);
      keys = some(keys, index);
      ids = some(ids, index);
      sources = some(sources, index);
    }
  }

  private NDArray some(NDArray all, NDArray index) {
    if (all == null) {
      return null;
    }
    NDArray some = all.get(new NDIndex("{}", index));
    some.attach(manager);
    all.close();
    return some;
  }

  private NDArray grown(NDArray old, NDArray more, int axis) {
    NDArray all = old == null ? more.duplicate() : old.concat(more, axis);
    all.attach(manager);
    if (old != null) {
      old.close();
    }
    return all;
  }

  @Override
  public void close() {
    manager.close();
  }
}
