package adapt4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.data.Examples;
import adapt4j.nn.Mlp;
import adapt4j.nn.SmallCnn;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.Dropout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTest extends EachLab {
  @TempDir Path folder;
  private Examples clouds;
  private Classifier net;

  @BeforeEach
  void open() {
    clouds = Toy.clouds(lab, 60, 1);
    net = Toy.net(lab, clouds);
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void classifyGivesProbabilitiesOfTheLogits() {
    NDArray one = clouds.inputs().get(0);
    Classifications answer = net.classify(one);
    float[] logits = net.logits(one.expandDims(0)).toFloatArray();
    double left = 1 / (1 + Math.exp(logits[1] - logits[0]));
    assertEquals(left, answer.get("left").getProbability(), 1e-6);
    assertEquals(1, answer.getProbabilities().stream().mapToDouble(p -> p).sum(), 1e-6);
  }

  @Test
  void askingLeavesNoArrayBehind() {
    NDArray one = clouds.inputs().get(0);
    int lab0 = lab.manager().getManagedArrays().size();
    int model0 = net.model().getNDManager().getManagedArrays().size();
    for (int i = 0; i < 50; i++) {
      net.classify(one);
      Evaluation.of(net, clouds);
    }
    assertEquals(lab0, lab.manager().getManagedArrays().size());
    assertEquals(model0, net.model().getNDManager().getManagedArrays().size());
  }

  @Test
  void countsItsParameters() {
    assertEquals(2 * 8 + 8 + 8 * 2 + 2, net.parameters());
  }

  @Test
  void savedAndLoadedAgreeBitByBit() throws IOException {
    net.save(folder);
    net.save(folder); // a second time replaces the first
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
    try (Classifier loaded = Classifier.load(lab, Mlp.of(8, 2), folder)) {
      assertEquals(net.classes(), loaded.classes());
      assertEquals(net.input(), loaded.input());
      assertArrayEquals(
          net.logits(clouds.inputs()).toFloatArray(),
          loaded.logits(clouds.inputs()).toFloatArray());
    }
  }

  @Test
  void aLoadedModelGoesOnLearning() {
    net.save(folder);
    try (Classifier loaded = Classifier.load(lab, Mlp.of(8, 2), folder)) {
      Fit.epochs(1).on(loaded, clouds);
      assertTrue(!Arrays.equals(Toy.weights(net), Toy.weights(loaded)));
    }
  }

  @Test
  void anotherArchitectureIsRefused() {
    net.save(folder);
    fails("does not fit", () -> Classifier.load(lab, Mlp.of(8, 3), folder));
    fails("does not fit", () -> Classifier.load(lab, Mlp.of(9, 2), folder));
    fails("does not fit", () -> Classifier.load(lab, Mlp.of(8, 8, 2), folder));
  }

  @Test
  void aMissingTruncatedOrForeignFileIsNamed() throws IOException {
    fails("is missing", () -> Classifier.load(lab, Mlp.of(8, 2), folder));
    net.save(folder);
    Path file = folder.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
    fails("model.safetensors", () -> Classifier.load(lab, Mlp.of(8, 2), folder));
    Files.writeString(file, "not a model");
    fails(
        "does not begin like a safetensors file", () -> Classifier.load(lab, Mlp.of(8, 2), folder));
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    fails("could not be saved", () -> net.save(file));
  }

  @Test
  void aWrongShapeIsNamed() {
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class, () -> net.logits(lab.manager().ones(new Shape(4, 3))));
    assertTrue(wrong.getMessage().contains("(n, 2)"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains("(4, 3)"), wrong.getMessage());
    IllegalArgumentException one =
        assertThrows(
            IllegalArgumentException.class,
            () -> net.classify(lab.manager().ones(new Shape(1, 2))));
    assertTrue(one.getMessage().contains("shape (2), but this one"), one.getMessage());
    IllegalArgumentException head =
        assertThrows(
            IllegalArgumentException.class, () -> Classifier.of(lab, Mlp.of(8, 5), clouds));
    assertTrue(head.getMessage().contains("2 classes"), head.getMessage());
  }

  @Test
  void freshWeightsHaveTheSpreadOfHe() {
    try (Classifier wide = Classifier.of(lab, Mlp.of(400, 400, 2), clouds)) {
      NDArray second = wide.model().getBlock().getParameters().get(2).getValue().getArray();
      assertEquals(Math.sqrt(2.0 / 400), Math.sqrt(second.square().mean().getFloat()), 2e-3);
      NDArray biases = wide.model().getBlock().getParameters().get(3).getValue().getArray();
      assertEquals(0, biases.abs().max().getFloat());
    }
  }

  @Test
  void evaluationLeavesDropoutOut() {
    SequentialBlock block =
        new SequentialBlock()
            .add(Mlp.of(50))
            .add(Dropout.builder().optRate(0.5f).build())
            .add(Mlp.of(2));
    try (Classifier dropping = Classifier.of(lab, block, clouds)) {
      float[] once = dropping.logits(clouds.inputs()).toFloatArray();
      assertArrayEquals(once, dropping.logits(clouds.inputs()).toFloatArray());
    }
  }

  @Test
  void aBlockBelongsToOneNetwork() {
    Block block = Mlp.of(4, 2);
    try (Classifier first = Classifier.of(lab, block, clouds)) {
      assertEquals(2 * 4 + 4 + 4 * 2 + 2, first.parameters());
      assertThrows(IllegalArgumentException.class, () -> Classifier.of(lab, block, clouds));
    }
  }

  @Test
  void anImageThatIsTooSmallIsNamed() {
    NDArray tiny = lab.manager().ones(new Shape(2, 1, 2, 2));
    Examples two = new Examples(tiny, lab.manager().zeros(new Shape(2)), List.of("a", "b"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Classifier.of(lab, SmallCnn.of(2), two))
            .getMessage();
    assertTrue(message.contains("cannot read inputs of shape (1, 2, 2)"), message);
  }

  @Test
  void evaluationCountsByHand() {
    Examples three = clouds.select(0, 1, 2);
    Evaluation result = Evaluation.of(net, three);
    int wrong = result.mistakes().length;
    assertEquals((3 - wrong) / 3.0, result.accuracy(), 1e-12);
    double[][] confusion = result.confusion().values();
    int[] labels = three.labelArray();
    double[][] expected = new double[2][2];
    for (int i = 0; i < 3; i++) {
      expected[labels[i]][result.predicted(i)]++;
    }
    assertArrayEquals(expected[0], confusion[0]);
    assertArrayEquals(expected[1], confusion[1]);
    Examples other = new Examples(three.inputs(), three.labels(), List.of("up", "down"));
    assertThrows(IllegalArgumentException.class, () -> Evaluation.of(net, other));
  }

  private static void fails(String words, Executable bad) {
    String message = assertThrows(ModelException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
