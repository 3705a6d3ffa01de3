package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.train.ModelException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTest {
  private static final List<String> TEXTS =
      List.of(
          "the cat sat on the mat, and the other cat sat on the hat",
          "In 1995 the Brindle office opened at 7:30; its cat's name is Mößner.",
          "naïve façade — “quoted” text, 12,345.60 € and more text\n\n  indented text");

  @TempDir private Path folder;

  /** Hand-made: "aab" ten times, then "aa" is the first piece, "aab" the second. */
  @Test
  void theMostFrequentPairIsMergedFirst() {
    Bpe bpe = Bpe.train(List.of("aab ".repeat(10).trim()), 256 + Special.values().length + 3);
    // With the space in front: 9 times " aab", once "aab". (a, a) and (a, b) 10 times each.
    assertEquals(List.of("aab", "␣aab", "␣aab"), bpe.pieces("aab aab aab"));
    assertEquals(List.of("aa", "c"), bpe.pieces("aac"));
  }

  @Test
  void anyTextComesBack() {
    Bpe bpe = Bpe.train(TEXTS, 400);
    List<String> texts =
        List.of(
            "",
            " ",
            "\n\t \u00a0\u3000 x",
            "👩‍👩‍👧‍👦 🇩🇪 e\u0301 \u202Eright to left\u202C",
            "日本語のテキスト עברית العربية हिन्दी",
            "<end> <passage> is text",
            "\0\u0001\uFFFF\uFEFF");
    for (String text : texts) {
      assertEquals(text, bpe.decode(bpe.encode(text)));
    }
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      String text = randomText(random);
      assertEquals(text, bpe.decode(bpe.encode(text)));
    }
  }

  private static String randomText(Random random) {
    int[] points =
        random
            .ints(random.nextInt(40), 0, random.nextBoolean() ? 0x250 : Character.MAX_CODE_POINT)
            .filter(p -> p < Character.MIN_SURROGATE || p > Character.MAX_SURROGATE)
            .toArray();
    return new String(points, 0, points.length);
  }

  @Test
  void halfASurrogatePairBecomesTheSignForIt() {
    Bpe bpe = Bpe.train(TEXTS, 300);
    assertEquals("a\uFFFDb", bpe.decode(bpe.encode("a\uD83Db")));
    assertEquals("\uFFFD", bpe.decode(bpe.encode("\uDE00")));
    assertEquals("\uFFFD😀", bpe.decode(bpe.encode("\uD83D\uD83D\uDE00")));
  }

  @Test
  void digitsStandAloneAndSpecialTokensAreNoText() {
    Bpe bpe = Bpe.train(List.of("1995 1995 1995 1995 x1995"), 300);
    assertEquals(List.of("␣1", "9", "9", "5"), bpe.pieces(" 1995"));
    assertTrue(IntStream.of(bpe.encode("<end><text>")).allMatch(i -> i >= Special.values().length));
    assertEquals("", bpe.decode(Special.END.id()));
    assertEquals("<end>", bpe.piece(Special.END.id()));
    assertEquals("\\xF0", bpe.piece(Special.values().length + 0xF0));
    assertThrows(IllegalArgumentException.class, () -> bpe.decode(bpe.size()));
    assertThrows(IllegalArgumentException.class, () -> bpe.piece(-1));
    assertThrows(IllegalArgumentException.class, () -> Bpe.train(TEXTS, 260));
  }

  /** The same file in Hugging Face's tokenizers gives the same tokens. */
  @Test
  void huggingFaceCutsTheSameWay() throws Exception {
    Bpe bpe = Bpe.train(TEXTS, 420);
    Path file = folder.resolve("tokenizer.json");
    bpe.save(file);
    Bpe loaded = Bpe.load(file);
    System.setProperty("RUST_FLAVOR", "cpu");
    try (HuggingFaceTokenizer other =
        HuggingFaceTokenizer.newInstance(file, Map.of("addSpecialTokens", "false"))) {
      Random random = new Random(2);
      for (int i = 0; i < 300; i++) {
        String text = i < TEXTS.size() ? TEXTS.get(i) : mixed(random);
        int[] ids = bpe.encode(text);
        assertArrayEquals(ids, loaded.encode(text));
        long[] theirs = other.encode(text).getIds();
        assertArrayEquals(IntStream.of(ids).asLongStream().toArray(), theirs, text);
        assertEquals(text, other.decode(theirs));
      }
    }
  }

  private static String mixed(Random random) {
    String letters = "theca tsonhé€—“ 0179\n  .,:;'ßж日😀";
    int[] points = letters.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  @Test
  void aDamagedFileIsAnError() throws Exception {
    Path file = folder.resolve("tokenizer.json");
    assertThrows(ModelException.class, () -> Bpe.load(file));
    Bpe.train(TEXTS, 300).save(file);
    String json = Files.readString(file);
    Files.writeString(file, json.substring(0, json.length() / 2));
    assertThrows(ModelException.class, () -> Bpe.load(file));
    Files.writeString(file, json.replace("\"Split\"", "\"Cut\""));
    assertThrows(ModelException.class, () -> Bpe.load(file));
    Files.writeString(file, "{}");
    assertThrows(ModelException.class, () -> Bpe.load(file));
  }
}
