package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.NvidiaDriver;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The switch to CUDA, with folders and answers that stand in for libraries, driver and server. */
class CudaTest {
  @TempDir Path root;

  /** As pip lays PyTorch out; empty files stand in for its libraries. */
  private Path pip(String version, String... libraries) throws IOException {
    Path lib = Files.createDirectories(root.resolve("site packages/torch/lib"));
    for (String library : libraries) {
      Files.writeString(lib.resolve(library), "");
    }
    Files.writeString(
        lib.resolveSibling("version.py"),
        "from typing import Optional\n__version__ = '" + version + "'\ndebug = False\n");
    return lib;
  }

  private static String refused(String path) {
    return assertThrows(Problem.class, () -> CudaLibraries.named(path)).getMessage();
  }

  @Test
  void namesThePyTorchAndTheCudaThatDjlWasBuiltFor() throws IOException {
    Properties engine = new Properties();
    try (InputStream in = getClass().getResourceAsStream("/pytorch-engine.properties")) {
      engine.load(in);
    }
    assertEquals(engine.getProperty("pytorch_version"), Cuda.VERSION);
    String jni = "/jnilib/" + CudaDownload.PLATFORM + "/" + Cuda.FLAVOR + "/libdjl_torch.so";
    assertNotNull(getClass().getResource(jni), jni);
  }

  @Test
  void takesTheLibrariesOfPip() throws IOException {
    Path lib = pip("2.7.1+cu128", "libtorch.so", "libtorch_cuda.so");
    CudaLibraries expected = new CudaLibraries(lib);
    assertEquals(expected, CudaLibraries.named(lib.toString()));
    assertEquals(expected, CudaLibraries.named(lib.resolve("libtorch.so").toString()));
    assertEquals(expected, CudaLibraries.named(root.resolve("none") + ":" + lib));
    pip("2.7.1+cu126");
    assertEquals(expected, CudaLibraries.named(lib.toString()));
    pip("2.7.1");
    assertEquals(expected, CudaLibraries.named(lib.toString()));
  }

  @Test
  void refusesOtherLibraries() throws IOException {
    assertTrue(refused(root.toString()).contains("names no folder with libtorch.so"));
    Path lib = pip("2.7.1+cpu", "libtorch.so");
    assertTrue(refused(lib.toString()).contains("PyTorch for the CPU: there is no libtorch_cuda"));
    for (String version : List.of("2.6.0+cu124", "2.7.10+cu128", "2.7.1+cu118", "2.8.0+cu128")) {
      pip(version, "libtorch_cuda.so");
      String said = refused(lib.toString());
      assertTrue(said.contains("holds PyTorch " + version + ". It must be PyTorch 2.7.1"), said);
    }
    Files.delete(lib.resolveSibling("version.py"));
    Files.writeString(lib.resolveSibling("build-version"), "2.5.1+cu121\n"); // an unpacked libtorch
    assertTrue(refused(lib.toString()).contains("PyTorch 2.5.1+cu121"));
  }

  @Test
  void findsTheCudaRuntimeBesideOrInPipsOwnPackage() throws IOException {
    Path lib = pip("2.7.1", "libtorch.so", "libtorch_cuda.so");
    assertEquals(Optional.empty(), new CudaLibraries(lib).runtime());
    Path other = Files.createDirectories(root.resolve("site packages/nvidia/cuda_runtime/lib"));
    Files.writeString(other.resolve("libcudart.so.11.0"), ""); // of another CUDA
    assertEquals(Optional.empty(), new CudaLibraries(lib).runtime());
    Path pips = Files.writeString(other.resolve("libcudart.so.12"), "");
    assertEquals(Optional.of(pips), new CudaLibraries(lib).runtime());
    Path beside = Files.writeString(lib.resolve("libcudart-218eec4c.so.12"), "");
    assertEquals(Optional.of(beside), new CudaLibraries(lib).runtime());
  }

  @Test
  void isSwitchedOnAndOff() throws IOException {
    Cuda cuda = new Cuda(new Home(root));
    assertEquals(Map.of(), cuda.environment());
    cuda.check(); // no switch, nothing to check
    Path lib = pip("2.7.1", "libtorch.so", "libtorch_cuda.so", "libcudart-1.so.12");
    Map<String, String> prepared = cuda.prepare(new CudaLibraries(lib), "/opt/a b");
    assertEquals(Map.of(), cuda.environment(), "prepared is not switched on");
    cuda.switchOn(prepared);
    Path gpu = root.resolve(".lab/gpu");
    assertEquals(
        Map.of(
            "PYTORCH_LIBRARY_PATH", lib.toString(),
            "PYTORCH_VERSION", "2.7.1",
            "PYTORCH_FLAVOR", "cu128",
            "RUST_FLAVOR", "cpu",
            "LD_LIBRARY_PATH", gpu + ":/opt/a b"),
        cuda.environment());
    assertEquals(Optional.of(lib), cuda.libraries());
    assertEquals(lib.resolve("libcudart-1.so.12"), gpu.resolve("libcudart.so").toRealPath());
    cuda.check();
    cuda.prepare(new CudaLibraries(lib), null); // again, over the link that is there

    Files.delete(lib.resolve("libtorch_cuda.so"));
    String gone = assertThrows(Problem.class, cuda::check).getMessage();
    assertTrue(gone.contains(lib.toString()) && gone.contains("./lab --cpu"), gone);

    cuda.switchOff();
    assertEquals(Map.of(), cuda.environment());
    assertFalse(Files.exists(gpu));
    assertTrue(Files.exists(lib.resolve("libcudart-1.so.12")), "a link is not followed");
    cuda.switchOff(); // nothing there, nothing wrong
  }

  @Test
  void aSpoiltSwitchIsNamed() throws IOException {
    Path file = root.resolve(".lab/gpu/environment");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "nonsense\n");
    Cuda cuda = new Cuda(new Home(root));
    assertTrue(assertThrows(Problem.class, cuda::environment).getMessage().contains("--cpu"));
  }

  private static String driver(boolean present, String version, int status, String listed) {
    return CudaSetup.driver(
        new NvidiaDriver(present, Optional.ofNullable(version)),
        new Programs.Answer(status, listed));
  }

  private static String noDriver(boolean present, String version, int status, String listed) {
    return assertThrows(Problem.class, () -> driver(present, version, status, listed)).getMessage();
  }

  @Test
  void asksTheDriverWhatThereIs() {
    assertEquals(
        "NVIDIA L4, driver 550.54.15", driver(true, null, 0, "NVIDIA L4, 550.54.15, 23034 MiB"));
    assertEquals(
        "A, driver 525.60.13", driver(false, null, 0, "A, 525.60.13, 8 MiB\nB, 525.60.13, 9 MiB"));
    assertEquals(
        "one that nvidia-smi does not name, driver 535.104.05",
        driver(true, "535.104.05", 127, ""));
  }

  @Test
  void withoutADriverItSaysWhatToDo() {
    String none = noDriver(false, null, 127, "");
    assertTrue(none.contains("no NVIDIA driver") && none.contains("install the driver"), none);
    String failed = noDriver(false, null, 9, "NVIDIA-SMI has failed because it couldn't");
    assertTrue(failed.contains("nvidia-smi says: NVIDIA-SMI has failed"), failed);
    assertTrue(noDriver(true, "570.1", 0, "").contains("lists no GPU"));
    assertTrue(noDriver(true, null, 0, "K80, 470.57.02, 1 MiB").contains("needs 525 or later"));
    assertTrue(noDriver(true, "470.57.02", 127, "").contains("version 470.57.02"));
  }

  @Test
  void fetchesWithoutPyTorchForTheCpuOnTheClassPath() {
    assertEquals(
        "/m2/api.jar:/m2/pytorch-jni-2.7.1.jar",
        CudaSetup.withoutCpu(
            "/m2/api.jar:/m2/pytorch-native-cpu-2.7.1-linux-x86_64.jar:/m2/pytorch-jni-2.7.1.jar"));
  }

  @Test
  void asksTheServerHowMuchItIs() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String list =
        "cpu/linux-x86_64/native/lib/libtorch.so.gz\n"
            + "cu128/linux-x86_64/native/lib/libtorch.so.gz\n"
            + "cu128/linux-x86_64/native/lib/libtorch_cuda.so.gz\n"
            + "cu128/win-x86_64/native/lib/torch.dll.gz\n";
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          boolean head = exchange.getRequestMethod().equals("HEAD");
          if (path.equals("/files.txt") && !head) {
            byte[] body = list.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          } else if (head && path.contains("libtorch")) {
            exchange.getResponseHeaders().set("Content-Length", "1500000000");
            exchange.sendResponseHeaders(200, -1);
          } else {
            exchange.sendResponseHeaders(404, -1);
          }
          exchange.close();
        });
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      CudaDownload download = new CudaDownload(address);
      List<String> files = download.files();
      assertEquals(2, files.size(), files::toString);
      assertEquals(OptionalLong.of(3_000_000_000L), download.size(files));
      assertEquals(OptionalLong.empty(), download.size(List.of("cu128/unknown.gz")));
    } finally {
      server.stop(0);
    }
    String said = assertThrows(Problem.class, () -> new CudaDownload(address).files()).getMessage();
    assertTrue(said.contains("cannot be reached") && said.contains("PYTORCH_LIBRARY_PATH="), said);
  }
}
