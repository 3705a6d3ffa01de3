package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ExamplesTest extends EachLab {
  private Examples examples;

  @BeforeEach
  void twentyExamplesInThreeClasses() {
    float[] labels = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2};
    NDArray inputs = lab.manager().arange(40f).reshape(20, 2);
    examples = new Examples(inputs, lab.manager().create(labels), List.of("a", "b", "c"));
  }

  @Test
  void aSplitKeepsEveryExampleOnceAndTheSharesOfTheClasses() {
    List<Examples> parts = examples.split(0.7, new Random(1));
    assertArrayEquals(new int[] {7, 5, 2}, parts.get(0).counts());
    assertArrayEquals(new int[] {3, 2, 1}, parts.get(1).counts());
    TreeSet<Float> first = firstValues(parts.get(0));
    first.addAll(firstValues(parts.get(1)));
    assertEquals(20, first.size());
  }

  @Test
  void selectTakesInputsAndLabelsTogether() {
    Examples two = examples.select(19, 0);
    assertArrayEquals(new float[] {38, 39, 0, 1}, two.inputs().toFloatArray());
    assertArrayEquals(new int[] {2, 0}, two.labelArray());
  }

  @Test
  void fewShotDrawsAsManyOfEachClassAndNoneTwice() {
    for (int k = 1; k <= 3; k++) {
      Examples few = examples.fewShot(k, new Random(k));
      assertArrayEquals(new int[] {k, k, k}, few.counts());
      assertEquals(3 * k, firstValues(few).size());
      for (int i = 0; i < few.size(); i++) { // each with the label that it had
        int original = (int) few.inputs().getFloat(i, 0) / 2;
        assertEquals(examples.labelArray()[original], few.labelArray()[i]);
        assertEquals(i / k, few.labelArray()[i]);
      }
    }
  }

  @Test
  void fewShotDependsOnTheSeedAlone() {
    TreeSet<Float> one = firstValues(examples.fewShot(1, new Random(4)));
    TreeSet<Float> two = firstValues(examples.fewShot(2, new Random(4)));
    assertTrue(two.containsAll(one), one + " is not in " + two);
    TreeSet<Float> ever = new TreeSet<>();
    for (int seed = 0; seed < 100; seed++) {
      ever.addAll(firstValues(examples.fewShot(1, new Random(seed))));
    }
    assertEquals(20, ever.size(), "some examples are never drawn");
  }

  @Test
  void augmentedHasEachExampleAsOftenAsAsked() {
    Augment add = (inputs, random) -> inputs.add(100 + random.nextInt(100));
    int before = lab.manager().getManagedArrays().size();
    Examples more = examples.augmented(2, add, new Random(1));
    assertEquals(before + 2, lab.manager().getManagedArrays().size());
    assertEquals(40, more.size());
    assertArrayEquals(new int[] {20, 14, 6}, more.counts());
    float[] values = more.inputs().toFloatArray();
    for (int i = 0; i < 40; i++) {
      assertEquals(examples.labelArray()[i % 20], more.labelArray()[i]);
      assertEquals(2 * (i % 20), values[2 * i] - values[2 * (i - i % 20)]);
    }
    assertTrue(values[0] >= 100 && values[0] != values[40], "both copies are the same");
  }

  @Test
  void badInputIsNamed() {
    says("at least 1", () -> examples.fewShot(0, new Random(1)));
    says("class \"c\" has 3", () -> examples.fewShot(4, new Random(1)));
    says("at least 1", () -> examples.augmented(0, (x, random) -> x.duplicate(), new Random(1)));
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

  private static TreeSet<Float> firstValues(Examples part) {
    TreeSet<Float> first = new TreeSet<>();
    for (int i = 0; i < part.size(); i++) {
      first.add(part.inputs().getFloat(i, 0));
    }
    return first;
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
