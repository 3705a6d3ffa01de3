package adapt4j.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import adapt4j.nn.Mlp;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputBiasTest extends EachLab {
  private Examples examples;
  private Classifier net;

  /** A network whose scores are its two inputs. */
  @BeforeEach
  void open() {
    NDArray inputs =
        lab.manager().create(new float[] {5, 0, 4, 0, 3, 1, 6, 5, 9, 7, 4, 3.5f}, new Shape(6, 2));
    NDArray labels = lab.manager().create(new float[] {0, 0, 0, 1, 1, 1});
    examples = new Examples(inputs, labels, List.of("common", "left out"));
    net = Classifier.of(lab, Mlp.of(2), examples);
    Layers.arrays(net.model().getBlock()).values().iterator().next().set(new float[] {1, 0, 0, 1});
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void theBiasGoesWhereTheMostExamplesAreRight() {
    assertEquals(0.5, Evaluation.of(net, examples).accuracy());
    // The left-out class is behind by 5, 4 and 2 where it is wrong, by 1, 2 and 0.5 where right.
    // With 2.0 twice, a shift of 2 to 4 gives one mistake, and so does one of 1 to 2: the widest.
    double shift = OutputBias.fit(net, "left out", examples);
    assertEquals(3, shift, 1e-6);
    assertEquals(5 / 6.0, Evaluation.of(net, examples).accuracy(), 1e-9);
    float[] bias = Layers.arrays(net.model().getBlock()).get("Linear.bias").toFloatArray();
    assertArrayEquals(new float[] {0, 3}, bias, 1e-6f);
  }

  @Test
  void whatCannotGetBetterStays() {
    Examples right = examples.select(0, 1);
    Examples both =
        new Examples(right.inputs(), lab.manager().create(new float[] {0, 0}), right.classes());
    double shift = OutputBias.fit(net, "common", both);
    assertEquals(0, shift);
  }

  @Test
  void badInputIsRefused() {
    says("no class other", () -> OutputBias.fit(net, "other", examples));
    says("No example", () -> OutputBias.fit(net, "left out", examples.select(0, 1)));
    Examples renamed = new Examples(examples.inputs(), examples.labels(), List.of("a", "left out"));
    says("in both", () -> OutputBias.fit(net, "left out", renamed));
  }

  private static void says(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
