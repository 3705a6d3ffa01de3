package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  @TempDir Path folder;

  @Test
  void whatWasMeasuredIsThereAgain() throws IOException {
    Path file = folder.resolve("new/results.csv");
    Results results = Results.open(file, "method", "rate", "seed", "accuracy");
    assertNull(results.get("scratch", 3e-4, 1));
    results.put(0.87654, "scratch", 3e-4, 1);
    assertEquals(0.8765, results.get("scratch", 3e-4, 1), 1e-12);
    Results again = Results.open(file, "method", "rate", "seed", "accuracy");
    assertEquals(0.8765, again.get("scratch", 3e-4, 1), 1e-12);
    assertNull(again.get("scratch", 3e-4, 2));
    again.put(1, "scratch", 3e-4, 2);
    assertEquals(3, Files.readAllLines(file).size());
  }

  @Test
  void aCommaInAKeyIsRefused() throws IOException {
    Results results = Results.open(folder.resolve("results.csv"), "method", "accuracy");
    assertThrows(IllegalArgumentException.class, () -> results.put(1, "full, slowly"));
  }

  @Test
  void otherColumnsAreRefused() throws IOException {
    Path file = folder.resolve("results.csv");
    Results.open(file, "a", "b");
    String message =
        assertThrows(IOException.class, () -> Results.open(file, "a", "c")).getMessage();
    assertTrue(message.contains("other columns"), message);
  }
}
