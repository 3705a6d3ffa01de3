package adapt4j.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
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
    List<int[]> rows = new java.util.ArrayList<>(given);
    LmCache cache = new LmCache(manager, net.size().layers());
    try {
      Next next = read(given, cache);
      while (true) {
        int[] ids = new int[rows.size()];
        int[] marks = new int[rows.size()];
        int[] positions = new int[rows.size()];
        for (int r = 0; r < ids.length; r++) {
          Writing text = texts.get(r);
          ids[r] = Special.END.id(); // of a text that is done, whatever comes behind it
          if (!text.done()) {
            positions[r] = text.length();
            ids[r] = choose(next.logProbs[r], how, random);
            marks[r] = text.add(ids[r], next.logProbs[r][ids[r]], next.copied[r]);
            rows.set(r, plus(rows.get(r), ids[r]));
          }
        }
        if (texts.stream().allMatch(Writing::done)) {
          return;
        }
        if (cached) {
          next = step(ids, marks, positions, cache);
        } else {
          cache.close();
          cache = new LmCache(manager, net.size().layers());
          next = read(rows, cache);
        }
      }
    } finally {
      cache.close();
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

  /** Reads one token more of each text. */
  private Next step(int[] ids, int[] marks, int[] positions, LmCache cache) {
    int n = ids.length;
    Shape shape = new Shape(n, 1);
    try (NDManager scope = manager.newSubManager()) {
      if (cache.uneven()) {
        cache.grow(scope.ones(new Shape(n, 1, 1, 1), DataType.BOOLEAN));
      }
      int[][] places = IntStream.of(positions).mapToObj(p -> new int[] {p}).toArray(int[][]::new);
      NDArray hidden =
          hidden(
              scope.create(longs(ids), shape),
              scope.create(longs(marks), shape),
              places,
              IntStream.of(marks).anyMatch(mark -> mark != Marks.NONE),
              cache);
      return next(hidden, cache);
    }
  }

  private static long[] longs(int[] values) {
    return IntStream.of(values).asLongStream().toArray();
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
