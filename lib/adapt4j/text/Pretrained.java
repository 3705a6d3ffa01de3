package adapt4j.text;

/**
 * A pre-trained sentence encoder in a Maven artifact: where its files are, and what they do not say
 * themselves. Any encoder of BERT's architecture that was exported to ONNX with its layers' names
 * can be described so.
 *
 * @param name of the model
 * @param artifact the Maven artifact that carries it, for the error message when it is not there
 * @param weights the ONNX file, as a resource on the class path; FLOAT32
 * @param tokenizer the {@code tokenizer.json}, as a resource on the class path
 * @param heads of attention in each layer
 * @param pooling how the vectors of the tokens become one
 * @param limit the longest text in tokens, as the model's authors advise
 */
public record Pretrained(
    String name,
    String artifact,
    String weights,
    String tokenizer,
    int heads,
    Pooling pooling,
    int limit) {

  /** How the vectors of the tokens become the vector of the text. */
  public enum Pooling {
    /** The mean over all tokens of the text. */
    MEAN,
    /** The vector of the first token, {@code [CLS]}. */
    CLS
  }

  private static final String GROUP = "dev.langchain4j:langchain4j-embeddings-";

  /**
   * <a href="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2">all-MiniLM-L6-v2</a>: 6
   * layers, 384 wide, 22.6 million parameters; English; distilled (<a
   * href="https://arxiv.org/abs/2002.10957">Wang et al. 2020</a>) and trained on a billion pairs of
   * sentences. Apache-2.0.
   */
  public static final Pretrained MINILM =
      new Pretrained(
          "all-MiniLM-L6-v2",
          GROUP + "all-minilm-l6-v2",
          "all-minilm-l6-v2.onnx",
          "all-minilm-l6-v2-tokenizer.json",
          12,
          Pooling.MEAN,
          256);

  /**
   * <a href="https://huggingface.co/BAAI/bge-small-en-v1.5">bge-small-en-v1.5</a> (<a
   * href="https://arxiv.org/abs/2309.07597">Xiao et al. 2023</a>): 12 layers, 384 wide, 33.2
   * million parameters; English; made for search. MIT. Its artifact (78 MB) does not come with the
   * library: add it to the class path.
   */
  public static final Pretrained BGE_SMALL =
      new Pretrained(
          "bge-small-en-v1.5",
          GROUP + "bge-small-en-v15",
          "bge-small-en-v1.5.onnx",
          "bge-small-en-v1.5-tokenizer.json",
          12,
          Pooling.CLS,
          512);

  /** The same under another name, for weights that are no longer those of the artifact. */
  Pretrained named(String other) {
    return new Pretrained(other, artifact, weights, tokenizer, heads, pooling, limit);
  }
}
