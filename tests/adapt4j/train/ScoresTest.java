package adapt4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import tech.tablesaw.api.Table;

class ScoresTest {
  private static final double EXACT = 1e-12;
  private static final List<String> THREE = List.of("a", "b", "c");

  // By hand: a is called 3 times, 2 of them right; b 2 times, 1 right; c once, right.
  private static final int[] TRUTH = {0, 0, 0, 1, 1, 2};
  private static final int[] PREDICTED = {0, 0, 1, 1, 0, 2};
  private final Scores scores = Scores.of(TRUTH, PREDICTED, THREE);

  @Test
  void byHand() {
    assertEquals(4.0 / 6, scores.accuracy(), EXACT);
    assertEquals(2.0 / 3, scores.precision("a"), EXACT);
    assertEquals(2.0 / 3, scores.recall("a"), EXACT);
    assertEquals(1.0 / 2, scores.precision("b"), EXACT);
    assertEquals(1.0 / 2, scores.recall("b"), EXACT);
    assertEquals(1, scores.f1("c"), EXACT);
    assertEquals((2.0 / 3 + 1.0 / 2 + 1) / 3, scores.macroF1(), EXACT);
    assertEquals(scores.macroF1(), scores.macroPrecision(), EXACT);
    assertEquals(scores.macroF1(), scores.macroRecall(), EXACT);
    assertArrayEquals(
        new double[][] {{2, 1, 0}, {1, 1, 0}, {0, 0, 1}}, scores.confusion().values());
  }

  @Test
  void precisionIsNotRecall() {
    // 4 of 10 are spam; 2 are called spam, both rightly.
    int[] truth = {1, 1, 1, 1, 0, 0, 0, 0, 0, 0};
    int[] predicted = {1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    Scores filter = Scores.of(truth, predicted, List.of("ham", "spam"));
    assertEquals(1, filter.precision("spam"), EXACT);
    assertEquals(0.5, filter.recall("spam"), EXACT);
    assertEquals(2.0 / 3, filter.f1("spam"), EXACT);
    assertEquals(6.0 / 8, filter.precision("ham"), EXACT);
    assertEquals(1, filter.recall("ham"), EXACT);
    assertEquals(0.75, filter.macroRecall(), EXACT);
    assertEquals(0.875, filter.macroPrecision(), EXACT);
  }

  @Test
  void whatCannotBeComputedIsZero() {
    Scores never = Scores.of(new int[] {0, 1}, new int[] {0, 0}, THREE);
    assertEquals(0, never.precision("b"), "never predicted");
    assertEquals(0, never.recall("b"));
    assertEquals(0, never.f1("b"));
    assertEquals(0, never.recall("c"), "has no example");
    assertEquals(0, never.f1("c"));
    assertEquals(2.0 / 3 / 3, never.macroF1(), EXACT, "an empty class counts in the mean");
  }

  @Test
  void microMeanIsTheAccuracyAndOrderDoesNotMatter() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int[] truth = random.ints(50, 0, 3).toArray();
      int[] predicted = random.ints(50, 0, 3).toArray();
      Scores one = Scores.of(truth, predicted, THREE);
      assertEquals(one.accuracy(), one.microF1(), EXACT);
      Integer[] order = IntStream.range(0, 50).boxed().toArray(Integer[]::new);
      Collections.shuffle(Arrays.asList(order), random);
      Scores other =
          Scores.of(
              Arrays.stream(order).mapToInt(i -> truth[i]).toArray(),
              Arrays.stream(order).mapToInt(i -> predicted[i]).toArray(),
              THREE);
      assertEquals(one.table().print(), other.table().print());
    }
  }

  @Test
  void theTableHasARowForEachClassAndTheMeans() {
    Table table = scores.table();
    assertEquals(List.of("class", "precision", "recall", "F1", "examples"), table.columnNames());
    assertEquals(
        List.of("a", "b", "c", "macro mean", "micro mean"), table.stringColumn("class").asList());
    assertEquals(scores.recall("b"), table.doubleColumn("recall").get(1));
    assertEquals(scores.macroF1(), table.doubleColumn("F1").get(3));
    assertEquals(scores.accuracy(), table.doubleColumn("precision").get(4));
    assertEquals(List.of(3, 2, 1, 6, 6), table.intColumn("examples").asList());
  }

  @Test
  void badInputIsNamed() {
    says("no examples", () -> Scores.of(new int[0], new int[0], THREE));
    says("as many predictions", () -> Scores.of(new int[2], new int[1], THREE));
    says("3 names no class", () -> Scores.of(new int[] {0}, new int[] {3}, THREE));
    says("-1 names no class", () -> Scores.of(new int[] {-1}, new int[] {0}, THREE));
    says("no class \"spam\"", () -> scores.recall("spam"));
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
