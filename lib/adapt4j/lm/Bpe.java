package adapt4j.lm;

import adapt4j.lm.BpeTrainer.Pair;
import adapt4j.train.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A byte-level byte-pair tokeniser: it cuts a text into pieces that were frequent in the texts it
 * was trained on (<a href="https://arxiv.org/abs/1508.07909">Sennrich et al. 2016</a>, section
 * 3.2). Its smallest pieces are the 256 bytes of UTF-8, so that no text is unknown (<a
 * href="https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf">Radford
 * et al. 2019</a>, section 2.2).
 *
 * <pre>{@code
 * Bpe bpe = Bpe.train(texts, 3_000);
 * int[] ids = bpe.encode("The cat sat.");
 * bpe.pieces("The cat sat.");        // [The, ␣cat, ␣s, at, .]
 * bpe.decode(ids);                   // The cat sat.
 * }</pre>
 *
 * <p>The space before a word belongs to its first piece, and each digit is a piece, so that a
 * number is written the way it is read. {@link #decode} gives any text back as it was, with one
 * exception: half of a surrogate pair is no character and has no UTF-8; it becomes U+FFFD.
 *
 * <p>DJL's tokenizers apply such a tokeniser but cannot train one. The file is that of Hugging
 * Face's tokenizers, which read it and cut texts into the same pieces.
 */
public final class Bpe {
  /** A word with the space before it, a digit likewise, a run of other signs, or white space. */
  private static final Pattern WORD = Pattern.compile(Bpe.WORDS, Pattern.UNICODE_CHARACTER_CLASS);

  static final String WORDS =
      " ?[\\p{L}\\p{M}]+| ?\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final int FIRST_BYTE = Special.values().length;
  private static final int KEPT_WORDS = 50_000;

  private final List<Pair> merges;
  private final Map<Pair, Integer> ranks = new HashMap<>();
  private final byte[][] bytes; // of each piece
  private final Map<String, int[]> cut = new ConcurrentHashMap<>(); // words that were met before

  /**
   * @param merges over the 256 bytes and the pieces merged before
   */
  Bpe(List<Pair> merges) {
    this.merges = List.copyOf(merges);
    bytes = new byte[256 + merges.size()][];
    for (int b = 0; b < 256; b++) {
      bytes[b] = new byte[] {(byte) b};
    }
    for (int i = 0; i < merges.size(); i++) {
      Pair pair = merges.get(i);
      byte[] left = bytes[pair.left()];
      byte[] right = bytes[pair.right()];
      byte[] both = java.util.Arrays.copyOf(left, left.length + right.length);
      System.arraycopy(right, 0, both, left.length, right.length);
      bytes[256 + i] = both;
      ranks.put(pair, i);
    }
  }

  /**
   * Trains a tokeniser: the same texts give the same pieces.
   *
   * @param texts to find the pieces in; only training data
   * @param size how many tokens there are to be, with the special ones and the 256 bytes; a small
   *     model has some thousands
   * @return the tokeniser; it has fewer tokens if the texts do not hold as many that come twice
   * @throws IllegalArgumentException if the size is too small for the bytes
   */
  public static Bpe train(Iterable<String> texts, int size) {
    int merges = size - 256 - FIRST_BYTE;
    if (merges < 0) {
      throw new IllegalArgumentException(
          "A tokeniser has at least " + (256 + FIRST_BYTE) + " tokens, not " + size + ".");
    }
    return new Bpe(new BpeTrainer(texts).merges(merges));
  }

  /**
   * Loads a tokeniser.
   *
   * @param file that {@link #save} wrote
   * @return the tokeniser
   * @throws ModelException if the file is missing or damaged, or holds another kind of tokeniser
   */
  public static Bpe load(Path file) {
    try {
      return BpeFile.read(file);
    } catch (IOException | RuntimeException e) {
      throw new ModelException(
          "The tokeniser file " + file + " cannot be used: " + BpeFile.reason(e) + ".", e);
    }
  }

  /**
   * Saves the tokeniser as a {@code tokenizer.json}.
   *
   * @param file in a folder that exists
   * @throws ModelException if it cannot be written
   */
  public void save(Path file) {
    try {
      BpeFile.write(file, merges);
    } catch (IOException e) {
      throw new ModelException("The tokeniser could not be saved as " + file + ".", e);
    }
  }

  /**
   * How many tokens there are.
   *
   * @return special ones, bytes and merged pieces together
   */
  public int size() {
    return FIRST_BYTE + bytes.length;
  }

  /**
   * Cuts a text into tokens.
   *
   * @param text any; an empty one has no tokens
   * @return numbers from {@code Special.values().length} to below {@link #size}: never a special
   *     token
   */
  public int[] encode(String text) {
    IntStream.Builder ids = IntStream.builder();
    for (String word : words(text)) {
      for (int piece : pieces(word, cut)) {
        ids.add(FIRST_BYTE + piece);
      }
    }
    return ids.build().toArray();
  }

  private int[] pieces(String word, Map<String, int[]> known) {
    int[] before = known.get(word);
    if (before != null) {
      return before;
    }
    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
    int[] pieces = new int[utf8.length];
    for (int i = 0; i < utf8.length; i++) {
      pieces[i] = utf8[i] & 0xff;
    }
    for (Integer rank = lowest(pieces); rank != null; rank = lowest(pieces)) {
      pieces = BpeTrainer.merged(pieces, merges.get(rank), 256 + rank);
    }
    if (known.size() < KEPT_WORDS) {
      known.put(word, pieces);
    }
    return pieces;
  }

  /** The earliest merge that fits anywhere; null if none does. */
  private Integer lowest(int[] pieces) {
    Integer lowest = null;
    for (int i = 0; i + 1 < pieces.length; i++) {
      Integer rank = ranks.get(new Pair(pieces[i], pieces[i + 1]));
      if (rank != null && (lowest == null || rank < lowest)) {
        lowest = rank;
      }
    }
    return lowest;
  }

  /**
   * The text of tokens.
   *
   * @param ids any tokens; special ones have no text, and bytes that are no UTF-8 become U+FFFD
   * @return the text
   * @throws IllegalArgumentException if a number is no token
   */
  public String decode(int... ids) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int id : ids) {
      all.writeBytes(bytes(id));
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** The bytes of a token; none for a special one. */
  byte[] bytes(int id) {
    check(id);
    return id < FIRST_BYTE ? new byte[0] : bytes[id - FIRST_BYTE].clone();
  }

  /**
   * One token as it is shown to people: {@code ␣} for a space, {@code <end>} and the like for a
   * special token.
   *
   * @param id of a token
   * @return some letters; a byte that is only a part of a character is shown as {@code \xE2}
   * @throws IllegalArgumentException if the number is no token
   */
  public String piece(int id) {
    check(id);
    if (id < FIRST_BYTE) {
      return Special.values()[id].shown();
    }
    byte[] own = bytes[id - FIRST_BYTE];
    String text = new String(own, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text.replace(' ', '␣').replace("\n", "\\n");
    }
    StringBuilder hex = new StringBuilder();
    for (byte b : own) {
      hex.append(String.format("\\x%02X", b));
    }
    return hex.toString();
  }

  /**
   * The tokens of a text as they are shown to people.
   *
   * @param text any
   * @return one piece a token, see {@link #piece}
   */
  public List<String> pieces(String text) {
    return IntStream.of(encode(text)).mapToObj(this::piece).toList();
  }

  private void check(int id) {
    if (id < 0 || id >= size()) {
      throw new IllegalArgumentException(
          "There is no token " + id + ". They go from 0 to " + (size() - 1) + ".");
    }
  }

  /** The parts of a text that are cut by themselves: no piece goes over their borders. */
  static List<String> words(String text) {
    // Half a surrogate pair is no character.
    Matcher matcher = WORD.matcher(text.replaceAll("\\p{Cs}", "\uFFFD"));
    List<String> words = new ArrayList<>();
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  @Override
  public String toString() {
    return "byte-pair tokeniser with " + size() + " tokens";
  }
}
