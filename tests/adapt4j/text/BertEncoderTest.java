package adapt4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.nn.Layers;
import adapt4j.text.Pretrained.Pooling;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BertEncoderTest extends EachLab {
  private static final float[][] TEXTS = {
    {1, 5, 9, 2, -1, -1}, {1, 7, 3, 11, 4, 2}, {1, 2, -1, -1, -1, -1}
  };

  private BertEncoder encoder(Pooling pooling, DataType type) {
    BertEncoder encoder = new BertEncoder(TinyBert.SIZE, pooling, () -> "tiny");
    encoder.setInitializer(new NormalInitializer(0.5f), parameter -> true);
    encoder.initialize(lab.manager(), type, new Shape(1, 2));
    return encoder;
  }

  private static NDArray run(BertEncoder encoder, NDArray tokens, boolean training) {
    ParameterStore weights = new ParameterStore(tokens.getManager(), false);
    return encoder.forward(weights, new NDList(tokens), training).singletonOrThrow();
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void gradientsEqualFiniteDifferences(Pooling pooling) {
    BertEncoder encoder = encoder(pooling, DataType.FLOAT64);
    Map<String, Parameter> parameters = Layers.of(encoder);
    try (NDManager scope = lab.scope()) {
      NDArray tokens = scope.create(TEXTS);
      NDArray direction =
          scope.randomNormal(new Shape(3, 4)).toType(DataType.FLOAT64, true); // of the loss
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray loss = run(encoder, tokens, true).mul(direction).sum();
        System.gc(); // see GraphSafe
        collector.backward(loss);
      }
      for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
        NDArray array = entry.getValue().getArray();
        double[] gradient = array.getGradient().toDoubleArray();
        double[] values = array.toDoubleArray();
        for (int i = 0; i < values.length; i += 3) {
          double h = 1e-5;
          double up = lossAt(encoder, tokens, direction, array, values, i, h);
          double down = lossAt(encoder, tokens, direction, array, values, i, -h);
          assertEquals((up - down) / (2 * h), gradient[i], 1e-6, entry.getKey() + " " + i);
        }
      }
    }
  }

  private static double lossAt(
      BertEncoder encoder,
      NDArray tokens,
      NDArray direction,
      NDArray array,
      double[] values,
      int index,
      double h) {
    try (NDManager scope = tokens.getManager().newSubManager()) {
      double[] moved = values.clone();
      moved[index] += h;
      array.setRequiresGradient(false);
      scope.create(moved, array.getShape()).copyTo(array);
      NDArray own = tokens.duplicate();
      own.attach(scope);
      double loss = run(encoder, own, false).mul(direction).sum().getDouble();
      scope.create(values, array.getShape()).copyTo(array);
      array.setRequiresGradient(true);
      return loss;
    }
  }

  @Test
  void theGradientReachesEveryParameter() {
    BertEncoder encoder = encoder(Pooling.MEAN, DataType.FLOAT32);
    try (NDManager scope = lab.scope();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(run(encoder, scope.create(TEXTS), true).get(":, 0").sum());
      Layers.of(encoder)
          .forEach(
              (name, parameter) -> {
                float largest = parameter.getArray().getGradient().abs().max().getFloat();
                // A bias of the keys moves all scores of a query alike, and softmax does not care.
                if (name.endsWith("key.bias")) {
                  assertEquals(0, largest, 1e-6, name);
                } else {
                  assertTrue(largest > 1e-6, name + " has the gradient " + largest);
                }
              });
    }
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void paddingAndNeighboursDoNotChangeAText(Pooling pooling) {
    BertEncoder encoder = encoder(pooling, DataType.FLOAT32);
    try (NDManager scope = lab.scope()) {
      NDArray together = run(encoder, scope.create(TEXTS), false);
      float[][] alone = {{1, 5, 9, 2}, {1, 7, 3, 11, 4, 2}, {1, 2}};
      for (int i = 0; i < 3; i++) {
        NDArray one = run(encoder, scope.create(new float[][] {alone[i]}), false);
        assertArrayEquals(one.get(0).toFloatArray(), together.get(i).toFloatArray(), 1e-6f);
      }
    }
  }

  @Test
  void manyTextsAreSortedByLengthAndComeBackInTheirOrder() {
    BertEncoder encoder = encoder(Pooling.MEAN, DataType.FLOAT32);
    Random random = new Random(1);
    float[][] many = new float[101][8];
    for (float[] text : many) {
      Arrays.fill(text, BertEncoder.NO_TOKEN);
      for (int i = random.nextInt(8); i >= 0; i--) {
        text[i] = random.nextInt(20);
      }
    }
    try (NDManager scope = lab.scope()) {
      NDArray together = run(encoder, scope.create(many), false);
      assertEquals(new Shape(101, 4), together.getShape());
      for (int i = 0; i < many.length; i++) {
        NDArray one = run(encoder, scope.create(new float[][] {many[i]}), false);
        assertArrayEquals(one.get(0).toFloatArray(), together.get(i).toFloatArray(), 1e-6f);
      }
      together.close();
      int arrays = scope.getManagedArrays().size();
      run(encoder, scope.create(many), false);
      assertEquals(arrays + 2, scope.getManagedArrays().size());
    }
  }

  @Test
  void theOrderOfTheTokensCounts() {
    BertEncoder encoder = encoder(Pooling.MEAN, DataType.FLOAT32);
    try (NDManager scope = lab.scope()) {
      NDArray two = run(encoder, scope.create(new float[][] {{1, 5, 9, 2}, {1, 9, 5, 2}}), false);
      float difference = two.get(0).sub(two.get(1)).abs().max().getFloat();
      assertTrue(difference > 1e-3, "a difference of " + difference);
    }
  }

  @Test
  void layersHaveTheNamesOfHuggingFace() {
    List<String> names = List.copyOf(Layers.of(encoder(Pooling.CLS, DataType.FLOAT32)).keySet());
    assertEquals(5 + 2 * 16, names.size());
    assertEquals("embeddings.word_embeddings.weight", names.get(0));
    assertTrue(names.contains("encoder.layer.1.attention.self.query.weight"), names.toString());
    assertTrue(names.contains("encoder.layer.0.attention.output.LayerNorm.gamma"));
    assertTrue(names.contains("encoder.layer.0.output.dense.bias"));
  }

  @Test
  void aTextOfFullLengthIsRead() {
    BertEncoder encoder = encoder(Pooling.MEAN, DataType.FLOAT32);
    try (NDManager scope = lab.scope()) {
      assertEquals(new Shape(1, 4), run(encoder, scope.ones(new Shape(1, 8)), false).getShape());
    }
  }

  @Test
  void aForwardPassLeavesItsResultAndNothingElse() {
    BertEncoder encoder = encoder(Pooling.MEAN, DataType.FLOAT32);
    int arrays = lab.manager().getManagedArrays().size();
    try (NDManager scope = lab.scope()) {
      NDArray tokens = scope.create(TEXTS);
      run(encoder, tokens, false);
      assertEquals(2, scope.getManagedArrays().size());
      JniUtils.setGradMode(true); // as in training
      try {
        run(encoder, tokens, true);
      } finally {
        JniUtils.setGradMode(false);
      }
      assertEquals(3, scope.getManagedArrays().size());
    }
    assertEquals(arrays, lab.manager().getManagedArrays().size());
  }

  @Test
  void sharedWeightsCannotBeTrained() {
    BertEncoder source = encoder(Pooling.MEAN, DataType.FLOAT32);
    BertEncoder second = new BertEncoder(TinyBert.SIZE, Pooling.MEAN, () -> "tiny");
    BertWeights.take(second, source, List.of(), lab.manager());
    try (NDManager scope = lab.scope()) {
      NDArray tokens = scope.create(TEXTS);
      NDArray same = run(second, tokens, false);
      assertArrayEquals(run(source, tokens, false).toFloatArray(), same.toFloatArray());
      Layers.unfreeze(second, "layer.1");
      JniUtils.setGradMode(true); // as in training
      try {
        String message =
            assertThrows(IllegalStateException.class, () -> run(second, tokens, true)).getMessage();
        assertTrue(message.startsWith("encoder.layer.1."), message);
        assertTrue(message.contains("withFrozenBody"), message);
      } finally {
        JniUtils.setGradMode(false);
      }
    }
  }

  @Test
  void aWidthThatTheHeadsCannotShareIsNamed() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new BertSize(9, 9, 2, 10, 1, 3, 9))
            .getMessage();
    assertTrue(message.contains("10 cannot be shared evenly by 3"), message);
  }

  @Test
  void anEncoderOfAllLayersIsTheSameAndOneOfTheLastSharesItsWeights() {
    BertEncoder encoder = encoder(Pooling.MEAN, DataType.FLOAT32);
    try (NDManager scope = lab.scope()) {
      NDArray tokens = scope.create(TEXTS);
      BertEncoder all = BertWeights.some(encoder, new int[] {0, 1}, scope);
      assertArrayEquals(
          run(encoder, tokens, false).toFloatArray(), run(all, tokens, false).toFloatArray());
      BertEncoder last = BertWeights.some(encoder, new int[] {1}, scope);
      assertEquals(1, last.layers());
      Map<String, NDArray> ours = Layers.arrays(last);
      Map<String, NDArray> theirs = Layers.arrays(encoder);
      ours.forEach(
          (name, array) ->
              assertArrayEquals(
                  theirs.get(name.replace("layer.0", "layer.1")).toFloatArray(),
                  array.toFloatArray(),
                  name));
      assertTrue(Layers.of(last).values().stream().noneMatch(Parameter::requiresGradient));
    }
  }

  @Test
  void aWatcherSeesEachLayerOfTextsInTheirOrder() {
    BertEncoder encoder = encoder(Pooling.MEAN, DataType.FLOAT32);
    try (NDManager scope = lab.scope()) {
      NDArray many = scope.create(TEXTS).tile(new long[] {20, 1}); // more than are sorted at once
      Map<Integer, NDArray> seen = new TreeMap<>();
      NDArray[] real = new NDArray[1];
      encoder.watch(
          (layer, states, mask) -> {
            seen.put(layer, states);
            real[0] = mask;
          });
      NDArray output = run(encoder, many, false);
      encoder.watch(null);
      assertEquals(Set.of(0, 1), seen.keySet());
      assertEquals(new Shape(60, 6, 4), seen.get(0).getShape());
      assertArrayEquals(new float[] {1, 1, 1, 1, 0, 0}, real[0].get(0).toFloatArray());
      NDArray mask = real[0].expandDims(2);
      NDArray mean = seen.get(1).mul(mask).sum(new int[] {1}).div(mask.sum(new int[] {1}));
      assertArrayEquals(output.toFloatArray(), mean.toFloatArray(), 1e-5f);
      NDArray first =
          BertWeights.some(encoder, new int[] {0}, scope)
              .forward(new ParameterStore(scope, false), new NDList(many), false)
              .head();
      NDArray firstMean = seen.get(0).mul(mask).sum(new int[] {1}).div(mask.sum(new int[] {1}));
      assertArrayEquals(first.toFloatArray(), firstMean.toFloatArray(), 1e-5f);
    }
  }
}
