package adapt4j.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.nn.Conv4;
import adapt4j.nn.Layers;
import adapt4j.nn.Mlp;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackboneTest {
  private static Lab lab;
  private static Examples few;
  @TempDir Path folder;
  private Classifier source;
  private Backbone backbone;

  @BeforeAll
  static void load() {
    lab = Lab.open(1);
    few = Digits.load(lab).train().fewShot(2, new Random(1));
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @BeforeEach
  void train() {
    source = Classifier.of(lab, Conv4.of(10), few);
    Fit.steps(3).on(source, few);
    backbone = Backbone.of(lab, Conv4::body, source, "three steps on digits");
  }

  @AfterEach
  void closeNets() {
    backbone.close();
    source.close();
  }

  @Test
  void theBodyIsTakenOverAndTheHeadStartsFresh() {
    try (Classifier net = backbone.withHead(few);
        Classifier fresh = Classifier.of(lab, Conv4.of(10), few)) {
      Map<String, float[]> old = weights(source);
      Map<String, float[]> now = weights(net);
      assertEquals(old.keySet(), now.keySet());
      old.forEach(
          (name, values) -> {
            if (name.startsWith("body.")) {
              assertArrayEquals(values, now.get(name), name);
            }
          });
      assertFalse(Arrays.equals(old.get("head.weight"), now.get("head.weight")));
      assertArrayEquals(weights(fresh).get("head.weight"), now.get("head.weight"));
      assertArrayEquals(new float[10], now.get("head.bias"));
    }
  }

  @Test
  void aNewHeadMayHaveAnotherNumberOfClasses() {
    Examples three = new Examples(few.inputs(), few.labels().mod(3), List.of("a", "b", "c"));
    try (Classifier net = backbone.withHead(three)) {
      assertEquals(new Shape(20, 3), net.logits(few.inputs()).getShape());
    }
  }

  @Test
  void freezingFreezesWeightsAndRunningStatistics() {
    try (Classifier net = backbone.withHead(few).freeze("body")) {
      Map<String, float[]> before = weights(net);
      assertEquals(256 * 10 + 10, net.trained());
      Fit.steps(5).optRate(0.1).on(net, few);
      moved(before, weights(net), "head.weight", "head.bias");
    }
  }

  @Test
  void aBodyIsUnfrozenStageByStage() {
    try (Classifier net = backbone.withHead(few).freeze("body").unfreeze("conv4")) {
      Map<String, float[]> before = weights(net);
      Fit.steps(3).on(net, few);
      moved(
          before,
          weights(net),
          "head.weight",
          "head.bias",
          "body.conv4.conv.weight",
          "body.conv4.conv.bias",
          "body.conv4.norm.gamma",
          "body.conv4.norm.beta",
          "body.conv4.norm.runningMean",
          "body.conv4.norm.runningVar");
      String message =
          assertThrows(IllegalArgumentException.class, () -> net.unfreeze("conv7")).getMessage();
      assertTrue(message.contains("No layer is named conv7"), message);
    }
  }

  @Test
  void trainingAClassifierMovesNeitherTheBackboneNorAnotherClassifier() {
    float[] features = backbone.features(few.inputs()).toFloatArray();
    try (Classifier first = backbone.withHead(few);
        Classifier second = backbone.withHead(few)) {
      Map<String, float[]> before = weights(second);
      Fit.steps(3).optRate(0.01).on(first, few);
      Fit.steps(3).optRate(0.01).on(source, few);
      moved(before, weights(second));
      assertArrayEquals(features, backbone.features(few.inputs()).toFloatArray());
    }
  }

  @Test
  void logitsAreTheHeadOnTheFeatures() {
    try (Classifier net = backbone.withHead(few)) {
      NDArray head = Layers.arrays(net.model().getBlock()).get("head.weight");
      NDArray expected = backbone.features(few.inputs()).dot(head.transpose());
      assertArrayEquals(expected.toFloatArray(), net.logits(few.inputs()).toFloatArray(), 1e-5f);
    }
  }

  @Test
  void aStageInTheMiddleGivesWhatTheNextOneReads() {
    assertEquals(new Shape(20, 64, 14, 14), backbone.features(few.inputs(), "conv1").getShape());
    NDArray whole = backbone.features(few.inputs());
    NDArray last = backbone.features(few.inputs(), "conv4");
    assertArrayEquals(whole.toFloatArray(), last.toFloatArray());
    says("There are conv1, conv2", () -> backbone.features(few.inputs(), "conv9"));
    says("but this one has (1, 28, 28)", () -> backbone.features(few.inputs().get(0)));
  }

  @Test
  void savedAndLoadedAgreeBitByBit() {
    backbone.save(folder);
    try (Backbone loaded = Backbone.load(lab, Conv4::body, folder)) {
      assertArrayEquals(
          backbone.features(few.inputs()).toFloatArray(),
          loaded.features(few.inputs()).toFloatArray());
      assertEquals(backbone.toString(), loaded.toString());
      assertEquals("a backbone with 111,936 parameters: three steps on digits", loaded.toString());
    }
  }

  @Test
  void featuresLeaveNothingBehind() {
    int before = lab.manager().getManagedArrays().size();
    for (int i = 0; i < 1000; i++) {
      backbone.features(few.inputs()).close();
    }
    assertEquals(before, lab.manager().getManagedArrays().size());
    for (int i = 0; i < 20; i++) {
      backbone.withHead(few).close();
    }
    assertEquals(before, lab.manager().getManagedArrays().size());
  }

  @Test
  void badInputIsNamed() throws IOException {
    NDArray wide = lab.manager().ones(new Shape(2, 1, 32, 32));
    NDArray labels = lab.manager().create(new float[] {0, 1});
    says(
        "(1, 28, 28), but these have (1, 32, 32)",
        () -> backbone.withHead(new Examples(wide, labels, List.of("a", "b"))));
    NDArray two = few.inputs().get("0:2");
    says(
        "2 classes or more, not 1",
        () -> backbone.withHead(new Examples(two, labels.zerosLike(), List.of("a"))));
    try (Classifier plain = Classifier.of(lab, Mlp.of(10), few)) {
      says("stage named body", () -> Backbone.of(lab, Conv4::body, plain, ""));
    }
    says("is missing", () -> Backbone.load(lab, Conv4::body, folder));
    backbone.save(folder);
    says("does not fit", () -> Backbone.load(lab, () -> Conv4.body(32), folder));
    Path file = folder.resolve("body.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    says("damaged", () -> Backbone.load(lab, Conv4::body, folder));
    says("There is resnet18", () -> Backbone.zoo(lab, "resnet1800"));
  }

  private static void says(String words, org.junit.jupiter.api.function.Executable bad) {
    RuntimeException error = assertThrows(RuntimeException.class, bad);
    assertTrue(
        error instanceof ModelException || error instanceof IllegalArgumentException,
        error.toString());
    assertTrue(error.getMessage().contains(words), error.getMessage());
  }

  private static Map<String, float[]> weights(Classifier net) {
    Map<String, float[]> weights = new TreeMap<>();
    Layers.arrays(net.model().getBlock())
        .forEach((name, array) -> weights.put(name, array.toFloatArray()));
    return weights;
  }

  /** These have moved, and no other. */
  private static void moved(
      Map<String, float[]> before, Map<String, float[]> after, String... names) {
    List<String> found =
        before.keySet().stream()
            .filter(name -> !Arrays.equals(before.get(name), after.get(name)))
            .toList();
    assertEquals(Arrays.stream(names).sorted().toList(), found);
  }
}
