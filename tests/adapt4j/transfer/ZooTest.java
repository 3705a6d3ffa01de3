package adapt4j.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import adapt4j.nn.Stages;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What DJL's zoo gives is a TorchScript file; a tiny one, by tiny_body.py, stands in for it. */
class ZooTest extends EachLab {
  private static final Path TINY = Path.of("tests/adapt4j/transfer/tiny-body.pt");

  private Examples photographs;
  private Backbone backbone;

  @BeforeEach
  void open() {
    NDArray images = lab.manager().randomUniform(0, 1, new Shape(6, 3, 32, 32));
    NDArray labels = lab.manager().create(new float[] {0, 1, 0, 1, 0, 1});
    photographs = new Examples(images, labels, List.of("cat", "dog"));
    backbone = Zoo.backbone(lab, TINY, new Shape(3, 32, 32));
  }

  @AfterEach
  void close() {
    backbone.close();
  }

  @Test
  void coloursAreBroughtToTheScaleOfImageNet() {
    assertEquals(new Shape(6, 4), backbone.features(photographs.inputs()).getShape());
    NDArray colours = backbone.features(photographs.inputs(), "colours");
    float red = photographs.inputs().getFloat(0, 0, 5, 7);
    assertEquals((red - 0.485f) / 0.229f, colours.getFloat(0, 0, 5, 7), 1e-5);
  }

  @Test
  void frozenItKeepsStillAndAHeadIsTrained() {
    float[] features = backbone.features(photographs.inputs()).toFloatArray();
    try (Classifier net = backbone.withHead(photographs).freeze("body")) {
      assertEquals(4 * 2 + 2, net.trained());
      float[] before = head(net);
      Fit.steps(5).optRate(0.1).on(net, photographs);
      assertFalse(Arrays.equals(before, head(net)));
      assertArrayEquals(features, features(net, photographs.inputs()));
    }
  }

  @Test
  void unfrozenItLearns() {
    try (Classifier net = backbone.withHead(photographs)) {
      String weight =
          Layers.of(net.model().getBlock()).keySet().stream()
              .filter(name -> name.startsWith("body.network") && name.endsWith("weight"))
              .findFirst()
              .orElseThrow();
      float[] before = Layers.arrays(net.model().getBlock()).get(weight).toFloatArray();
      Fit.steps(3).optRate(0.1).on(net, photographs);
      float[] after = Layers.arrays(net.model().getBlock()).get(weight).toFloatArray();
      assertFalse(Arrays.equals(before, after));
    }
  }

  @Test
  void withoutTheInternetTheErrorSaysWhatWorks() {
    // In this project's tests DJL's server is out of reach, or DJL_OFFLINE keeps it so.
    String message =
        assertThrows(
                ModelException.class,
                () -> Zoo.backbone(lab, Path.of("no-such-file.pt"), new Shape(3, 32, 32)))
            .getMessage();
    assertTrue(message.contains("needs the internet"), message);
    assertTrue(message.contains("Backbone.glyphs(lab) works without"), message);
  }

  private static float[] features(Classifier net, NDArray inputs) {
    Stages body = (Stages) ((Stages) net.model().getBlock()).stage("body");
    NDList batch = new NDList(inputs);
    return body.forward(new ParameterStore(inputs.getManager(), false), batch, false)
        .singletonOrThrow()
        .toFloatArray();
  }

  private static float[] head(Classifier net) {
    return Layers.arrays(net.model().getBlock()).get("head.weight").toFloatArray();
  }
}
