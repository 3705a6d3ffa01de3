package adapt4j.text;

import adapt4j.train.ModelException;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Cuts texts into the tokens of a model: words, and pieces of rarer words (WordPiece, <a
 * href="https://arxiv.org/abs/1609.08144">Wu et al. 2016</a>, section 4.1), between {@code [CLS]}
 * and {@code [SEP]}. It is Hugging Face's tokenizer, through DJL, with nothing fetched.
 */
final class Tokens {
  private static final String FLAVOR = "RUST_FLAVOR";

  static {
    // On a machine with CUDA, DJL would otherwise download another build of the tokenizer.
    if (System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
      System.setProperty(FLAVOR, "cpu");
    }
  }

  private final HuggingFaceTokenizer tokenizer;
  private byte[] json; // until the vocabulary is asked for
  private String vocabulary;
  private boolean saidThatTextsAreCut;

  /**
   * @param json a {@code tokenizer.json}
   * @param about what it is, for the error message
   * @throws ModelException if it cannot be used
   */
  Tokens(byte[] json, String about) {
    try {
      // Cutting and padding are done here: they depend on what the tokens are for.
      Map<String, String> options = Map.of("truncation", "false", "padding", "false");
      tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
      this.json = json;
    } catch (IOException | RuntimeException e) {
      throw new ModelException(
          "The tokenizer of " + about + " cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * The same for two tokenizers whose tokens have the same numbers. Few ask, and it takes 0.1 s.
   */
  synchronized String vocabulary() {
    if (vocabulary == null) {
      JsonElement file = JsonParser.parseString(new String(json, StandardCharsets.UTF_8));
      JsonElement words = file.getAsJsonObject().getAsJsonObject("model").get("vocab");
      vocabulary = Integer.toHexString(words.hashCode());
      json = null;
    }
    return vocabulary;
  }

  /**
   * The numbers of the tokens of texts, one row each.
   *
   * @param manager owns the array
   * @param texts any; an empty one has two tokens, [CLS] and [SEP]
   * @param length of a row; longer texts are cut, which is said once
   * @return shape (n, length), FLOAT32, {@link BertEncoder#NO_TOKEN} behind the end of a text
   * @throws IllegalArgumentException if there is no text, or one is null
   */
  NDArray pack(NDManager manager, List<String> texts, int length) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("There is no text.");
    }
    float[] rows = new float[texts.size() * length];
    Arrays.fill(rows, BertEncoder.NO_TOKEN);
    int cut = 0;
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i) == null) {
        throw new IllegalArgumentException("Text " + i + " is null.");
      }
      long[] ids = encode(texts.get(i)).getIds();
      for (int j = 0; j < Math.min(length, ids.length); j++) {
        rows[i * length + j] = ids[j];
      }
      if (ids.length > length) {
        rows[i * length + length - 1] = ids[ids.length - 1]; // [SEP]
        cut++;
      }
    }
    sayThatTextsAreCut(cut, texts.size(), length);
    return manager.create(rows, new Shape(texts.size(), length));
  }

  private synchronized void sayThatTextsAreCut(int cut, int of, int length) {
    if (cut > 0 && !saidThatTextsAreCut) {
      saidThatTextsAreCut = true;
      System.out.printf(
          "%d of %d texts %s more than %d tokens: what is beyond is cut off. (This is said once.)%n",
          cut, of, cut == 1 ? "has" : "have", length);
    }
  }

  /**
   * A question and a passage in one row, as a model reads them together: {@code [CLS] question
   * [SEP] passage [SEP]}.
   *
   * @param ids the tokens' numbers
   * @param first where the passage begins in them
   * @param starts of each of its tokens, in characters of the passage
   * @param ends of the same, the character behind
   */
  record Pair(long[] ids, int first, int[] starts, int[] ends) {
    /** The token of the passage that a character belongs to; -1 if there is none. */
    int tokenAt(int character) {
      for (int i = 0; i < starts.length; i++) {
        if (starts[i] <= character && character < ends[i]) {
          return i;
        }
      }
      return -1;
    }
  }

  /**
   * Puts a question before a passage.
   *
   * @param most tokens of the question; what is beyond is cut
   * @param length of the row; what is beyond of the passage is cut
   */
  Pair pair(String question, String passage, int most, int length) {
    long[] asked = encode(question).getIds(); // [CLS] ... [SEP]
    Encoding read = encode(passage);
    int head = Math.min(asked.length, most);
    int body = Math.min(read.getIds().length - 2, length - head - 1);
    long[] ids = new long[head + body + 1];
    System.arraycopy(asked, 0, ids, 0, head);
    ids[head - 1] = asked[asked.length - 1];
    System.arraycopy(read.getIds(), 1, ids, head, body);
    ids[head + body] = asked[asked.length - 1];
    int[] starts = new int[body];
    int[] ends = new int[body];
    CharSpan[] spans = read.getCharTokenSpans();
    for (int i = 0; i < body; i++) { // the tokenizer counts code points
      starts[i] = passage.offsetByCodePoints(0, spans[i + 1].getStart());
      ends[i] = passage.offsetByCodePoints(0, spans[i + 1].getEnd());
    }
    return new Pair(ids, head, starts, ends);
  }

  /** The tokens of a text as words; a piece that continues a word begins with ##. */
  List<String> pieces(String text) {
    return List.of(encode(text).getTokens());
  }

  private Encoding encode(String text) {
    // Half a surrogate pair is no character, and the native code does not expect one.
    return tokenizer.encode(text.replaceAll("\\p{Cs}", "\uFFFD"));
  }
}
