package adapt4j.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ChartTest {
  private static final List<String> DIGITS =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  private static final double[] UP = {1, 2, 3};
  private static final List<String> ABC = List.of("a", "b", "c");

  @Test
  void everySeriesIsDrawnInItsOwnColour() {
    Lines lines = Chart.lines("Six runs");
    Scatter scatter = Chart.scatter("Six groups");
    for (int i = 0; i < 6; i++) {
      lines.add("run " + i, new double[] {i, i + 1, i});
      scatter.add("group " + i, new double[] {i, i + 1}, new double[] {i, i});
    }
    Bars bars = Chart.bars("Two groups").add("train", ABC, UP).add("test", ABC, UP);
    for (int i = 0; i < 6; i++) {
      assertTrue(pixels(lines.image(), Style.color(i)) > 100, "line " + i);
      assertTrue(hue(scatter.image(), Style.color(i)) > 100, "group " + i);
    }
    assertTrue(pixels(bars.image(), Style.color(0)) > 10_000);
    assertTrue(pixels(bars.image(), Style.color(1)) > 10_000);
    assertEquals(0, pixels(bars.image(), Style.color(2)));
  }

  @Test
  void pointsInGroupsAreDrawnAsTheirNames() {
    double[][] points = {{0, 0}, {1, 1}, {2, 0}};
    Scatter scatter = Chart.scatter("Digits").add(points, new int[] {7, 3, 7}, DIGITS).letters();
    assertTrue(hue(scatter.image(), Style.color(0)) > 20);
    assertTrue(hue(scatter.image(), Style.color(1)) > 20);
    assertTrue(scatter.text().contains("3"), scatter.text());
    assertFalse(scatter.text().contains("5 "), scatter.text());
    assertThrows(
        IllegalArgumentException.class,
        () -> Chart.scatter("Digits").add(points, new int[] {1}, DIGITS));
  }

  @Test
  void imagesAreTwiceAsFineAsThePageAndNotesMakeRoom() {
    BufferedImage plain = Chart.lines("Loss").add("train", UP).image();
    assertEquals(1440, plain.getWidth());
    assertEquals(840, plain.getHeight());
    BufferedImage noted = Chart.lines("Loss").add("train", UP).note("Three epochs.").image();
    assertEquals(840 + 50, noted.getHeight());
  }

  @Test
  void allCurvesOfAHistoryAreDrawnAndOneCanBePicked() {
    Curves history = () -> List.of(Curve.of("train loss", 3, 2), Curve.of("dev loss", 4, 3));
    String all = Chart.lines("Loss", history).text();
    assertTrue(all.contains("train loss") && all.contains("dev loss"), all);
    String one = Chart.lines("Loss").add("scratch", history.curve("dev loss")).text();
    assertTrue(one.contains("scratch") && one.contains("4"), one);
    assertError(
        () -> history.curve("test loss"),
        "There is no curve 'test loss'. There are: train loss, dev loss.");
  }

  @Test
  void runsBecomeMeanAndBand() {
    Lines lines =
        Chart.lines("Seeds").runs("MAML", List.of(Curve.of("1", 1, 4), Curve.of("2", 3, 4)));
    XyFigure.Series series = lines.series.get(0);
    assertEquals(List.of(2.0, 4.0), IntStream.range(0, 2).mapToObj(i -> series.y()[i]).toList());
    assertEquals(Math.sqrt(2), series.spread()[0], 1e-12);
    assertEquals(0, series.spread()[1], 1e-12);
    assertTrue(lines.text().contains("one standard deviation"));
    assertTrue(hue(lines.image(), new Color(0xCC, 0xE3, 0xF0)) > 1000, "no band");
  }

  @Test
  void whatIsNotANumberIsLeftOutAndSaid() {
    Lines lines = Chart.lines("Loss").add("train", new double[] {2, Double.NaN, 1});
    assertEquals(2, lines.series.get(0).size());
    assertEquals(3, lines.series.get(0).x()[1]);
    assertTrue(lines.text().endsWith("1 value is not a number and is left out."), lines.text());
    Bars bars = Chart.bars("Counts").add("n", ABC, new double[] {1, Double.NaN, Double.NaN});
    assertTrue(bars.text().endsWith("2 values are not numbers and are left out."), bars.text());
    bars.image();
    double[][] holes = {{1, Double.NaN}};
    Heat heat = Chart.heat("Holes", Matrix.of(List.of("r"), List.of("a", "b"), holes));
    assertTrue(heat.text().contains("–"), heat.text());
    heat.image();
  }

  @Test
  void aHistogramCountsEveryValueOnce() {
    Histogram histogram = Chart.histogram("Ages", new double[] {0, 0.1, 5, 9.9, 10, 10}, 2);
    assertTrue(histogram.text().contains("0 to 5        2\n  5 to 10       4"), histogram.text());
    assertTrue(Chart.histogram("Same", new float[] {3, 3, 3}, 4).text().contains("3"));
    Chart.histogram("Same", new float[] {3, 3, 3}, 4).image();
  }

  @Test
  void aHeatMapPrintsItsNumbersReadably() {
    Heat heat =
        Chart.heat(
                "Confusion", Matrix.of(ABC, ABC, new double[][] {{800, 1, 0}, UP, {0, 5, 12345}}))
            .xAxis("predicted class")
            .yAxis("true class");
    String text = heat.text();
    assertTrue(text.contains("true class \\ predicted class"), text);
    assertTrue(text.contains("12,345"), text);
    assertEquals(Color.WHITE, HeatPainter.inkOn(Style.BLUE));
    assertEquals(Style.INK, HeatPainter.inkOn(Color.WHITE));
    for (int light = 0; light < 256; light++) {
      Color paper = new Color(light, light, light);
      assertTrue(contrast(paper, HeatPainter.inkOn(paper)) > 3, "grey " + light);
    }
  }

  @Test
  void aSurfaceShowsItsValleyAndThePathsThatLeadThere() {
    DoubleBinaryOperator bowl = (x, y) -> x * x + 4 * (y - 1) * (y - 1);
    Surface empty = Chart.surface("Bowl", -1, 2, -1, 2, bowl);
    Surface surface =
        Chart.surface("Bowl", -1, 2, -1, 2, bowl)
            .path("descent", new double[] {2, 0.5, 0}, new double[] {-1, 0.5, 1})
            .xAxis("w1")
            .yAxis("w2");
    assertTrue(surface.text().contains("lowest: 0 at (0, 1)"), surface.text());
    assertTrue(surface.text().contains("descent: (2, -1) to (0, 1) in 2 steps"), surface.text());
    BufferedImage image = surface.image();
    int valley = image.getRGB(map(80, 420, 1 / 3.0) + 30, map(44, 320, 1 / 3.0));
    int ridge = image.getRGB(map(80, 420, 0.02), map(44, 320, 0.98));
    assertTrue((valley & 0xFF) > (ridge & 0xFF) + 60, "the valley is not lighter");
    assertTrue(different(image, empty.image()) > 2_000, "the path is not drawn");
    Chart.surface("Flat", 0, 1, 0, 1, (x, y) -> 7).image();
    Chart.surface("Hole", -1, 1, -1, 1, (x, y) -> x < 0 ? Double.NaN : y).image();
  }

  /** From a share of the map to a pixel of the image. */
  private static int map(int from, int length, double part) {
    return (int) (2 * (from + part * length));
  }

  private static int different(BufferedImage one, BufferedImage other) {
    int count = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        count += one.getRGB(x, y) == other.getRGB(x, y) ? 0 : 1;
      }
    }
    return count;
  }

  @Test
  void pointsAreNotJoined() {
    double[] x = {0, 1, 2, 3};
    double[] y = {0, 3, 0, 3};
    BufferedImage dots = Chart.lines("Dots").points("seen", x, y).image();
    BufferedImage line = Chart.lines("Dots").add("seen", x, y).image();
    assertTrue(different(dots, line) > 2_000);
    assertTrue(Chart.lines("Dots").points("seen", x, y).text().contains("seen"));
  }

  @Test
  void extremesAreDrawn() {
    Chart.lines("One point").add("loss", new double[] {0.5}).logX().logY().image();
    Chart.lines("Constant").add("loss", new double[] {1, 1, 1}).logY().image();
    Chart.lines("Tiny").add("loss", new double[] {1e-12, 1e-9}).logY().yRange(1e-13, 1).image();
    Chart.lines("Huge").add("loss", new double[] {-1e300, 1e300}).image();
    Chart.scatter("One").add("p", new float[] {1}, new float[] {2}).image();
    Chart.bars("Zero").add("n", ABC, new int[] {0, 0, 0}).image();
    Chart.bars("Below").add("n", ABC, new double[] {-1, -2, -3}).image();
    Chart.bars("One bar").add("n", List.of("only"), new double[] {1}, new double[] {2}).image();
    String endless = "a name that goes on and on ".repeat(9);
    assertEquals(
        1440, Chart.lines(endless).add(endless, UP).add("b", UP).xAxis(endless).image().getWidth());
    double[][] many = new double[60][70];
    List<String> rows = IntStream.range(0, 60).mapToObj(i -> "row number " + i).toList();
    List<String> columns = IntStream.range(0, 70).mapToObj(i -> "column number " + i).toList();
    assertEquals(1440, Chart.heat("Many", Matrix.of(rows, columns, many)).image().getWidth());
  }

  @Test
  void wrongInputSaysWhatToDo() {
    assertError(
        () -> Chart.lines("Loss").add("train", new double[0]),
        "Chart 'Loss': series 'train' is empty. Give it at least one point.");
    assertError(
        () -> Chart.lines("Loss").add("train", UP, new double[] {1, 2}),
        "Chart 'Loss': series 'train' has 3 values of x and 2 of y. Give one y for every x.");
    assertError(
        () -> Chart.lines("Loss").add("train", UP).add("train", UP),
        "Chart 'Loss': there are two series 'train'. Give each its own name.");
    assertError(
        () -> Chart.lines("Loss").add("train", UP).level("train", 2),
        "Chart 'Loss': there are two series 'train'. Give each its own name.");
    assertError(
        () -> Chart.scatter("PCA").add("a", new double[] {Double.NaN}, new double[] {1}),
        "Chart 'PCA': series 'a' holds no finite number. Look for NaN where it comes from.");
    assertError(
        () -> Chart.lines("Rate").add("loss", new double[] {0, 1}).logY().image(),
        "Chart 'Rate': series 'loss' has a y of 0.0, and logY() needs all above 0.");
    assertError(
        () -> Chart.lines("Rate").band("loss", UP, UP, new double[] {9, 9, 9}).logY().image(),
        "Chart 'Rate': the band of 'loss' has a y of %s, and logY() needs all above 0."
            .formatted(UP[0] - 9));
    assertError(
        () -> Chart.lines("Rate").add("loss", UP).level("none", 0).logY().image(),
        "Chart 'Rate': level 'none' has a y of 0.0, and logY() needs all above 0.");
    assertError(
        () -> Chart.lines("Rate").add("loss", UP).yRange(0, 1).logY().image(),
        "Chart 'Rate': yRange(...) has a lower end of 0.0, and logY() needs all above 0.");
    assertError(
        () -> Chart.lines("Loss").add("a", UP).yRange(1, 1),
        "Chart 'Loss': yRange(1.0, 1.0) is empty. The first must be below the second.");
    assertError(
        () -> Chart.bars("Counts").add("n", ABC, new double[] {1}),
        "Chart 'Counts': group 'n' has 3 labels, 1 values. Give one value for every label.");
    assertError(
        () -> Chart.bars("Counts").add("n", ABC, UP).add("m", List.of("a", "c", "b"), UP),
        "Chart 'Counts': group 'm' has the labels [a, c, b], but group 'n' has [a, b, c]. Give every"
            + " group the same labels in the same order.");
    assertError(
        () -> Chart.surface("S", 1, 1, 0, 1, Double::sum),
        "Chart 'S': x goes from 1.0 to 1.0. The first must be below the second.");
    assertError(
        () -> Chart.surface("S", 0, 1, 0, 1, (x, y) -> Double.NaN),
        "Chart 'S': the function gives no finite number here.");
    Surface plane = Chart.surface("S", 0, 1, 0, 1, Double::sum);
    assertError(
        () -> plane.path("p", new double[] {1}, UP),
        "Chart 'S': path 'p' needs one x for each y, and one point at least.");
    assertError(
        () -> plane.path("p", new double[] {1}, new double[] {Double.NaN}),
        "Chart 'S': path 'p' has a point that is no number. Did the steps diverge?");
    assertError(
        () -> Chart.heat("C", Matrix.of(ABC, ABC, new double[][] {UP, UP, {1}})),
        "Chart 'C': row 'c' of the matrix has 1 values for 3 columns. Give every row one value a"
            + " column.");
    assertError(
        () -> Chart.bars("Counts").add("n", List.of("a", "a"), new int[] {1, 2}),
        "Chart 'Counts': group 'n' has two labels of one name. Give each bar its own.");
    assertError(
        () -> Chart.bars("Counts").add("n", Arrays.asList("a", null), new int[] {1, 2}),
        "Chart 'Counts': the labels are null, or one of them is. Give each a text.");
    assertError(
        () -> Chart.heat("C", Matrix.of(null, ABC, new double[0][])),
        "Chart 'C': the names of the rows are null, or one of them is. Give each a text.");
    assertError(
        () -> Chart.histogram("Ages", UP, 0), "Chart 'Ages': 0 bins. Ask for at least one.");
    assertError(
        () -> new Curve("dev", UP, null),
        "Curve 'dev' has 3 values of x and no of y. Give one y for every x.");
    assertEquals(
        "Chart 'Loss' has nothing to show. Call add(...) before show().",
        assertThrows(IllegalStateException.class, () -> Chart.lines("Loss").show()).getMessage());
  }

  @Test
  void anyNameOfASeriesMayBeUsed() {
    double[] many = new double[100];
    Chart.lines("Names")
        .add("first", many)
        .add("a", many)
        .add("a (markers)", many)
        .band("b", UP, UP, UP)
        .add("b (band)", UP)
        .image();
  }

  @Test
  void callersCannotChangeAChartThroughTheirArrays() {
    double[] y = {1, 2, 3};
    Lines lines = Chart.lines("Loss").add("train", UP, y);
    y[0] = 99;
    assertFalse(lines.text().contains("99"));
  }

  private static void assertError(Executable call, String message) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  /** How many pixels have exactly this colour. */
  private static int pixels(BufferedImage image, Color color) {
    return count(image, color, 0);
  }

  /** How many pixels have about this colour: half transparent points are lighter. */
  private static int hue(BufferedImage image, Color color) {
    return count(image, color, 45);
  }

  private static int count(BufferedImage image, Color color, int tolerance) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Color pixel = new Color(image.getRGB(x, y));
        boolean alike =
            Math.abs(pixel.getRed() - color.getRed()) <= tolerance
                && Math.abs(pixel.getGreen() - color.getGreen()) <= tolerance
                && Math.abs(pixel.getBlue() - color.getBlue()) <= tolerance;
        count += alike ? 1 : 0;
      }
    }
    return count;
  }

  /** The contrast ratio of two greys, as the web's accessibility guide defines it. */
  private static double contrast(Color a, Color b) {
    double one = Math.pow(a.getRed() / 255.0, 2.2) + 0.05;
    double other = Math.pow(b.getRed() / 255.0, 2.2) + 0.05;
    return Math.max(one, other) / Math.min(one, other);
  }
}
