package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ExamplesTest {
  private Lab lab;
  private Examples examples;

  @BeforeEach
  void twentyExamplesInThreeClasses() {
    lab = Lab.open(1);
    float[] labels = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2};
    NDArray inputs = lab.manager().arange(40f).reshape(20, 2);
    examples = new Examples(inputs, lab.manager().create(labels), List.of("a", "b", "c"));
  }

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void aSplitKeepsEveryExampleOnceAndTheSharesOfTheClasses() {
    List<Examples> parts = examples.split(0.7, new Random(1));
    assertArrayEquals(new int[] {7, 5, 2}, parts.get(0).counts());
    assertArrayEquals(new int[] {3, 2, 1}, parts.get(1).counts());
    TreeSet<Float> first = new TreeSet<>();
    for (Examples part : parts) {
      for (int i = 0; i < part.size(); i++) {
        first.add(part.inputs().getFloat(i, 0));
      }
    }
    assertEquals(20, first.size());
  }

  @Test
  void selectTakesInputsAndLabelsTogether() {
    Examples two = examples.select(19, 0);
    assertArrayEquals(new float[] {38, 39, 0, 1}, two.inputs().toFloatArray());
    assertArrayEquals(new int[] {2, 0}, two.labelArray());
  }

  @Test
  void badInputIsNamed() {
    says("there are 20", () -> examples.take(21));
    says("from 0 to 19", () -> examples.select(20));
    says("between 0 and 1", () -> examples.split(1.5, new Random(1)));
    says("leaves one part empty", () -> examples.split(0.001, new Random(1)));
    NDArray inputs = lab.manager().ones(new Shape(2, 3));
    says(
        "as many labels",
        () -> new Examples(inputs, lab.manager().ones(new Shape(3)), List.of("a", "b")));
    says(
        "Label 5 names no class",
        () -> new Examples(inputs, lab.manager().create(new float[] {0, 5}), List.of("a", "b")));
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
