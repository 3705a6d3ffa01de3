package adapt4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Texts;
import adapt4j.nn.SafeTensors;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SentenceEncoderTest {
  private static Lab lab;
  private static SentenceEncoder minilm;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    minilm = SentenceEncoder.miniLm(lab);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void isTheModelThatItSays() {
    assertEquals(22_565_376, minilm.parameters());
    assertEquals(384, minilm.width());
    assertEquals("all-MiniLM-L6-v2: 22,565,376 parameters, 6 layers, 384 wide", minilm.toString());
    assertSame(minilm, SentenceEncoder.miniLm(lab));
  }

  /**
   * The golden file holds every twelfth number of the vectors that ONNX Runtime computed, each text
   * alone. How it was made, and the comparison of all numbers: {@code OnnxRuntimeParityTest}.
   */
  @Test
  void vectorsEqualOnnxRuntimeWithinAHundredThousandth() throws IOException, URISyntaxException {
    List<String> texts = ParityTexts.all();
    Path file = Path.of(getClass().getResource("minilm-onnxruntime.safetensors").toURI());
    try (NDManager scope = lab.scope();
        NDArray all = minilm.embed(texts)) {
      NDArray golden = SafeTensors.read(file, scope).arrays().get("vectors");
      assertEquals(new Shape(texts.size(), 32), golden.getShape());
      NDArray difference = all.get(":, ::12").sub(golden).abs();
      assertTrue(difference.max().getFloat() < 1e-5, "off by " + difference.max().getFloat());
    }
  }

  @Test
  void vectorsHaveLengthOneAndTheOrderOfTheTexts() {
    List<String> texts = List.of("A cat sat.", "It rained all day long in Spain.", "Feline.");
    try (NDArray together = minilm.embed(texts)) {
      for (int i = 0; i < texts.size(); i++) {
        try (NDArray alone = minilm.embed(List.of(texts.get(i)))) {
          float[] vector = together.get(i).toFloatArray();
          assertArrayEquals(alone.toFloatArray(), vector, 1e-6f);
          double square = IntStream.range(0, 384).mapToDouble(j -> vector[j] * vector[j]).sum();
          assertEquals(1, square, 1e-5);
        }
      }
    }
  }

  @Test
  void textsOfOneMeaningLieNearEachOther() {
    try (NDArray v =
        minilm.embed(List.of("A cat sat.", "A feline rested.", "The stock market fell."))) {
      float[] cosines = v.matMul(v.transpose()).toFloatArray();
      assertTrue(cosines[1] > cosines[2] + 0.3, Arrays.toString(cosines));
    }
  }

  @Test
  void tokensAreThoseOfBert() {
    assertEquals(
        List.of("[CLS]", "un", "##bel", "##ie", "##va", "##bly", "naive", "[SEP]"),
        minilm.pieces("Unbelievably NAÏVE"));
    try (NDArray tokens = minilm.tokens(List.of("a cat sat.", "cat"), 7)) {
      float[] expected = {101, 1037, 4937, 2938, 1012, 102, -1, 101, 4937, 102, -1, -1, -1, -1};
      assertArrayEquals(expected, tokens.toFloatArray());
    }
  }

  @Test
  void labelledTextsBecomeExamples() {
    Texts texts = new Texts(List.of("a cat", "a house"), List.of(1, 0), List.of("thing", "animal"));
    Examples examples = minilm.tokens(texts, 5);
    assertEquals(new Shape(2, 5), examples.inputs().getShape());
    assertArrayEquals(new int[] {1, 0}, examples.labelArray());
    assertEquals(texts.classes(), examples.classes());
  }

  @Test
  void featuresAreTheVectorsBeforeTheyAreScaled() {
    List<String> texts = List.of("a cat", "a house of many rooms");
    try (NDManager scope = lab.scope();
        NDArray tokens = minilm.tokens(texts, 32);
        NDArray unit = minilm.embed(texts)) {
      tokens.attach(scope);
      NDArray features = minilm.features(tokens);
      NDArray scaled = features.div(features.norm(new int[] {1}, true));
      assertArrayEquals(unit.toFloatArray(), scaled.toFloatArray(), 1e-6f);
    }
  }

  @Test
  void anEmptyTextHasAVectorOfItsOwn() {
    try (NDArray v = minilm.embed(List.of("", "  \t", "a"))) {
      assertArrayEquals(v.get(0).toFloatArray(), v.get(1).toFloatArray(), 1e-6f);
      assertTrue(v.get(0).sub(v.get(2)).abs().max().getFloat() > 0.01);
    }
  }

  @Test
  void oddCharactersDoNoHarm() {
    List<String> odd = List.of("\uD800", "a\uDC00b", "nul \0 nul", "\uFFFF", "x".repeat(100_000));
    try (NDArray v = minilm.embed(odd)) {
      assertFalse(v.isNaN().any().getBoolean());
    }
  }

  @Test
  void aLongTextIsCutAndThatIsSaidOnce() {
    PrintStream out = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (Lab other = Lab.open(1)) {
      SentenceEncoder encoder = SentenceEncoder.miniLm(other);
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      String cat = "cat ".repeat(300);
      NDArray v = encoder.embed(List.of(cat, cat.substring(0, 4 * 254), "cat"));
      assertArrayEquals(v.get(1).toFloatArray(), v.get(0).toFloatArray(), 1e-6f);
      NDArray five = encoder.tokens(List.of("one two three four five"), 5);
      assertArrayEquals(new float[] {101, 2028, 2048, 2093, 102}, five.toFloatArray());
    } finally {
      System.setOut(out);
    }
    assertEquals(
        "1 of 3 texts has more than 256 tokens: what is beyond is cut off. (This is said once.)",
        said.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void badInputIsNamed() {
    says("There is no text", () -> minilm.embed(List.of()));
    says("Text 1 is null", () -> minilm.embed(Arrays.asList("a", null)));
    says("2 to 512 tokens", () -> minilm.tokens(List.of("a"), 513));
    says("2 to 512 tokens", () -> minilm.tokens(List.of("a"), 1));
    try (NDManager scope = lab.scope()) {
      says("shape (n, length)", () -> minilm.features(scope.zeros(new Shape(3))));
      says("shape (n, length)", () -> minilm.features(scope.zeros(new Shape(0, 3))));
      says("at most 512", () -> minilm.features(scope.zeros(new Shape(1, 600))));
      says("no tokens", () -> minilm.features(scope.full(new Shape(1, 3), 0.5f)));
      says("no tokens", () -> minilm.features(scope.full(new Shape(1, 3), 30_522)));
      says("no tokens", () -> minilm.features(scope.full(new Shape(1, 3), Float.NaN)));
    }
  }

  @Test
  void aMissingArtifactIsNamedWithItsCure() {
    Pretrained absent =
        new Pretrained(
            "no-model", "org.example:no-model", "no.onnx", "no.json", 1, Pretrained.Pooling.CLS, 9);
    String message =
        assertThrows(ModelException.class, () -> SentenceEncoder.load(lab, absent)).getMessage();
    assertTrue(message.contains("no-model is not there"), message);
    assertTrue(message.contains("org.example:no-model"), message);
  }

  @Test
  void aFileThatIsNoTokenizerIsNamed() {
    Pretrained wrong =
        new Pretrained(
            "wrong",
            "x:y",
            "all-minilm-l6-v2.onnx",
            "adapt4j/text/ParityTexts.class",
            12,
            Pretrained.Pooling.CLS,
            9);
    String message =
        assertThrows(ModelException.class, () -> SentenceEncoder.load(lab, wrong)).getMessage();
    assertTrue(message.contains("The tokenizer of wrong cannot be used"), message);
  }

  @Test
  void aThousandEmbeddingsLeaveNoArrayBehind() {
    int arrays = lab.manager().getManagedArrays().size();
    for (int i = 0; i < 1_000; i++) {
      minilm.embed(List.of("a cat")).close();
    }
    assertEquals(arrays, lab.manager().getManagedArrays().size());
  }

  @Test
  void severalThreadsMayEmbedAtOnce() {
    List<String> texts = ParityTexts.all().subList(20, 60);
    try (NDArray expected = minilm.embed(texts)) {
      List<float[]> found =
          IntStream.range(0, 8)
              .parallel()
              .mapToObj(
                  i -> {
                    try (NDArray v = minilm.embed(texts)) {
                      return v.toFloatArray();
                    }
                  })
              .toList();
      found.forEach(v -> assertArrayEquals(expected.toFloatArray(), v, 1e-6f));
    }
  }

  @Test
  void stopsWhenTheThreadIsInterrupted() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add("a cat");
    }
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> minilm.embed(many));
    assertFalse(Thread.interrupted());
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
