package adapt4j.lora;

import static adapt4j.lora.Nets.says;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import adapt4j.EachLab;
import adapt4j.data.Examples;
import adapt4j.nn.Attention;
import adapt4j.nn.Layers;
import adapt4j.nn.Stages;
import adapt4j.train.Classifier;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A prefix in a layer that shows what its attention would see. */
class PrefixTest extends EachLab {
  private NDManager scope;

  @BeforeEach
  void open() {
    scope = lab.scope();
  }

  private Stages two() {
    Stages net = new Stages().add("one", new Shown()).add("two", new Shown());
    net.initialize(lab.manager(), DataType.FLOAT32, new Shape(1, 2, 4));
    return net;
  }

  private static NDList run(Block net, NDArray x) {
    return net.forward(new ParameterStore(x.getManager(), false), new NDList(x), false);
  }

  @Test
  void keysValuesAndMaskGrowInFront() {
    Stages net = new Stages().add("one", new Shown());
    net.initialize(lab.manager(), DataType.FLOAT32, new Shape(1, 2, 4));
    Prefix prefix = Prefix.builder().setLength(1).inject(lab, net);
    fill(net, "one.prefix.key", 1, 2, 3, 4);
    fill(net, "one.prefix.value", 5, 6, 7, 8);
    // two texts of two tokens, two heads of width 2; the second token of the second text is none
    NDArray x =
        scope.create(
            new float[] {10, 20, 30, 40, 11, 21, 31, 41, 50, 60, 70, 80, 0, 0, 0, 0},
            new Shape(2, 2, 4));
    NDList seen = run(net, x);
    assertEquals(new Shape(2, 2, 3, 2), seen.get(0).getShape());
    assertArrayEquals(
        new float[] {
          1, 2, 10, 20, 11, 21, 3, 4, 30, 40, 31, 41, 1, 2, 50, 60, 0, 0, 3, 4, 70, 80, 0, 0
        },
        seen.get(0).toFloatArray());
    assertArrayEquals(
        new float[] {
          5, 6, 20, 40, 22, 42, 7, 8, 60, 80, 62, 82, 5, 6, 100, 120, 0, 0, 7, 8, 140, 160, 0, 0
        },
        seen.get(1).toFloatArray());
    assertEquals(new Shape(2, 1, 1, 3), seen.get(2).getShape());
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, -9}, seen.get(2).toFloatArray(), 1e-6f);
    prefix.remove();
    assertEquals(new Shape(2, 2, 2, 2), run(net, x).get(0).getShape());
  }

  private static void fill(Block net, String name, float... values) {
    NDArray array = Layers.arrays(net).get(name);
    try (NDArray given = array.getManager().create(values, array.getShape())) {
      given.copyTo(array);
    }
  }

  @Test
  void itStartsFromRealTokensTheSameInEachLayer() {
    Stages net = two();
    float[] tokens = new float[6 * 4];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i < 16 ? i + 1 : 0; // the last two tokens are none
    }
    NDArray x = scope.create(tokens, new Shape(3, 2, 4));
    Examples examples = new Examples(x, scope.zeros(new Shape(3)), List.of("a", "b"));
    Prefix.builder().setLength(4).optFrom(examples).inject(lab, net);
    NDArray key = Layers.arrays(net).get("one.prefix.key");
    assertEquals(new Shape(2, 4, 2), key.getShape());
    // all four real tokens in some order: the first numbers of the first head are 1, 5, 9, 13
    float[] keys = key.toFloatArray();
    Set<Float> first = new TreeSet<>();
    for (int i = 0; i < 4; i++) {
      first.add(keys[2 * i]);
      assertEquals(keys[2 * i] + 1, keys[2 * i + 1], "one token, one head");
      assertEquals(keys[2 * i] + 2, keys[8 + 2 * i], "one token, the other head");
    }
    assertEquals(Set.of(1f, 5f, 9f, 13f), first);
    for (String other : List.of("one.prefix.value", "two.prefix.key", "two.prefix.value")) {
      float[] values = Layers.arrays(net).get(other).toFloatArray();
      float factor = other.endsWith("value") ? 2 : 1;
      for (int i = 0; i < keys.length; i++) {
        assertEquals(factor * keys[i], values[i], other);
      }
    }
    Stages again = two();
    int arrays = lab.manager().getManagedArrays().size();
    says(
        "length 5 cannot start from examples with 4 tokens",
        () -> Prefix.builder().setLength(5).optFrom(examples).inject(lab, again));
    assertEquals(arrays, lab.manager().getManagedArrays().size());
    assertEquals(Set.of("one.weight", "two.weight"), Layers.of(again).keySet());
  }

  @Test
  void withoutExamplesItStartsSmallByTheSeed() {
    float[] first = null;
    for (int i = 0; i < 2; i++) {
      Stages net = two();
      Prefix.builder().setLength(500).inject(lab, net);
      NDArray key = Layers.arrays(net).get("two.prefix.key");
      assertEquals(0.02, Math.sqrt(key.square().mean().getFloat()), 0.001);
      if (i == 1) {
        assertArrayEquals(first, key.toFloatArray());
      }
      first = key.toFloatArray();
    }
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    says("length 0", () -> Prefix.builder().setLength(0));
    says("Set a length", () -> Prefix.builder().inject(lab, two()));
    Examples task = Nets.task(lab, 1, "no", "yes");
    try (Classifier net = Nets.net(lab, task)) {
      says("no attention", () -> Prefix.builder().setLength(3).inject(net));
      assertEquals(net.parameters(), net.trained());
    }
  }

  @Test
  void everythingElseIsFrozenUntilItIsRemoved() {
    Stages net = two();
    Prefix prefix = Prefix.builder().setLength(2).inject(lab, net);
    Layers.of(net)
        .forEach((name, p) -> assertEquals(name.contains("prefix"), p.requiresGradient(), name));
    prefix.remove();
    assertEquals(2, Layers.of(net).size());
    Layers.of(net).values().forEach(p -> assertEquals(true, p.requiresGradient()));
  }

  /**
   * Gives the keys and values that attention would see. Keys are the inputs, values are twice that;
   * tokens that begin with 0 are none. Two layers in a row work on the same tokens.
   */
  private static final class Shown extends AbstractBlock implements Attention {
    private Block prefix;

    Shown() {
      addParameter(
          Parameter.builder()
              .setName("weight")
              .setType(Parameter.Type.WEIGHT)
              .optShape(new Shape(1, 1))
              .build());
    }

    @Override
    public int heads() {
      return 2;
    }

    @Override
    public int headWidth() {
      return 2;
    }

    @Override
    public void setPrefix(Block prefix) {
      this.prefix = prefix;
      children.clear();
      if (prefix != null) {
        addChildBlock("prefix", prefix);
      }
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore weights, NDList in, boolean training, PairList<String, Object> params) {
      if (in.size() > 1) {
        in = new NDList(in.get(0).transpose(0, 2, 1, 3).reshape(in.get(0).size(0), -1, 4));
      }
      NDArray x = in.head();
      NDArray key = x.reshape(x.size(0), x.size(1), 2, 2).transpose(0, 2, 1, 3);
      NDArray none = x.get(":, :, 0").eq(0).toType(DataType.FLOAT32, true).mul(-9);
      NDList seen = new NDList(key, key.mul(2), none.reshape(x.size(0), 1, 1, x.size(1)));
      return prefix == null ? seen : prefix.forward(weights, seen, training);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {}

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }
  }
}
