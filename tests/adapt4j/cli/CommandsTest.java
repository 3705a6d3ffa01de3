package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.bench.BenchReport;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  @Test
  void theCommandsAreThoseThatTheHandbookLists() {
    assertEquals(
        Set.of("run", "test", "doctor", "kernel", "data", "bench", "reset", "clean"),
        Main.commands().getSubcommands().keySet());
  }

  @Test
  void everyCommandExplainsItself() {
    for (String name : Main.commands().getSubcommands().keySet()) {
      StringWriter said = new StringWriter();
      assertEquals(0, Main.commands().setOut(new PrintWriter(said)).execute(name, "--help"));
      assertTrue(said.toString().startsWith("Usage: ./lab " + name), said::toString);
    }
  }

  @Test
  void anUnknownOptionIsRefused() {
    StringWriter said = new StringWriter();
    assertEquals(2, Main.commands().setErr(new PrintWriter(said)).execute("run", "--fast"));
    assertTrue(said.toString().contains("--fast"), said::toString);
  }

  @Test
  void theDeviceIsSwitchedBeforeACommandNotWithIt() {
    for (String option : List.of("--gpu", "--cpu")) {
      StringWriter said = new StringWriter();
      assertEquals(2, Main.commands().setErr(new PrintWriter(said)).execute(option, "run", "00"));
      assertTrue(said.toString().contains("first ./lab --gpu, then the command"), said::toString);
    }
  }

  @Test
  void anUnknownBenchmarkIsNamed() {
    StringWriter said = new StringWriter();
    assertEquals(1, Main.commands().setErr(new PrintWriter(said)).execute("bench", "speed"));
    assertTrue(
        said.toString().contains("no benchmark speed. Known: embed, kernel, lm"), said::toString);
  }

  @Test
  void aBenchmarkIsShownAndKept(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bench/lm.json");
    var missed = new BenchReport.Line("reading", 0.5, ">= 0.7", false);
    var other = new BenchReport.Line("... of it", 0.25, "", true);
    var report = new BenchReport("lm", List.of(missed, other), List.of("a miss"));
    var said = new ByteArrayOutputStream();
    Terminal terminal = new Terminal(new PrintStream(said), false, false);
    assertFalse(BenchCommand.tell(report, "a machine", file, terminal));
    String text = said.toString();
    assertTrue(text.matches("(?s)!! reading +0\\.5000  >= 0\\.7\\R.*a miss.*"), text);
    JsonObject json = Json.read(file);
    assertEquals("a machine", json.get("machine").getAsString());
    JsonObject line = json.getAsJsonArray("lines").get(0).getAsJsonObject();
    assertEquals(Set.of("what", "value", "wanted", "reached"), line.keySet());
    assertEquals(0.5, line.get("value").getAsDouble());
    assertEquals("a miss", json.getAsJsonArray("shown").get(0).getAsString());
  }

  @Test
  void theSummaryHasTheAgreedFields(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("summary.json");
    var claim = new Notebook.Claim("It reads", 0.97, "at least 0.95", true);
    var result = new RunCommand.Result("00-start-here", 1, 20.5, 900, 1.9, true, List.of(claim));
    Json.write(file, Map.of("lessons", List.of(result)));
    JsonObject lesson = Json.read(file).getAsJsonArray("lessons").get(0).getAsJsonObject();
    assertEquals(
        Set.of("lesson", "seed", "seconds", "peakMemoryMb", "firstCellSeconds", "ok", "claims"),
        lesson.keySet());
    assertEquals(
        Set.of("text", "value", "bound", "holds"),
        lesson.getAsJsonArray("claims").get(0).getAsJsonObject().keySet());
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count(), "no half-written file stays behind");
    }
  }

  @Test
  void foldersAreMeasuredAndRemovedWithoutFollowingLinks(@TempDir Path folder) throws IOException {
    Path outside = Files.writeString(folder.resolve("outside"), "12345");
    Path inside = Files.createDirectories(folder.resolve("kept/deep"));
    Files.writeString(inside.resolve("file"), "123");
    Files.createSymbolicLink(inside.resolve("link"), outside);
    assertEquals(3, Folders.size(folder.resolve("kept")));
    Folders.delete(folder.resolve("kept"));
    assertFalse(Files.exists(folder.resolve("kept")));
    assertTrue(Files.exists(outside));
    assertEquals("1.5 GB", Folders.readable(1_500_000_000L));
    assertEquals("1 kB", Folders.readable(3));
  }
}
