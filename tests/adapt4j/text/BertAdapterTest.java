package adapt4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.lora.Lora;
import adapt4j.lora.Prefix;
import adapt4j.nn.Layers;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Adapters inside a small BERT in FLOAT64. */
class BertAdapterTest extends EachLab {
  private NDManager scope;
  private BertEncoder bert;
  private NDArray tokens;

  @BeforeEach
  void open() {
    scope = lab.scope();
    bert = new BertEncoder(TinyBert.SIZE, Pretrained.Pooling.MEAN, () -> "tiny");
    bert.setInitializer(new NormalInitializer(0.5f), Parameter.Type.WEIGHT);
    bert.initialize(lab.manager(), DataType.FLOAT64, new Shape(1, 2));
    tokens = scope.create(new float[] {1, 5, 9, 2, 3, 7, -1, -1}, new Shape(2, 4));
  }

  private NDArray run() {
    return bert.forward(new ParameterStore(scope, false), new NDList(tokens), true)
        .singletonOrThrow();
  }

  @Test
  void gradientsOfLoraAreTheFiniteDifferences() {
    double[] before = run().toDoubleArray();
    Lora.builder().setRank(2).optAlpha(3).inject(lab, bert);
    assertArrayEquals(before, run().toDoubleArray(), 0);
    checkGradients(Layers.matching(bert, "lora_A", "lora_B"), 8);
  }

  @Test
  void gradientsOfAPrefixAreTheFiniteDifferences() {
    double[] before = run().toDoubleArray();
    Prefix prefix = Prefix.builder().setLength(3).inject(lab, bert);
    checkGradients(Layers.matching(bert, "prefix"), 4);
    prefix.remove();
    assertArrayEquals(before, run().toDoubleArray(), 0);
  }

  /** A prefix that is far away from all queries takes no attention, so it changes nothing. */
  @Test
  void aPrefixWithoutAttentionChangesNothingAndOneWithAllOfItEverything() {
    bert.freezeParameters(true);
    Map<String, NDArray> plain = Layers.arrays(bert);
    for (int layer = 0; layer < 2; layer++) { // queries that are all (1, 1, 1, 1)
      plain.get("encoder.layer." + layer + ".attention.self.query.weight").muli(0);
      plain.get("encoder.layer." + layer + ".attention.self.query.bias").muli(0).addi(1);
    }
    double[] before = run().toDoubleArray();
    Prefix.builder().setLength(2).inject(lab, bert);
    Map<String, Parameter> own = Layers.matching(bert, "prefix");
    own.forEach(
        (name, p) -> {
          if (name.endsWith("key")) {
            fill(p, -1e6);
          }
        });
    assertArrayEquals(before, run().toDoubleArray(), 1e-12);
    own.forEach((name, p) -> fill(p, name.endsWith("key") ? 1e6 : 0.3));
    double[] all = run().toDoubleArray();
    assertTrue(Math.abs(all[0] - before[0]) > 1e-3);
    for (int layer = 0; layer < 2; layer++) { // then the values of the tokens do not count
      plain.get("encoder.layer." + layer + ".attention.self.value.bias").addi(5);
    }
    assertArrayEquals(all, run().toDoubleArray(), 1e-12);
  }

  private void fill(Parameter parameter, double value) {
    NDArray array = parameter.getArray();
    scope.zeros(array.getShape(), DataType.FLOAT64).add(value).copyTo(array);
  }

  /** What a text gives does not depend on what stands beside it in the batch, prefix or not. */
  @Test
  void paddingStaysMaskedBehindAPrefix() {
    Prefix.builder().setLength(3).inject(lab, bert);
    double[] both = run().toDoubleArray();
    tokens = scope.create(new float[] {3, 7}, new Shape(1, 2));
    double[] alone = run().toDoubleArray();
    for (int i = 0; i < 4; i++) {
      assertEquals(alone[i], both[4 + i], 1e-12);
    }
  }

  private void checkGradients(Map<String, Parameter> own, int parameters) {
    assertEquals(parameters, own.size());
    for (Parameter p : own.values()) {
      scope.randomNormal(p.getArray().getShape(), DataType.FLOAT64).copyTo(p.getArray());
    }
    NDArray weights = scope.randomNormal(new Shape(2, 4), DataType.FLOAT64);
    try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
      NDArray loss = run().mul(weights).sum();
      System.gc();
      gradients.backward(loss);
    }
    own.forEach((name, parameter) -> checkGradient(name, parameter, weights));
  }

  private void checkGradient(String name, Parameter parameter, NDArray weights) {
    double[] values = parameter.getArray().toDoubleArray();
    double[] gradient = parameter.getArray().getGradient().toDoubleArray();
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      double h = 1e-5;
      double[] loss = new double[2];
      for (int side = 0; side < 2; side++) {
        double[] moved = values.clone();
        moved[i] += side == 0 ? -h : h;
        put(parameter, moved);
        loss[side] = run().mul(weights).sum().getDouble();
      }
      put(parameter, values);
      assertEquals((loss[1] - loss[0]) / (2 * h), gradient[i], 1e-7, name + " " + i);
      largest = Math.max(largest, Math.abs(gradient[i]));
    }
    assertTrue(largest > 1e-5, name + " has no gradient");
  }

  private void put(Parameter parameter, double[] values) {
    scope.create(values, parameter.getArray().getShape()).copyTo(parameter.getArray());
  }
}
