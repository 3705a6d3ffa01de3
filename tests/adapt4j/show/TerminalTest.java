package adapt4j.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/** In a plain program, without any kernel, everything becomes text. */
class TerminalTest {
  private static final BufferedImage IMAGE = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);

  @Test
  void noKernelRuns() {
    assertTrue(Notebook.running().isEmpty());
  }

  @Test
  void aLineChartBecomesASparkline() {
    String text =
        Output.of(
            () ->
                Chart.lines("Accuracy").add("dev", new double[] {0.1, 0.5, 0.9}).percent().show());
    assertTrue(text.contains("dev  ▁▅█   10 %  90 %"), text);
  }

  @Test
  void aGridBecomesItsCaptions() {
    String text =
        Output.of(() -> Grid.of(List.of(new Tile(IMAGE, "4"), new Tile(IMAGE, "7", true))).show());
    assertTrue(text.startsWith("Images (2 images)\n  4  ✗ 7"), text);
  }

  @Test
  void htmlLosesItsTags() {
    assertEquals("a < b\nc\n", Output.of(() -> Display.html("<p>a &lt; <b>b</b></p><p>c</p>")));
  }

  @Test
  void tablesImagesAndBundlesPrintTheirText() {
    assertTrue(
        Output.of(() -> Tables.show("Counts", Table.create(IntColumn.create("n", 1))))
            .startsWith("Counts\n"));
    assertEquals("a cat\n", Output.of(() -> Display.image(IMAGE, "a cat")));
    assertEquals(
        "✓\n", Output.of(() -> Display.bundle(Map.of("text/plain", "✓", "text/html", "x"))));
  }

  @Test
  void progressLeavesOneLineInALog() {
    String log =
        Output.of(
            () -> {
              try (Progress progress = Progress.of("Training", 1000, System::nanoTime)) {
                for (int i = 0; i < 1000; i++) {
                  progress.step();
                }
              }
            });
    assertEquals(1, log.lines().count(), log);
    assertTrue(log.startsWith("Training 1000/1000, "), log);
    assertFalse(log.contains("\r"));
  }
}
