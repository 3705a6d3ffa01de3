package adapt4j;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What this very machine and its PyTorch say. The engine must have been loaded. */
final class DeviceFacts implements Devices.Facts {
  private static Devices.Choice gpu;

  private DeviceFacts() {}

  /**
   * The device of this process. Once it works on the GPU it stays there: its own arrays fill the
   * memory that {@link Devices} would then find in use.
   */
  static synchronized Devices.Choice choose() {
    if (gpu != null) {
      return gpu;
    }
    Devices.Choice choice = Devices.choose(new DeviceFacts());
    gpu = choice.device().isGpu() ? choice : null;
    return choice;
  }

  @Override
  public String wish() {
    return System.getenv("ADAPT4J_DEVICE");
  }

  @Override
  public boolean hasDriver() {
    return NvidiaDriver.look().present() || CudaUtils.getGpuCount() > 0; // on Windows, say
  }

  @Override
  public boolean isForCuda() {
    return Files.exists(Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cuda")));
  }

  @Override
  public Optional<String> trouble() {
    try (NDManager scope = Engine.getInstance().newBaseManager(Device.gpu())) {
      scope.ones(new Shape(2)).sum().getFloat();
      return Optional.empty();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public int count() {
    return Engine.getInstance().getGpuCount();
  }

  @Override
  public Optional<Devices.Memory> memory() {
    try {
      MemoryUsage memory = CudaUtils.getGpuMemory(Device.gpu());
      return Optional.of(new Devices.Memory(memory.getMax() - memory.getUsed(), memory.getMax()));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
