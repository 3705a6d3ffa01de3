package adapt4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Texts;
import adapt4j.nn.Layers;
import adapt4j.nn.Mlp;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Networks that a {@link SentenceEncoder} makes. */
class TextClassifierTest {
  private static final String FILE = "trained.safetensors";
  private static Lab lab;
  private static SentenceEncoder minilm;
  private static Examples train;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    minilm = SentenceEncoder.miniLm(lab);
    List<String> texts =
        List.of(
            "a small furry animal that purrs",
            "a wild cat with a mane",
            "a bird that cannot fly",
            "a fish of the deep sea",
            "a very poisonous snake",
            "a dog that guards sheep",
            "a dish of rice and beans",
            "a sweet cake with cream",
            "a sauce made of tomatoes",
            "bread of rye flour",
            "a thick soup of peas",
            "a cheese from the Alps");
    List<Integer> labels = List.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    train = minilm.tokens(new Texts(texts, labels, List.of("animal", "food")), 12);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  private static Fit fit() {
    return Fit.steps(8).optBatch(6).optRate(2e-4).optRate("head", 1e-2).optProgress(false);
  }

  private static Map<String, float[]> weights(Classifier net) {
    Map<String, float[]> weights = new java.util.LinkedHashMap<>();
    Layers.of(net.model().getBlock())
        .forEach((name, parameter) -> weights.put(name, parameter.getArray().toFloatArray()));
    return weights;
  }

  @Test
  void anEncoderOfTwoLayersMakesClassifiersLikeAnother(@TempDir Path folder) {
    SentenceEncoder small = minilm.onlyLayers(2, 5);
    long layer = 1_774_464;
    assertEquals(minilm.parameters() - 4 * layer, small.parameters());
    assertEquals(384, small.width());
    float[] before = minilm.features(train.inputs()).toFloatArray();
    try (Classifier net = small.withHead(train)) {
      fit().on(net, train);
      assertArrayEquals(before, minilm.features(train.inputs()).toFloatArray());
      small.save(net, folder);
      fails("layers [2, 5]", () -> minilm.load(folder));
      try (Classifier again = small.load(folder)) {
        assertArrayEquals(
            net.logits(train.inputs()).toFloatArray(), again.logits(train.inputs()).toFloatArray());
      }
    }
    for (int[] wrong : new int[][] {{}, {6}, {-1}, {3, 3}, {5, 2}}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> minilm.onlyLayers(wrong)).getMessage();
      assertTrue(message.contains("from 0 to 5"), message);
    }
  }

  @Test
  void fineTuningLearnsAndLeavesTheEncoderAsItWas() {
    try (NDArray before = minilm.embed(List.of("a cat"));
        Classifier net = minilm.withHead(train)) {
      assertEquals(22_565_376 + 384 * 2 + 2, net.parameters());
      Map<String, float[]> start = weights(net);
      Fit.steps(20)
          .optBatch(6)
          .optRate(1e-4)
          .optRate("head", 1e-2)
          .optProgress(false)
          .on(net, train);
      assertEquals(1, Evaluation.of(net, train).accuracy());
      assertEquals(
          "food", minilm.classify(net, "a soup of mushrooms and cream").best().getClassName());
      assertEquals(
          "animal", minilm.classify(net, "a wild dog of the plains").best().getClassName());
      TreeSet<String> still = new TreeSet<>();
      weights(net)
          .forEach(
              (name, values) -> {
                if (Arrays.equals(values, start.get(name))) {
                  still.add(name);
                }
              });
      assertTrue(still.isEmpty(), "not trained: " + still);
      try (NDArray after = minilm.embed(List.of("a cat"))) {
        assertArrayEquals(before.toFloatArray(), after.toFloatArray());
      }
    }
  }

  @Test
  void onAFrozenBodyOnlyTheHeadAndTheExceptionsLearn() {
    try (Classifier net = minilm.withFrozenBody(train, "layer.5")) {
      Map<String, float[]> start = weights(net);
      fit().on(net, train);
      weights(net)
          .forEach(
              (name, values) ->
                  assertEquals(
                      name.startsWith("head.") || name.startsWith("body.encoder.layer.5."),
                      !Arrays.equals(values, start.get(name)),
                      name));
    }
  }

  @Test
  void aFrozenBodySeesTheFeaturesOfTheEncoder() {
    Examples features =
        new Examples(minilm.features(train.inputs()), train.labels(), train.classes());
    try (Classifier frozen = minilm.withFrozenBody(train);
        Classifier head = Classifier.of(lab, Mlp.of(2), features)) {
      Fit fit = Fit.steps(8).optBatch(6).optRate(1e-2).optProgress(false);
      fit.on(frozen, train);
      fit.on(head, features);
      assertEquals(Evaluation.of(head, features).loss(), Evaluation.of(frozen, train).loss(), 1e-5);
    }
  }

  @Test
  void frozenBodiesShareTheirMemory() throws IOException {
    List<Classifier> nets = new ArrayList<>();
    nets.add(minilm.withFrozenBody(train));
    long before = residentKb();
    for (int i = 0; i < 10; i++) {
      nets.add(minilm.withFrozenBody(train));
    }
    long grown = residentKb() - before;
    nets.forEach(Classifier::close);
    assertTrue(grown < 60_000, "ten bodies of 90 MB took " + grown + " kB");
    minilm.embed(List.of("the encoder is still there")).close();
  }

  /** Resident memory after a collection; 0 where the system does not tell. */
  private static long residentKb() throws IOException {
    System.gc();
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    List<String> lines = Files.readAllLines(status);
    String rss = lines.stream().filter(l -> l.startsWith("VmRSS")).findFirst().orElseThrow();
    return Long.parseLong(rss.replaceAll("\\D", ""));
  }

  @Test
  void aSharedLayerThatIsUnfrozenIsNamedAndUnharmed() {
    try (Classifier net = minilm.withFrozenBody(train);
        NDArray before = minilm.embed(List.of("a cat"))) {
      net.unfreeze("layer.5");
      String message =
          assertThrows(IllegalStateException.class, () -> fit().on(net, train)).getMessage();
      assertTrue(message.contains("encoder.layer.5."), message);
      assertTrue(message.contains("withFrozenBody"), message);
      try (NDArray after = minilm.embed(List.of("a cat"))) {
        assertArrayEquals(before.toFloatArray(), after.toFloatArray());
      }
    }
  }

  @Test
  void aFreshBodyFollowsTheSeedAndKnowsNothing() {
    try (Classifier one = minilm.withFreshBody(train);
        Classifier two = minilm.withFreshBody(train)) {
      Map<String, float[]> first = weights(one);
      Map<String, float[]> second = weights(two);
      first.forEach((name, values) -> assertArrayEquals(values, second.get(name), name));
      NDArray words =
          Layers.of(one.model().getBlock())
              .get("body.embeddings.word_embeddings.weight")
              .getArray();
      assertEquals(0.02, words.square().mean().sqrt().getFloat(), 1e-4);
      fit().on(one, train);
      assertFalse(
          Arrays.equals(
              first.get("body.encoder.layer.0.attention.self.value.weight"),
              weights(one).get("body.encoder.layer.0.attention.self.value.weight")));
    }
  }

  @Test
  void onlyWhatWasTrainedIsSaved(@TempDir Path folder) throws IOException {
    Path partly = folder.resolve("partly");
    try (Classifier head = minilm.withHead(train)) {
      head.freeze("body");
      fit().on(head, train);
      minilm.save(head, folder);
      assertTrue(Files.size(folder.resolve(FILE)) < 10_000);
      try (Classifier again = minilm.load(folder)) {
        assertArrayEquals(
            head.logits(train.inputs()).toFloatArray(),
            again.logits(train.inputs()).toFloatArray(),
            1e-6f);
        assertEquals(train.classes(), again.classes());
      }
    }
    try (Classifier net = minilm.withFrozenBody(train, "layer.5")) {
      fit().on(net, train);
      minilm.save(net, partly);
      assertEquals(7.1e6, Files.size(partly.resolve(FILE)), 0.1e6);
      try (Classifier again = minilm.load(partly)) {
        assertArrayEquals(
            net.logits(train.inputs()).toFloatArray(),
            again.logits(train.inputs()).toFloatArray(),
            1e-6f);
        fit().on(again, train); // the layers that it brought may be trained on
      }
    }
  }

  @Test
  void aFileThatDoesNotFitIsNamed(@TempDir Path folder) throws IOException {
    int arrays = lab.manager().getManagedArrays().size();
    fails("is missing", () -> minilm.load(folder));
    try (Classifier net = minilm.withFrozenBody(train)) {
      minilm.save(net, folder);
    }
    Path file = folder.resolve(FILE);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 9));
    fails("cut off", () -> minilm.load(folder));
    Files.write(file, replaced(whole, "all-MiniLM-L6-v2", "bge-small-en-v15"));
    fails("trained on bge-small-en-v15", () -> minilm.load(folder));
    Files.write(file, replaced(whole, "head.bias", "head.bits"));
    fails("no array head.bias", () -> minilm.load(folder));
    Files.write(file, replaced(whole, "\"length\":\"12\"", "\"length\":\"-2\""));
    fails("-2 tokens", () -> minilm.load(folder));
    assertEquals(arrays, lab.manager().getManagedArrays().size());
    try (Classifier other = Classifier.of(lab, Mlp.of(2), train)) {
      says("not made by", () -> minilm.save(other, folder));
    }
  }

  private static byte[] replaced(byte[] file, String from, String to) {
    String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(from), text.substring(0, 300));
    return text.replace(from, to).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Test
  void networksLeaveNothingInTheLab() {
    int arrays = lab.manager().getManagedArrays().size();
    minilm.withHead(train).close();
    minilm.withFrozenBody(train).close();
    minilm.withFreshBody(train).close();
    assertEquals(arrays, lab.manager().getManagedArrays().size());
  }

  @Test
  void badInputIsNamed() {
    Examples features =
        new Examples(
            lab.manager().full(new Shape(2, 384), 0.3f),
            lab.manager().zeros(new Shape(2)),
            List.of("a", "b"));
    says("no tokens", () -> minilm.withHead(features));
    Examples single = new Examples(train.inputs(), train.labels().mul(0), List.of("a"));
    says("2 classes", () -> minilm.withFrozenBody(single));
    says("No layer is named layer.9", () -> minilm.withFrozenBody(train, "layer.9"));
  }

  private static void fails(String words, Executable bad) {
    String message = assertThrows(ModelException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void theEncoderInsideAClassifierHasItsWeights(@TempDir Path folder) {
    List<String> texts = List.of("a cat", "a loaf of bread");
    try (Classifier net = minilm.withHead(train)) {
      SentenceEncoder inside = minilm.encoderOf(net);
      assertEquals(minilm.embed(texts), inside.embed(texts));
      Fit.steps(2).optRate(1e-4).on(net, train);
      assertFalse(minilm.embed(texts).contentEquals(inside.embed(texts)));
      Examples features = inside.features(train);
      NDArray weight = Layers.arrays(net.model().getBlock()).get("head.weight");
      NDArray bias = Layers.arrays(net.model().getBlock()).get("head.bias");
      NDArray scores = features.inputs().dot(weight.transpose()).add(bias);
      assertTrue(scores.sub(net.logits(train.inputs())).abs().max().getFloat() < 1e-5);
      // What is trained on top of it does not fit the encoder that was there before.
      try (Classifier next = inside.withFrozenBody(train)) {
        inside.save(next, folder);
        assertThrows(ModelException.class, () -> minilm.load(folder));
      }
    }
    try (Classifier other = Classifier.of(lab, Mlp.of(2), train)) {
      assertThrows(IllegalArgumentException.class, () -> minilm.encoderOf(other));
    }
  }

  @Test
  void theLengthOfATextIsThatOfItsTokens() {
    int[] lengths = SentenceEncoder.lengths(minilm.tokens(List.of("a cat", "", "a cat sat"), 4));
    assertArrayEquals(new int[] {4, 2, 4}, lengths); // [CLS] and [SEP] too; the last one is cut
  }
}
