package adapt4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LabTest {
  @Test
  void saysDeviceReasonAndSeedInOneLine() {
    try (Lab lab = Lab.open(3)) {
      String line = lab.toString();
      assertTrue(line.startsWith("adapt4j: "), line);
      assertTrue(line.contains("(" + lab.why() + ")"), line);
      assertTrue(line.endsWith("seed 3"), line);
      assertEquals(1, line.lines().count());
    }
  }

  @Test
  void reseedGivesTheSameNumbersAgain() {
    try (Lab lab = Lab.open(5)) {
      float[] first = lab.manager().randomNormal(new Shape(4)).toFloatArray();
      lab.reseed();
      assertArrayEquals(first, lab.manager().randomNormal(new Shape(4)).toFloatArray());
      assertEquals(lab.random().nextLong(), lab.random().nextLong());
    }
  }

  @Test
  void aScopeFreesItsArraysAndLeavesTheOthers() {
    try (Lab lab = Lab.open(1)) {
      NDArray kept = lab.manager().ones(new Shape(2));
      NDArray gone;
      try (NDManager scope = lab.scope()) {
        gone = scope.ones(new Shape(2));
      }
      assertTrue(gone.isReleased());
      assertFalse(kept.isReleased());
    }
  }

  @Test
  void noGraphIsBuiltOutsideACollector() {
    JniUtils.setGradMode(true); // as on a new thread
    try (Lab lab = Lab.open(1)) {
      assertEquals(1, lab.seed());
      assertFalse(JniUtils.isGradMode());
    }
  }

  @Test
  void findsTheDataFolder() {
    assertTrue(Files.exists(Lab.data().resolve("digits/CARD.md")));
  }

  /** In a Java of its own, because the environment of this one is as it is. */
  @Test
  void theEnvironmentCanKeepItOffAGpu() throws Exception {
    assertTrue(opened("cpu").contains("(asked for by ADAPT4J_DEVICE)"), opened("cpu"));
    assertTrue(opened("tpu").contains("Set it to cpu or gpu, or leave it out."), opened("tpu"));
  }

  @Test
  void theEnvironmentCanInsistOnAGpu() throws Exception {
    String line = opened("gpu");
    assertTrue(
        line.contains("adapt4j: GPU")
            || line.contains("No GPU can be used: ")
                && line.contains("(ADAPT4J_DEVICE=gpu forbids the CPU.)"),
        line);
    if (!NvidiaDriver.look().present()) {
      assertTrue(line.contains("no NVIDIA driver was found. Install the driver"), line);
    }
  }

  private static String opened(String device) throws Exception {
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LabTest.class.getName());
    child.environment().put("ADAPT4J_DEVICE", device);
    Process process = child.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Runs in the child. */
  public static void main(String[] arguments) {
    Lab.open(1).close();
  }
}
