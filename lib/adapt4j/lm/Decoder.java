package adapt4j.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Writes texts side by side, one token of each at a time. */
final class Decoder {
  private final LmNet net;
  private final Bpe bpe;
  private final NDManager manager;

  Decoder(LmNet net, Bpe bpe, NDManager manager) {
    this.net = net;
    this.bpe = bpe;
    this.manager = manager;
  }

  /**
   * The log-probabilities of the token behind each text.
   *
   * @param logProbs (texts, tokens)
   * @param copied the share that was copied, (texts)
   */
  private record Next(double[][] logProbs, double[] copied) {}

  /** The log-probabilities of every token to come next. */
  double[] next(int[] given) {
    try (LmCache cache = new LmCache(manager, net.size().layers())) {
      return read(List.of(given), cache).logProbs[0];
    }
  }

  /**
   * @param cached false: computes everything anew for each token, to show what the cache saves
   */
  void write(List<int[]> given, List<Writing> texts, Sampling how, Random random, boolean cached) {
    List<Row> open = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      open.add(new Row(given.get(i), texts.get(i)));
    }
    LmCache cache = new LmCache(manager, net.size().layers());
    try {
      Next next = read(given, cache);
      while (true) {
        List<Row> still = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int r = 0; r < open.size(); r++) {
          Row row = open.get(r).chosen(next, r, how, random);
          if (!row.text().done()) {
            still.add(row);
            kept.add(r);
          }
        }
        if (still.isEmpty()) {
          return;
        }
        if (!cached) {
          cache.close();
          cache = new LmCache(manager, net.size().layers());
          next = read(still.stream().map(Row::ids).toList(), cache);
        } else {
          if (still.size() < open.size()) { // what is written costs nothing any more
            cache.keep(kept.stream().mapToLong(r -> r).toArray());
          }
          next = step(still, cache);
        }
        open = still;
      }
    } finally {
      cache.close();
    }
  }

  /**
   * A text that is being written.
   *
   * @param ids all its tokens so far
   * @param text what is written
   * @param mark of the last token
   * @param position of the last token
   */
  private record Row(int[] ids, Writing text, int mark, int position) {
    Row(int[] given, Writing text) {
      this(given, text, Marks.NONE, given.length - 1);
    }

    /** With one token more. */
    Row chosen(Next next, int r, Sampling how, Random random) {
      int id = choose(next.logProbs[r], how, random);
      int at = text.length();
      int marked = text.add(id, next.logProbs[r][id], next.copied[r]);
      return new Row(plus(ids, id), text, marked, at);
    }
  }

  /** Special tokens have no text: but for the end, they are not written. */
  private static int choose(double[] logProbs, Sampling how, Random random) {
    double[] writable = logProbs.clone();
    for (Special special : Special.values()) {
      if (special != Special.END) {
        writable[special.id()] = Double.NEGATIVE_INFINITY;
      }
    }
    return how.choose(writable, random);
  }

  private static int[] plus(int[] ids, int id) {
    int[] more = Arrays.copyOf(ids, ids.length + 1);
    more[ids.length] = id;
    return more;
  }

  /** Reads whole texts into an empty cache. */
  private Next read(List<int[]> texts, LmCache cache) {
    int n = texts.size();
    int length = texts.stream().mapToInt(ids -> ids.length).max().orElseThrow();
    long[] ids = new long[n * length];
    long[] marks = new long[n * length];
    long[] last = new long[n];
    boolean[] real = new boolean[n * length];
    for (int r = 0; r < n; r++) {
      int[] row = texts.get(r);
      int[] marked = Marks.of(bpe, row);
      for (int i = 0; i < row.length; i++) {
        ids[r * length + i] = row[i];
        marks[r * length + i] = marked[i];
        real[r * length + i] = true;
      }
      last[r] = row.length - 1;
    }
    boolean even = texts.stream().allMatch(row -> row.length == length);
    try (NDManager scope = manager.newSubManager()) {
      cache.grow(even ? null : scope.create(real, new Shape(n, 1, 1, length)));
      NDArray hidden =
          hidden(
              scope.create(ids, new Shape(n, length)),
              scope.create(marks, new Shape(n, length)),
              new int[][] {IntStream.range(0, length).toArray()},
              LongStream.of(marks).anyMatch(mark -> mark != Marks.NONE),
              cache);
      NDArray index =
          scope.create(last, new Shape(n, 1, 1)).broadcast(new Shape(n, 1, net.size().width()));
      return next(hidden.gather(index, 1), cache);
    }
  }

  /** Reads the last token of each text. */
  private Next step(List<Row> rows, LmCache cache) {
    int n = rows.size();
    Shape shape = new Shape(n, 1);
    try (NDManager scope = manager.newSubManager()) {
      if (cache.uneven()) {
        cache.grow(scope.ones(new Shape(n, 1, 1, 1), DataType.BOOLEAN));
      }
      long[] ids = rows.stream().mapToLong(row -> row.ids()[row.ids().length - 1]).toArray();
      long[] marks = rows.stream().mapToLong(Row::mark).toArray();
      NDArray hidden =
          hidden(
              scope.create(ids, shape),
              scope.create(marks, shape),
              rows.stream().map(row -> new int[] {row.position()}).toArray(int[][]::new),
              LongStream.of(marks).anyMatch(mark -> mark != Marks.NONE),
              cache);
      return next(hidden, cache);
    }
  }

  private NDArray hidden(
      NDArray ids, NDArray marks, int[][] positions, boolean copied, LmCache cache) {
    ParameterStore weights = new ParameterStore(ids.getManager(), false);
    NDArray hidden = net.hidden(weights, ids, marks, positions, cache, false);
    if (copied) { // what may not be copied need not be remembered for that
      net.remember(weights, hidden, ids, marks, cache);
    }
    return hidden;
  }

  private Next next(NDArray asking, LmCache cache) {
    NDList found = net.next(new ParameterStore(asking.getManager(), false), asking, cache);
    NDArray all = found.get(0).squeeze(1).toType(DataType.FLOAT64, true);
    double[] flat = all.toDoubleArray();
    int tokens = (int) all.size(1);
    double[][] rows = new double[(int) all.size(0)][];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = Arrays.copyOfRange(flat, r * tokens, (r + 1) * tokens);
    }
    return new Next(rows, found.get(1).toType(DataType.FLOAT64, true).toDoubleArray());
  }
}
