package adapt4j.lm;

import adapt4j.data.Pca;
import adapt4j.nn.Layers;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets a new model start with another one's idea of words: transfer, where it costs least. For each
 * token there is the vector that the other model gives it as a text, and the mean of those that its
 * pieces have in that model's own table; both together are projected ({@link Pca}) to the width of
 * the new table. So "boat" and "ship" begin as neighbours, and a small corpus need not teach that
 * (<a href="https://aclanthology.org/P10-1040">Turian et al. 2010</a> for word vectors as features;
 * <a href="https://aclanthology.org/N18-2084">Qi et al. 2018</a> on when they help).
 */
final class TokenVectors {
  private static final int AT_ONCE = 200; // texts
  private static final int PIECES = 32; // of a token's text, at most
  private static final String TABLE = "token.weight";

  private TokenVectors() {}

  /**
   * Fills a model's table of tokens; those without a text, the {@link Special} ones, stay as they
   * were drawn.
   *
   * @param lm not trained yet
   * @param encoder the other model
   * @param spread of the numbers in the new table, their root mean square
   */
  static void into(Lm lm, SentenceEncoder encoder, double spread) {
    Bpe bpe = lm.bpe();
    int width = lm.size().width();
    List<String> texts = new ArrayList<>();
    for (int id = Special.values().length; id < bpe.size(); id++) {
      String text = bpe.decode(id).strip();
      texts.add(text.isEmpty() ? "." : text);
    }
    try (NDManager scope = lm.manager().newSubManager()) {
      NDArray both = scope.create(vectors(encoder, texts));
      double[][] projected = Pca.of(both).project(both, width);
      double sum = 0;
      for (double[] row : projected) {
        for (double value : row) {
          sum += value * value;
        }
      }
      double scale = spread / Math.sqrt(sum / ((double) texts.size() * width));
      NDArray table = Layers.arrays(lm.block()).get(TABLE);
      float[] flat = table.toFloatArray();
      for (int i = 0; i < projected.length; i++) {
        int at = (i + Special.values().length) * width;
        for (int k = 0; k < width; k++) {
          flat[at + k] = (float) (projected[i][k] * scale);
        }
      }
      Map<String, NDArray> arrays = new LinkedHashMap<>(Layers.arrays(lm.block()));
      arrays.put(TABLE, scope.create(flat, table.getShape()));
      lm.fill(arrays);
    }
  }

  /** For each text two vectors of length 1, one behind the other. */
  private static float[][] vectors(SentenceEncoder encoder, List<String> texts) {
    NDArray table =
        Layers.arrays(encoder.body()).entrySet().stream()
            .filter(entry -> entry.getKey().contains("word_embeddings"))
            .findFirst()
            .orElseThrow()
            .getValue();
    float[] words = table.toFloatArray();
    int width = encoder.width();
    float[][] rows = new float[texts.size()][];
    for (int from = 0; from < rows.length; from += AT_ONCE) {
      List<String> some = texts.subList(from, Math.min(rows.length, from + AT_ONCE));
      try (NDArray whole = encoder.embed(some);
          NDArray tokens = encoder.tokens(some, PIECES)) {
        float[] sentences = whole.toFloatArray();
        float[] ids = tokens.toFloatArray();
        int[] lengths = SentenceEncoder.lengths(tokens);
        for (int i = 0; i < lengths.length; i++) {
          float[] row = new float[2 * width];
          System.arraycopy(sentences, i * width, row, 0, width);
          for (int t = 1; t < lengths[i] - 1; t++) { // without [CLS] and [SEP]
            int word = (int) ids[i * PIECES + t];
            for (int k = 0; k < width; k++) {
              row[width + k] += words[word * width + k];
            }
          }
          shorten(row, width);
          rows[from + i] = row;
        }
      }
    }
    return rows;
  }

  /** Gives what stands behind a place the length 1. */
  private static void shorten(float[] row, int from) {
    double sum = 0;
    for (int k = from; k < row.length; k++) {
      sum += row[k] * row[k];
    }
    float scale = (float) (1 / Math.max(1e-9, Math.sqrt(sum)));
    for (int k = from; k < row.length; k++) {
      row[k] *= scale;
    }
  }
}
