package adapt4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.bench.MemoryBench.Reading;
import adapt4j.show.Progress;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MemoryBenchTest extends EachLab {
  /** What it takes to warm up is more than 2 %, so the memory says nothing here; arrays do. */
  @Test
  void noTrainerKeepsAnArrayMoreFromStepToStep() {
    BenchReport report = MemoryBench.of(lab, 20);
    assertEquals(14, report.lines().size());
    for (BenchReport.Line line : report.lines()) {
      String[] counts =
          line.what()
              .replaceAll(".*arrays after 4 steps (\\d+), after 20 (\\d+);.*", "$1 $2")
              .split(" ");
      assertEquals(counts[0], counts[1], line.what());
    }
    Set<String> trainers =
        report.lines().stream()
            .map(line -> line.what().split("[ ,]")[0])
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "Fit",
            "ContrastiveFit",
            "Maml",
            "ProtoNet",
            "Reptile",
            "FineTune",
            "LmFit",
            "Dpo",
            "RewardFit",
            "Ppo"),
        trainers);
  }

  private BenchReport.Line leaking(int every) {
    MemoryBench bench = new MemoryBench();
    try (NDManager manager = lab.scope()) {
      bench.measure("leaks", 10, List.of(lab.manager()), n -> train(manager, n, every));
    }
    return bench.report().lines().get(0);
  }

  private static void train(NDManager manager, int steps, int every) {
    try (Progress progress = Progress.of("leaks", steps)) {
      for (int step = 1; step <= steps; step++) {
        if (step % every == 0) {
          manager.zeros(new Shape(1));
        }
        progress.step();
      }
    }
  }

  @Test
  void aLeakIsFound() {
    BenchReport.Line line = leaking(1);
    assertFalse(line.reached(), line.toString());
    assertTrue(line.what().contains("arrays after 2 steps 2, after 10 10"), line.what());
    assertTrue(leaking(100).what().contains("arrays after 2 steps 0, after 10 0"));
  }

  @Test
  void bothMustStayAsTheyWere() {
    assertTrue(told(new Reading(3, mb(100)), new Reading(3, mb(101.9))));
    assertTrue(told(new Reading(3, mb(100)), new Reading(3, mb(90))));
    assertFalse(told(new Reading(3, mb(100)), new Reading(3, mb(102.1))));
    assertFalse(told(new Reading(3, mb(100)), new Reading(4, mb(100))));
    assertTrue(
        told(new Reading(3, OptionalDouble.empty()), new Reading(3, OptionalDouble.empty())));
    assertFalse(
        told(new Reading(3, OptionalDouble.empty()), new Reading(4, OptionalDouble.empty())));
  }

  private static OptionalDouble mb(double value) {
    return OptionalDouble.of(value);
  }

  private static boolean told(Reading first, Reading last) {
    MemoryBench bench = new MemoryBench();
    bench.tell("any", 2, 10, first, last);
    return bench.report().reached();
  }

  @Test
  void aRunOfAnotherLengthIsNoMeasurement() {
    MemoryBench bench = new MemoryBench();
    assertThrows(
        IllegalStateException.class,
        () -> bench.measure("short", 10, List.of(), n -> train(lab.manager(), 9, 100)));
  }

  @Test
  void theMemoryIsReadWhereTheSystemTells() {
    OptionalDouble memory = MemoryBench.resident();
    assertEquals(Files.exists(Path.of("/proc/self/status")), memory.isPresent());
    memory.ifPresent(mb -> assertTrue(mb > 50 && mb < 100_000, mb + " MB"));
  }
}
