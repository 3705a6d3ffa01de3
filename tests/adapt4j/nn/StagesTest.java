package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names, freezing and running statistics, on the network that the lessons use. */
class StagesTest {
  private NDManager manager;
  private Block net;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    net = Conv4.of(10);
    net.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void parametersHaveReadableNamesInTheOrderOfTheNetwork() {
    assertEquals(Set.of("head.weight", "head.bias"), Layers.matching(net, "head").keySet());
    var names = Layers.of(net).keySet().iterator();
    assertEquals("body.conv1.conv.weight", names.next());
    assertEquals("body.conv1.conv.bias", names.next());
    assertEquals("body.conv1.norm.gamma", names.next());
    assertEquals(4 * 6 + 2, Layers.of(net).size());
  }

  @Test
  void aNameFitsWholePartsOnly() {
    assertTrue(Layers.fits("body.conv1.conv.weight", "conv1"));
    assertTrue(Layers.fits("body.conv1.conv.weight", "body.conv1"));
    assertTrue(Layers.fits("body.conv1.conv.weight", "conv*.conv"));
    assertTrue(Layers.fits("body.conv1.conv.weight", "body.conv1.conv.weight"));
    assertFalse(Layers.fits("body.conv1.conv.weight", "onv1"));
    assertFalse(Layers.fits("body.conv1.conv.weight", "body.conv"));
    assertFalse(Layers.fits("body.conv1.conv.weight", "body*weight"));
    assertFalse(Layers.fits("body.conv1.conv.weight", "body.conv2"));
    assertFalse(Layers.fits("head.weight", "h.ad"), "a dot is a dot");
  }

  @Test
  void blocksWithoutNamesKeepTheNumbersOfDjl() {
    Block plain = Mlp.of(4, 3, 2);
    plain.initialize(manager, DataType.FLOAT32, new Shape(1, 5));
    assertEquals(
        new TreeSet<>(
            Set.of(
                "02Linear.weight",
                "02Linear.bias",
                "04Linear.weight",
                "04Linear.bias",
                "06Linear.weight",
                "06Linear.bias")),
        new TreeSet<>(Layers.of(plain).keySet()));
  }

  @Test
  void anUnknownNameIsAnErrorThatListsTheKnownOnes() {
    for (String name : new String[] {"conv5", "", "body.", "layer[1]", "\\E"}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Layers.freeze(net, "head", name))
              .getMessage();
      assertTrue(message.contains("No layer is named " + name), message);
      assertTrue(message.contains("body.conv4.norm"), message);
    }
    assertTrue(
        Layers.matching(net, "head").values().stream().allMatch(Parameter::requiresGradient),
        "nothing was frozen on the way");
  }

  @Test
  void freezingAndUnfreezingLeaveRunningStatisticsWithoutGradients() {
    Layers.freeze(net);
    assertTrue(Layers.of(net).values().stream().noneMatch(Parameter::requiresGradient));
    Layers.unfreeze(net);
    Layers.of(net)
        .forEach(
            (name, parameter) ->
                assertEquals(!name.contains("running"), parameter.requiresGradient(), name));
  }

  @Test
  void runningStatisticsOfAFrozenStageKeepStill() {
    Layers.freeze(net, "conv1", "conv2");
    float[] frozen = running("body.conv2.norm.runningMean");
    float[] free = running("body.conv3.norm.runningMean");
    forward(true);
    assertArrayEquals(frozen, running("body.conv2.norm.runningMean"));
    assertFalse(Arrays.equals(free, running("body.conv3.norm.runningMean")));
  }

  @Test
  void aBodyThatIsFrozenWholeGivesTheSameFeaturesInTrainingAndInUse() {
    Layers.freeze(net, "body");
    assertArrayEquals(forward(false), forward(true));
    Layers.unfreeze(net, "conv4");
    assertFalse(Arrays.equals(forward(false), forward(true)));
  }

  @Test
  void loadingTakesAllOrNothing() {
    Block other = Conv4.of(10);
    other.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));
    Map<String, NDArray> arrays = Layers.arrays(other);
    float[] before = forward(false);
    arrays.put("head.bias", manager.zeros(new Shape(9)));
    String shape =
        assertThrows(IllegalArgumentException.class, () -> Layers.load(net, arrays)).getMessage();
    assertTrue(shape.contains("head.bias has the shape (9), not (10)"), shape);
    arrays.remove("head.bias");
    arrays.put("tail.bias", manager.zeros(new Shape(10)));
    String names =
        assertThrows(IllegalArgumentException.class, () -> Layers.load(net, arrays)).getMessage();
    assertTrue(names.contains("missing [head.bias]") && names.contains("[tail.bias]"), names);
    assertArrayEquals(before, forward(false));
  }

  @Test
  void stagesAreNamedOnceAndPlainly() {
    Stages stages = new Stages().add("head", Mlp.of(2));
    assertThrows(IllegalArgumentException.class, () -> stages.add("head", Mlp.of(2)));
    assertThrows(IllegalArgumentException.class, () -> stages.add("a.b", Mlp.of(2)));
    String message =
        assertThrows(IllegalArgumentException.class, () -> stages.stage("body")).getMessage();
    assertTrue(message.contains("There are head"), message);
    assertThrows(IllegalArgumentException.class, () -> Conv4.of(0));
    assertThrows(IllegalArgumentException.class, () -> Conv4.of(1));
  }

  private float[] running(String name) {
    return Layers.of(net).get(name).getArray().toFloatArray();
  }

  private float[] forward(boolean training) {
    try (NDManager scope = manager.newSubManager()) {
      NDList images = new NDList(scope.arange(8 * 784f).div(6272f).reshape(8, 1, 28, 28));
      return net.forward(new ParameterStore(scope, false), images, training)
          .singletonOrThrow()
          .toFloatArray();
    }
  }
}
