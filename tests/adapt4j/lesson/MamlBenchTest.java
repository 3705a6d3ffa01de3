package adapt4j.lesson;

import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.meta.Sines;
import adapt4j.nn.Mlp;
import org.junit.jupiter.api.Test;

class MamlBenchTest extends EachLab {
  /** The bench compares the same work: both ways have the same losses. */
  @Test
  void bothWaysHaveTheSameLosses() {
    double[] measured = MamlBench.measure(lab, () -> Mlp.of(8, 1), Sines.tasks(), 0.01, 3, 5, 1);
    assertTrue(measured[0] > 0, "times as fast: " + measured[0]);
    assertTrue(measured[1] < 1e-5, "difference: " + measured[1]);
    assertTrue(measured[2] > 0, "a second: " + measured[2]);
  }
}
