package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SplitsTest {
  private static Lab lab;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  /** Class c is named "group.c" and has the examples 100 c and 100 c + 1. */
  private static Examples examples(int classes, int inGroup) {
    float[] inputs = new float[2 * classes];
    float[] labels = new float[2 * classes];
    for (int i = 0; i < inputs.length; i++) {
      int c = i % classes;
      inputs[i] = 100 * c + i / classes;
      labels[i] = c;
    }
    List<String> names =
        IntStream.range(0, classes).mapToObj(c -> "g" + c / inGroup + "." + c).toList();
    NDArray x = lab.manager().create(inputs).expandDims(1);
    return new Examples(x, lab.manager().create(labels), names);
  }

  private static List<Examples> parts(Splits splits) {
    return List.of(splits.train(), splits.dev(), splits.test());
  }

  @Test
  void everyClassIsInOnePartWithAllItsExamplesAndItsName() {
    Splits splits = Splits.byClass(examples(20, 1), 0.2, 0.3);
    assertEquals(
        List.of(10, 4, 6), parts(splits).stream().map(part -> part.classes().size()).toList());
    Set<String> names = new HashSet<>();
    Set<Float> inputs = new HashSet<>();
    for (Examples part : parts(splits)) {
      names.addAll(part.classes());
      float[] x = part.inputs().toFloatArray();
      int[] label = part.labelArray();
      for (int i = 0; i < x.length; i++) {
        inputs.add(x[i]);
        String own = part.classes().get(label[i]);
        assertEquals((int) x[i] / 100, Integer.parseInt(own.substring(own.indexOf('.') + 1)));
      }
      for (int count : part.counts()) {
        assertEquals(2, count);
      }
    }
    assertEquals(20, names.size());
    assertEquals(40, inputs.size());
  }

  @Test
  void theSplitIsTheSameEachTimeAndDrawn() {
    Splits one = Splits.byClass(examples(40, 1), 0.2, 0.2);
    Splits other = Splits.byClass(examples(40, 1), 0.2, 0.2);
    assertEquals(one.test().classes(), other.test().classes());
    assertArrayEquals(one.dev().labelArray(), other.dev().labelArray());
    List<String> first = examples(8, 1).classes();
    assertTrue(!one.test().classes().equals(first), "the first ones are not drawn");
  }

  @Test
  void aGroupStaysInOnePiece() {
    Splits splits = Splits.byGroup(examples(60, 5), name -> name.split("\\.")[0], 0.25, 0.25);
    List<String> groups = new ArrayList<>();
    for (Examples part : parts(splits)) {
      groups.addAll(
          part.classes().stream().map(n -> n.split("\\.")[0]).collect(Collectors.toSet()));
    }
    assertEquals(12, groups.size());
    assertEquals(12, Set.copyOf(groups).size());
    assertEquals(15, splits.test().classes().size());
    assertEquals(15, splits.dev().classes().size());
  }

  @Test
  void wholeScriptsAreHeldOut() {
    Glyphs glyphs = Glyphs.load(lab);
    Splits splits = glyphs.splits();
    List<Set<String>> scripts =
        parts(splits).stream()
            .map(
                part -> part.classes().stream().map(SplitsTest::script).collect(Collectors.toSet()))
            .toList();
    assertEquals(glyphs.scripts().size(), scripts.stream().mapToInt(Set::size).sum());
    Set<String> all = new HashSet<>();
    scripts.forEach(all::addAll);
    assertEquals(Set.copyOf(glyphs.scripts()), all);
    int n = glyphs.letters().size();
    assertEquals(0.25, (double) splits.test().size() / n, 0.01);
    assertEquals(0.15, (double) splits.dev().size() / n, 0.01);
    // A letter is still the letter that its name says.
    String name = splits.test().classes().get(7);
    Examples script = glyphs.script(script(name));
    int place = script.classes().indexOf(name);
    assertArrayEquals(
        script.inputs().get(place).toFloatArray(), splits.test().inputs().get(7).toFloatArray());
    splits.train().inputs().close();
    assertTrue(
        glyphs.letters().inputs().get(0).sum().getFloat() > 0, "the letters are still there");
  }

  private static String script(String name) {
    return name.substring(0, name.indexOf(" U+"));
  }

  @Test
  void badInputIsNamed() {
    Examples three = examples(3, 1);
    says("above 0", () -> Splits.byClass(three, 0, 0.3));
    says("under 1 together", () -> Splits.byClass(three, 0.5, 0.5));
    says("under 1 together", () -> Splits.byClass(three, Double.NaN, 0.5));
    says("one part would have none", () -> Splits.byClass(three, 0.1, 0.3));
    says("3 classes in 1 groups", () -> Splits.byGroup(three, name -> "all", 0.3, 0.3));
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
