package adapt4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import adapt4j.EachLab;
import adapt4j.meta.Sines;
import adapt4j.nn.Mlp;
import adapt4j.nn.SafeTensors;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MamlBenchTest extends EachLab {
  private MamlBench.Job job() {
    return new MamlBench.Job(lab, () -> Mlp.of(8, 1), Sines.tasks().optQueries(7), 0.01, 3, 5);
  }

  /** The bench compares the same work: both ways have the same losses. */
  @Test
  void bothWaysHaveTheSameLosses() {
    Race race = job().race(1);
    assertEquals(5, race.steps());
    assertTrue(race.timesAsFastAs(1) > 0, "times as fast: " + race.timesAsFastAs(1));
    assertTrue(race.difference(1, 5) < 1e-5, "difference: " + race.difference(1, 5));
    assertTrue(race.speed(0) > 0, "a second: " + race.speed(0));
  }

  @Test
  void theTasksAreHandedOver() throws IOException {
    try (Handover work = job().handOver()) {
      var arrays = SafeTensors.read(work.file(), lab.manager()).arrays();
      assertEquals(4, arrays.keySet().stream().filter(name -> name.startsWith("net.")).count());
      assertEquals(new Shape(5, 3, 10, 1), arrays.get("support.inputs").getShape());
      assertEquals(new Shape(5, 3, 7, 1), arrays.get("query.targets").getShape());
    }
  }

  @Test
  void pyTorchHasTheSameLosses() {
    PyTorch peer = PyTorch.find(lab);
    assumeTrue(peer.ready(), peer::about);
    Race race = job().raceWithPyTorch(1);
    assertTrue(race.difference(2, 5) < 1e-5, "difference: " + race.difference(2, 5));
  }
}
