package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class AugmentTest {
  private static final RandomAffine NOTHING =
      RandomAffine.builder().optDegrees(0).optTranslate(0).optScale(1, 1).optShear(0).build();

  private static Lab lab;
  private static NDArray digits;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    digits = Digits.load(lab).dev().take(64).inputs();
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void nothingToChangeGivesTheIdenticalImage() {
    NDArray same = NOTHING.apply(digits, new Random(1));
    assertArrayEquals(digits.toFloatArray(), same.toFloatArray());
    NDArray stroke = RandomStroke.upTo(0).apply(digits, new Random(1));
    assertArrayEquals(digits.toFloatArray(), stroke.toFloatArray());
    NDArray elastic = RandomElastic.of(0).apply(digits, new Random(1));
    assertArrayEquals(digits.toFloatArray(), elastic.toFloatArray());
  }

  @Test
  void rubberMovesNeighboursNearlyTogether() {
    // The brightness of a ramp says where each point of the result comes from.
    NDArray ramp = lab.manager().arange(0, 41, 1).div(41f).tile(new long[] {300, 1, 41, 1});
    float[] pixels = RandomElastic.of(0.05).apply(ramp, new Random(1)).toFloatArray();
    double sum = 0;
    double squares = 0;
    int points = 0;
    for (int i = 0; i < 300; i++) {
      for (int y = 10; y <= 30; y += 10) { // at the grid's points the spread is the amount itself
        int at = (i * 41 + y) * 41 + 20;
        double move = pixels[at] * 41 - 20;
        sum += move;
        squares += move * move;
        points++;
        assertEquals(pixels[at], pixels[at + 41], 0.02, "a neighbour went another way");
      }
    }
    assertEquals(0, sum / points, 0.3);
    assertEquals(0.05 * 41, Math.sqrt(squares / points), 0.2);
    assertThrows(IllegalArgumentException.class, () -> RandomElastic.of(0.3));
    assertThrows(IllegalArgumentException.class, () -> RandomElastic.of(Double.NaN));
  }

  @Test
  void aQuarterTurnIsClockwisePixelForPixel() {
    float[] turned = moved(Affine.of(90, 0, 0, 1, 0), 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertArrayEquals(new float[] {7, 4, 1, 8, 5, 2, 9, 6, 3}, turned, 1e-5f);
    float[] even = moved(Affine.of(90, 0, 0, 1, 0), 2, 1, 2, 3, 4);
    assertArrayEquals(new float[] {3, 1, 4, 2}, even, 1e-5f);
  }

  @Test
  void aShiftGoesRightAndDownAndBringsInPaper() {
    float[] shifted = moved(Affine.of(0, 1, 0, 1, 0), 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertArrayEquals(new float[] {0, 1, 2, 0, 4, 5, 0, 7, 8}, shifted);
    float[] down = moved(Affine.of(0, 0, 2, 1, 0), 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0, 1, 2, 3}, down);
    float[] half = moved(Affine.of(0, -0.5, 0, 1, 0), 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertArrayEquals(new float[] {1.5f, 2.5f, 1.5f, 4.5f, 5.5f, 3, 7.5f, 8.5f, 4.5f}, half);
  }

  @Test
  void aZoomAndAShearKeepTheCentre() {
    float[] larger = moved(Affine.of(0, 0, 0, 2, 0), 3, 0, 0, 0, 0, 1, 0, 0, 0, 0);
    assertArrayEquals(new float[] {.25f, .5f, .25f, .5f, 1, .5f, .25f, .5f, .25f}, larger);
    // 45 degrees: one row up is one pixel to the right.
    float[] leaning = moved(Affine.of(0, 0, 0, 1, 45), 3, 0, 1, 0, 0, 1, 0, 0, 1, 0);
    assertArrayEquals(new float[] {0, 0, 1, 0, 1, 0, 1, 0, 0}, leaning, 1e-5f);
  }

  @Test
  void turningKeepsTheInk() {
    RandomAffine turn =
        RandomAffine.builder().optDegrees(180).optTranslate(0).optScale(1, 1).optShear(0).build();
    NDArray turned = turn.apply(digits, new Random(1));
    assertEquals(digits.mean().getFloat(), turned.mean().getFloat(), 0.002);
    assertTrue(turned.sub(digits).abs().mean().getFloat() > 0.05, "nothing was turned");
  }

  @Test
  void drawsStayInTheirRange() {
    RandomAffine shift =
        RandomAffine.builder().optDegrees(0).optTranslate(0.1).optScale(1, 1).optShear(0).build();
    NDArray dots = lab.manager().zeros(new Shape(500, 1, 41, 21));
    dots.set(new NDIndex(":, 0, 20, 10"), 1f);
    double[] x = new double[500];
    double[] y = new double[500];
    float[] pixels = shift.apply(dots, new Random(1)).toFloatArray();
    for (int i = 0; i < pixels.length; i++) {
      x[i / 861] += pixels[i] * (i % 21 - 10);
      y[i / 861] += pixels[i] * (i / 21 % 41 - 20);
    }
    fills(2.1, x); // a tenth of 21
    fills(4.1, y); // a tenth of 41
    assertEquals(0, Arrays.stream(x).average().orElseThrow(), 0.2);
  }

  @Test
  void theSameRandomGivesTheSameBits() {
    Augment both =
        RandomAffine.builder().build().then(RandomElastic.of(0.1)).then(RandomStroke.gentle());
    float[] first = both.apply(digits, new Random(5)).toFloatArray();
    assertArrayEquals(first, both.apply(digits, new Random(5)).toFloatArray());
    assertFalse(Arrays.equals(first, both.apply(digits, new Random(6)).toFloatArray()));
  }

  @Test
  void everyImageHasAChangeOfItsOwn() {
    NDArray copies = digits.get("0:1").tile(new long[] {64, 1, 1, 1});
    for (Augment augment :
        List.of(RandomAffine.builder().build(), RandomStroke.gentle(), RandomElastic.of(0.05))) {
      float[] pixels = augment.apply(copies, new Random(1)).toFloatArray();
      long unlike =
          IntStream.range(0, 64)
              .mapToObj(i -> Arrays.hashCode(Arrays.copyOfRange(pixels, i * 784, i * 784 + 784)))
              .distinct()
              .count();
      assertEquals(64, unlike, augment.toString());
    }
  }

  @Test
  void theChannelsOfAnImageMoveTogether() {
    NDArray one = digits.get("0:8");
    NDArray colour = one.tile(new long[] {1, 3, 1, 1});
    Augment augment =
        RandomAffine.builder().build().then(RandomElastic.of(0.1)).then(RandomStroke.gentle());
    NDArray changed = augment.apply(colour, new Random(3));
    assertEquals(new Shape(8, 3, 28, 28), changed.getShape());
    float[] expected = augment.apply(one, new Random(3)).toFloatArray();
    for (int channel = 0; channel < 3; channel++) {
      assertArrayEquals(expected, changed.get(":, " + channel).toFloatArray());
    }
  }

  @Test
  void thickerHasMoreInkAndThinnerLess() {
    Pixels line = new Pixels(new float[] {0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0}, 1, 1, 3, 4);
    Pixels thick = line.blank();
    RandomStroke.change(line, thick, 0, 0.5f);
    assertArrayEquals(
        new float[] {.5f, .5f, .5f, .5f, 1, 1, 1, 1, .5f, .5f, .5f, .5f}, thick.values());
    Pixels thin = line.blank();
    RandomStroke.change(line, thin, 0, -0.25f);
    assertArrayEquals(new float[] {0, 0, 0, 0, .75f, .75f, .75f, .75f, 0, 0, 0, 0}, thin.values());
    NDArray changed = RandomStroke.upTo(1).apply(digits, new Random(1));
    assertEquals(0, changed.min().getFloat());
    assertEquals(1, changed.max().getFloat());
  }

  @Test
  void theInputStaysAndOnlyTheResultIsAdded() {
    try (Lab other = Lab.open(1)) {
      NDArray inputs = other.manager().create(digits.toFloatArray(), digits.getShape());
      Augment both =
          RandomAffine.builder().build().then(RandomElastic.of(0.1)).then(RandomStroke.gentle());
      for (int i = 0; i < 5; i++) {
        NDArray result = both.apply(inputs, new Random(i));
        assertSame(inputs.getManager(), result.getManager());
        result.close();
      }
      assertEquals(List.of(inputs), other.manager().getManagedArrays());
      assertArrayEquals(digits.toFloatArray(), inputs.toFloatArray());
    }
  }

  @Test
  void badInputIsNamed() {
    says("from 0 to 180, but it is -1.0", () -> RandomAffine.builder().optDegrees(-1));
    says("from 0 to 1, but it is 28.0", () -> RandomAffine.builder().optTranslate(28));
    says("from 0 to 80, but it is NaN", () -> RandomAffine.builder().optShear(Double.NaN));
    says("it is 1.1 to 0.9", () -> RandomAffine.builder().optScale(1.1, 0.9));
    says("it is 0.0 to 1.0", () -> RandomAffine.builder().optScale(0, 1));
    says("from 0 to 1, but it is 2.0", () -> RandomStroke.upTo(2));
    NDArray flat = lab.manager().zeros(new Shape(2, 784));
    says("(2, 784)", () -> NOTHING.apply(flat, new Random(1)));
    NDArray bytes = lab.manager().zeros(new Shape(2, 1, 4, 4), DataType.UINT8);
    says("uint8", () -> RandomStroke.gentle().apply(bytes, new Random(1)));
  }

  private static float[] moved(Affine map, int size, float... pixels) {
    Pixels from = new Pixels(pixels, 1, 1, size, size);
    Pixels to = from.blank();
    map.move(from, to, 0);
    return to.values();
  }

  /** 500 even draws come near both bounds and do not cross them. */
  private static void fills(double bound, double... draws) {
    double most = Arrays.stream(draws).max().orElseThrow();
    double least = Arrays.stream(draws).min().orElseThrow();
    assertTrue(most <= bound + 1e-5 && most > 0.95 * bound, "largest: " + most);
    assertTrue(least >= -bound - 1e-5 && least < -0.95 * bound, "smallest: " + least);
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
