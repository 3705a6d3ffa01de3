package adapt4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** PyTorch's messages as they are, without a GPU to make them. */
class DeviceErrorsTest {
  private static final String FULL =
      "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 23.64 GiB of"
          + " which 1.31 GiB is free. Including non-PyTorch memory, this process has 22.32 GiB memory"
          + " in use. Of the allocated memory 21.85 GiB is allocated by PyTorch, and 17.68 MiB is"
          + " reserved by PyTorch but unallocated. If reserved but unallocated memory is large try"
          + " setting PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True to avoid fragmentation.";

  private static Optional<DeviceErrors> of(String message) {
    return DeviceErrors.of(new RuntimeException("outer", new IllegalStateException(message)));
  }

  @Test
  void knowsAFullGpu() {
    assertEquals(Optional.of(DeviceErrors.FULL), of(FULL));
    assertEquals(Optional.of(DeviceErrors.FULL), of("CUDA error: out of memory\nCUDA kernel"));
    assertEquals(
        Optional.of(DeviceErrors.FULL),
        of("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"));
  }

  @Test
  void knowsArraysOfTwoDevices() {
    for (String message :
        new String[] {
          "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and"
              + " cpu!",
          "Expected all tensors to be on the same device, but got mat2 is on cpu, different from"
              + " other tensors on cuda:0 (when checking argument in method wrapper_CUDA_mm)",
          "indices should be either on cpu or on the same device as the indexed tensor (cpu)",
          "Input type (torch.FloatTensor) and weight type (torch.cuda.FloatTensor) should be the same",
          "Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor) should be the same"
        }) {
      assertEquals(Optional.of(DeviceErrors.TWO_DEVICES), of(message), message);
    }
  }

  @Test
  void leavesOtherErrorsAlone() {
    for (String message :
        new String[] {
          "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
          "Java heap space",
          "[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory",
          "Input type (float) and bias type (double) should be the same"
        }) {
      assertEquals(Optional.empty(), of(message), message);
    }
    assertEquals(Optional.empty(), DeviceErrors.of(new RuntimeException()));
  }

  @Test
  void keepsTheNumbersThatMatter() {
    String said = DeviceErrors.shortened(FULL);
    assertTrue(said.startsWith("CUDA out of memory. Tried to allocate 2.00 GiB."), said);
    assertTrue(said.endsWith("22.32 GiB memory in use."), said);
  }

  private static String shown(String... cell) {
    Shell shell = Shell.open();
    CellError error =
        assertThrows(
            CellError.class,
            () -> {
              shell.thread().beginCell();
              try {
                shell.run(shell.cut(1, String.join("\n", cell)));
              } finally {
                shell.thread().endCell();
              }
            });
    return String.join("\n", error.lines()).replaceAll("\u001b\\[[\\d;]*m", "");
  }

  @Test
  void theLearnerReadsWhatHappenedAndTheCure() {
    String said =
        shown(
            "String said = \"" + FULL + "\\nException raised from malloc\";",
            "throw new ai.djl.engine.EngineException(said);");
    assertTrue(said.startsWith("ai.djl.engine.EngineException: CUDA out of memory. Tried"), said);
    assertTrue(said.contains("at line 2 of this cell"), said);
    assertTrue(said.contains("The GPU's memory is full"), said);
    assertTrue(said.contains("a smaller batch"), said);
    assertTrue(said.contains("lab.scope()"), said);
    assertTrue(said.contains("ADAPT4J_DEVICE=cpu ./lab"), said);
    assertTrue(!said.contains("fragmentation") && !said.contains("raised"), said);
  }

  @Test
  void alsoWhereTrainingWrapsTheError() {
    String said =
        shown(
            "throw new IllegalStateException(\"step 3 failed\", new RuntimeException(",
            "    \"Expected all tensors to be on the same device, but found at least two devices,"
                + " cuda:0 and cpu!\"));");
    assertTrue(said.contains("step 3 failed"), said);
    assertTrue(said.contains("caused by java.lang.RuntimeException: Expected all tensors"), said);
    assertTrue(said.contains("x = x.toDevice(lab.device(), true);"), said);
  }

  /** The real message, and a long one: PyTorch for the CPU has no arrays on a GPU. */
  @Test
  void aGpuWithoutPyTorchForCuda() {
    String said =
        shown(
            "try (var m = ai.djl.ndarray.NDManager.newBaseManager(ai.djl.Device.of(\"gpu\", 0))) {",
            "  m.ones(new ai.djl.ndarray.types.Shape(2));",
            "}");
    assertTrue(said.contains("with arguments from the 'CUDA' backend."), said);
    assertTrue(said.contains("PyTorch is the one for the CPU"), said);
    assertTrue(said.lines().count() < 8, said);
  }
}
