package adapt4j.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.Arrays;

/**
 * The tokens of a batch of texts in one row after another, without what the shorter texts are
 * padded with: most of what a transformer computes, it computes for each token alone (<a
 * href="https://arxiv.org/abs/2208.08124">Zeng et al. 2022</a>, section 3). Only attention wants
 * the texts side by side.
 *
 * @param texts how many, n
 * @param length tokens of the longest
 * @param rows of which place (n * length) each packed token comes from; the last few may be
 *     repeated, to make a round number
 * @param places in which packed row the token of each place stands; any row where there is none.
 *     Null, as is {@code rows}, if nothing is packed
 */
record Packing(int texts, int length, NDArray rows, NDArray places) {
  private static final int ROUND = 16; // rows; FastLinear likes them
  private static final double WORTH_IT = 0.95; // of the places are taken: else pack

  /**
   * @param manager owns the two arrays
   * @param lengths of the texts
   */
  static Packing of(NDManager manager, long[] lengths) {
    int length = Math.toIntExact(Arrays.stream(lengths).max().orElseThrow());
    int all = lengths.length * length;
    int tokens = Math.toIntExact(Arrays.stream(lengths).sum());
    int packed = (tokens + ROUND - 1) / ROUND * ROUND;
    if (packed > WORTH_IT * all) {
      return new Packing(lengths.length, length, null, null);
    }
    long[] rows = new long[packed];
    long[] places = new long[all];
    int row = 0;
    for (int text = 0; text < lengths.length; text++) {
      for (int i = 0; i < lengths[text]; i++) {
        places[text * length + i] = row;
        rows[row++] = (long) text * length + i;
      }
    }
    return new Packing(lengths.length, length, own(manager, rows), own(manager, places));
  }

  /** In PyTorch's memory: a gradient needs them when Java may have freed its own. */
  private static NDArray own(NDManager manager, long[] numbers) {
    try (NDArray wrapped = manager.create(numbers)) {
      return wrapped.duplicate();
    }
  }

  /** Of one number for each place, (n * length), to one for each row. */
  NDArray packNumbers(NDArray x) {
    return rows == null ? x : x.take(rows);
  }

  /** From (n, length, width) to (rows, width). */
  NDArray pack(NDArray x) {
    return taken(x.reshape((long) texts * length, x.size(2)), rows);
  }

  /** From (rows, width) to (n, length, width); at places without a token stands some other one. */
  NDArray unpack(NDArray x) {
    return taken(x, places).reshape(texts, length, x.size(1));
  }

  /** Rows of a table; the result belongs to the manager of x. */
  private static NDArray taken(NDArray x, NDArray which) {
    if (which == null) {
      return x;
    }
    NDArray y = Embedding.embedding(which, x, SparseFormat.DENSE).singletonOrThrow();
    y.attach(x.getManager());
    return y;
  }

  /** As inputs of a layer, to be read by {@link #read}. */
  NDList write(NDArray x, NDArray mask) {
    return rows == null ? new NDList(x, mask) : new NDList(x, mask, rows, places);
  }

  /** The reverse. */
  static Packing read(NDList inputs) {
    Shape mask = inputs.get(1).getShape(); // (n, 1, 1, length)
    boolean packed = inputs.size() > 2;
    return new Packing(
        Math.toIntExact(mask.get(0)),
        Math.toIntExact(mask.get(3)),
        packed ? inputs.get(2) : null,
        packed ? inputs.get(3) : null);
  }
}
