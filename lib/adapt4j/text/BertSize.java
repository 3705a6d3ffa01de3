package adapt4j.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The sizes of a BERT encoder.
 *
 * @param words in the vocabulary
 * @param positions the longest text in tokens
 * @param types of text parts
 * @param width of a token's vector
 * @param layers from input to output
 * @param heads of attention in each layer
 * @param inner width of the feed-forward part
 */
record BertSize(int words, int positions, int types, int width, int layers, int heads, int inner) {

  BertSize {
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "A width of " + width + " cannot be shared evenly by " + heads + " heads.");
    }
  }

  /** Reads the sizes off the shapes in a file; how many heads there are, it does not tell. */
  static BertSize of(OnnxFile file, int heads) {
    int layers = 0;
    while (file.has("encoder.layer." + layers + ".intermediate.dense.weight")) {
      layers++;
    }
    return new BertSize(
        rows(file, "embeddings.word_embeddings.weight"),
        rows(file, "embeddings.position_embeddings.weight"),
        rows(file, "embeddings.token_type_embeddings.weight"),
        rows(file, "embeddings.LayerNorm.weight"),
        layers,
        heads,
        rows(file, "encoder.layer.0.intermediate.dense.weight"));
  }

  /** The same with another number of layers. */
  BertSize withLayers(int n) {
    return new BertSize(words, positions, types, width, n, heads, inner);
  }

  /**
   * Refuses what is no array of tokens, before it is taken for one: a number that is not in the
   * vocabulary would end in the middle of PyTorch.
   *
   * @throws IllegalArgumentException if it has another shape, or holds other numbers
   */
  void check(NDArray tokens) {
    Shape shape = tokens.getShape();
    if (shape.dimension() != 2 || shape.get(1) > positions || tokens.isEmpty()) {
      throw new IllegalArgumentException(
          "Tokens have the shape (n, length) with a length of at most "
              + positions
              + ", but these have "
              + shape
              + ".");
    }
    try (NDManager scope = tokens.getManager().newSubManager()) {
      NDArray own = tokens.stopGradient();
      own.attach(scope);
      if (!own.gte(BertEncoder.NO_TOKEN).all().getBoolean()
          || !own.lt(words).all().getBoolean()
          || !own.eq(own.round()).all().getBoolean()) {
        throw new IllegalArgumentException(
            "These inputs are no tokens: make them with tokens(texts, length).");
      }
    }
  }

  private static int rows(OnnxFile file, String name) {
    return Math.toIntExact(file.shape(name).get(0));
  }
}
