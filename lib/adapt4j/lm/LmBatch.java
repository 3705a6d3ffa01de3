package adapt4j.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Some texts side by side, as arrays for {@link LmNet}. Shorter texts are filled up at the right:
 * no token looks there, and nothing there counts.
 *
 * @param ids of the tokens, shape (n, length), INT64
 * @param marks see {@link Marks}, shape (n, length), INT64
 * @param places where in the texts a token is asked for: the places before the tokens that count,
 *     shape (n, asked), INT64
 * @param targets the tokens that stand behind these places, shape (n, asked), INT64
 * @param mask 1 where a token counts, 0 where a text has fewer than others, shape (n, asked),
 *     FLOAT32
 * @param sources whether there is any passage to copy from
 * @param asked how many tokens count
 */
public record LmBatch(
    NDArray ids,
    NDArray marks,
    NDArray places,
    NDArray targets,
    NDArray mask,
    boolean sources,
    int asked) {

  /** The arrays belong to the manager. */
  static LmBatch of(NDManager manager, Bpe bpe, List<Sample> samples) {
    int n = samples.size();
    int length = samples.stream().mapToInt(Sample::length).max().orElseThrow();
    int most = samples.stream().mapToInt(Sample::asked).max().orElseThrow();
    long[] ids = new long[n * length];
    long[] marks = new long[n * length];
    long[] places = new long[n * most];
    long[] targets = new long[n * most];
    float[] mask = new float[n * most];
    boolean sources = false;
    int asked = 0;
    for (int r = 0; r < n; r++) {
      Sample sample = samples.get(r);
      int[] row = sample.ids();
      int[] marked = Marks.of(bpe, row);
      for (int i = 0; i < row.length; i++) {
        ids[r * length + i] = row[i];
        marks[r * length + i] = marked[i];
        sources |= marked[i] != Marks.NONE;
      }
      for (int i = 0; i < sample.asked(); i++) {
        places[r * most + i] = sample.from() + i - 1;
        targets[r * most + i] = row[sample.from() + i];
        mask[r * most + i] = 1;
      }
      asked += sample.asked();
    }
    Shape whole = new Shape(n, length);
    Shape part = new Shape(n, most);
    return new LmBatch(
        manager.create(ids, whole),
        manager.create(marks, whole),
        manager.create(places, part),
        manager.create(targets, part),
        manager.create(mask, part),
        sources,
        asked);
  }
}
