package adapt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Machines that are not there, with PyTorch's own words where it speaks. */
class DevicesTest {
  /** A machine on which all is well; each test spoils one thing. */
  private static final class Machine implements Devices.Facts {
    String wish;
    boolean driver = true;
    boolean cuda = true;
    String trouble;
    int count = 1;
    Devices.Memory memory = new Devices.Memory(70_000_000_000L, 80_000_000_000L);
    boolean asked;

    @Override
    public String wish() {
      return wish;
    }

    @Override
    public boolean hasDriver() {
      return driver;
    }

    @Override
    public boolean isForCuda() {
      return cuda;
    }

    @Override
    public Optional<String> trouble() {
      asked = true;
      return Optional.ofNullable(trouble);
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public Optional<Devices.Memory> memory() {
      asked = true;
      return Optional.ofNullable(memory);
    }
  }

  private final Machine machine = new Machine();

  private void assertCpu(String why) {
    Devices.Choice choice = Devices.choose(machine);
    assertEquals(Device.cpu(), choice.device());
    assertEquals(why, choice.why());
    assertFalse(why.contains("\n"));
    machine.wish = "gpu";
    String message =
        assertThrows(IllegalStateException.class, () -> Devices.choose(machine)).getMessage();
    assertTrue(message.startsWith("No GPU can be used: " + why + ". "), message);
    assertTrue(
        message.endsWith(". (ADAPT4J_DEVICE=gpu forbids the CPU.)")
            || message.endsWith("? (ADAPT4J_DEVICE=gpu forbids the CPU.)"),
        message);
    machine.wish = "cpu";
    assertEquals("asked for by ADAPT4J_DEVICE", Devices.choose(machine).why());
    machine.wish = null;
  }

  private void assertTrouble(String message, String why) {
    machine.trouble = message;
    assertCpu(why);
  }

  @Test
  void aGpuThatWorksIsTaken() {
    for (String wish : new String[] {null, "", " ", "gpu", "GPU"}) {
      machine.wish = wish;
      assertEquals(Device.gpu(), Devices.choose(machine).device());
      assertEquals("a CUDA device was found", Devices.choose(machine).why());
    }
  }

  @Test
  void itIsLeftAloneOnDemandAndNothingIsAskedOfIt() {
    machine.wish = "CPU ";
    assertEquals(Device.cpu(), Devices.choose(machine).device());
    assertEquals("asked for by ADAPT4J_DEVICE", Devices.choose(machine).why());
    assertFalse(machine.asked);
  }

  @Test
  void anotherWishIsRefused() {
    machine.wish = "tpu";
    String message =
        assertThrows(IllegalArgumentException.class, () -> Devices.choose(machine)).getMessage();
    assertEquals("ADAPT4J_DEVICE is \"tpu\". Set it to cpu or gpu, or leave it out.", message);
  }

  @Test
  void withoutADriverNothingElseIsAsked() {
    machine.driver = false;
    machine.trouble = "never to be seen";
    assertCpu("no NVIDIA driver was found");
    assertFalse(machine.asked);
  }

  @Test
  void pyTorchForTheCpuCannotUseIt() {
    machine.cuda = false;
    assertCpu("a GPU may be there, but PyTorch is the one for the CPU: see ./lab --gpu");
    assertFalse(machine.asked);
  }

  @Test
  void djlMustSeeItToo() {
    machine.count = 0;
    assertCpu("PyTorch can use the GPU, but DJL finds no CUDA runtime: see ./lab --gpu");
  }

  @Test
  void aFullGpuIsLeftToTheOthers() {
    machine.memory = new Devices.Memory((1L << 30) - 1, 80_000_000_000L);
    assertCpu("the GPU is full: 78.9 of 80.0 GB are in use");
    machine.memory = new Devices.Memory(1L << 30, 80_000_000_000L);
    assertEquals(Device.gpu(), Devices.choose(machine).device());
    machine.memory = null;
    assertEquals(Device.gpu(), Devices.choose(machine).device());
    assertTrouble(
        "CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported",
        "the GPU is full");
    machine.memory = new Devices.Memory(0, 24_000_000_000L);
    assertTrouble(
        "CUDA out of memory. Tried to allocate 2.00 MiB. GPU 0 has a total capacity of 23.64 GiB of"
            + " which 0 bytes is free.",
        "the GPU is full: 24.0 of 24.0 GB are in use");
  }

  @Test
  void anOldDriverIsNamed() {
    assertTrouble(
        "The NVIDIA driver on your system is too old (found version 11040). Please update your GPU"
            + " driver by downloading and installing a new version",
        "this PyTorch needs a later NVIDIA driver (this one is for CUDA 11.4)");
    assertTrouble(
        "The NVIDIA driver on your system is too old (found version 12060).",
        "this PyTorch needs a later NVIDIA driver (this one is for CUDA 12.6)");
    assertTrouble(
        "CUDA driver version is insufficient for CUDA runtime version",
        "this PyTorch needs a later NVIDIA driver");
  }

  @Test
  void otherTroublesAreToldToo() {
    assertTrouble(
        "CUDA error: no kernel image is available for execution on the device\nCUDA kernel errors",
        "this PyTorch was not built for this model of GPU");
    assertTrouble("No CUDA GPUs are available", "CUDA shows no device");
    assertTrouble("CUDA error: no CUDA-capable device is detected\nmore", "CUDA shows no device");
    assertTrouble(
        "CUDA error: unspecified launch failure\nCUDA kernel errors might be",
        "PyTorch cannot use the GPU: CUDA error: unspecified launch failure");
    assertTrouble("x".repeat(500), "PyTorch cannot use the GPU: " + "x".repeat(100) + "...");
  }
}
