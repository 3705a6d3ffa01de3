package adapt4j.cli;

import adapt4j.NvidiaDriver;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** {@code ./lab --gpu}: gets PyTorch for CUDA, tries it, and switches to it if it works. */
final class CudaSetup {
  /** NVIDIA's oldest driver for any CUDA 12. */
  private static final int OLDEST_DRIVER = 525;

  private static final int CHECK_SECONDS = 300;
  private static final int FETCH_SECONDS = 4 * 60 * 60;

  private final Home home;
  private final Terminal terminal;
  private final Cuda cuda;
  private final CudaDownload server;

  CudaSetup(Home home, Terminal terminal) {
    this(home, terminal, new CudaDownload(CudaDownload.SERVER));
  }

  CudaSetup(Home home, Terminal terminal, CudaDownload server) {
    this.home = home;
    this.terminal = terminal;
    this.cuda = new Cuda(home);
    this.server = server;
  }

  /** Does it all; afterwards every start of the lab uses CUDA, until {@link Cuda#switchOff}. */
  void run() {
    String platform = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    if (!platform.equals("Linux on amd64")) {
      throw new Problem(
          "DJL has CUDA libraries for Linux on x86_64 only; this is " + platform + ".");
    }
    terminal.say("GPU: " + driver(NvidiaDriver.look(), gpus()));
    String named = System.getenv(Cuda.LIBRARIES);
    CudaLibraries libraries =
        named == null || named.isBlank() ? fetched() : CudaLibraries.named(named);
    terminal.say("PyTorch for CUDA: " + libraries.folder());
    Map<String, String> environment = cuda.prepare(libraries, System.getenv("LD_LIBRARY_PATH"));
    terminal.say("Trying it.");
    String classPath = System.getProperty("java.class.path");
    Programs.Answer answer = probe("compute", classPath, CHECK_SECONDS, trying(environment));
    if (!answer.good()) {
      cuda.switchOff();
      throw new Problem("It does not work, so the lab computes on the CPU. " + answer.text());
    }
    terminal.say(answer.text());
    cuda.switchOn(environment);
    terminal.say("From now on the lab uses it. ./lab --cpu goes back.");
  }

  /** The GPUs as nvidia-smi lists them: name, driver, memory. Only asked in this command. */
  private static Programs.Answer gpus() {
    return Programs.isOnPath("nvidia-smi")
        ? Programs.ask(
            30,
            "nvidia-smi",
            "--query-gpu=name,driver_version,memory.total",
            "--format=csv,noheader")
        : new Programs.Answer(127, "");
  }

  /**
   * What there is to compute with.
   *
   * @param listed what nvidia-smi answered
   * @throws Problem if there is no driver that will do
   */
  static String driver(NvidiaDriver driver, Programs.Answer listed) {
    if (!driver.present() && !listed.good()) {
      throw new Problem(
          "There is no NVIDIA driver on this machine, so the course stays on the CPU.\n"
              + "  If it has an NVIDIA GPU: install the driver until the command nvidia-smi shows"
              + " the GPU, then start this again.\n"
              + "  In a container: start it with access to the GPU, such as docker run --gpus all."
              + (listed.text().isEmpty() ? "" : "\n  nvidia-smi says: " + listed.text()));
    }
    String first = listed.good() ? listed.text().lines().findFirst().orElse("") : "";
    if (listed.good() && first.isBlank()) {
      throw new Problem("There is an NVIDIA driver, but nvidia-smi lists no GPU.");
    }
    String[] facts = first.split(", *");
    Optional<String> version = facts.length > 1 ? Optional.of(facts[1]) : driver.version();
    version.ifPresent(CudaSetup::refuseOldDriver);
    String name = first.isBlank() ? "one that nvidia-smi does not name" : facts[0];
    return name + version.map(v -> ", driver " + v).orElse("");
  }

  private static void refuseOldDriver(String version) {
    String major = version.split("\\.")[0];
    if (major.matches("\\d{1,5}") && Integer.parseInt(major) < OLDEST_DRIVER) {
      throw new Problem(
          "The NVIDIA driver is version "
              + version
              + ", but CUDA 12 needs "
              + OLDEST_DRIVER
              + " or later. Update the driver, then start this again.");
    }
  }

  /** What DJL fetched before, or fetches now. */
  private CudaLibraries fetched() {
    Path folder = cuda.fetched();
    if (!CudaLibraries.isFor(folder)) {
      List<String> files = server.files();
      OptionalLong size = server.size(files);
      long free = home.root().toFile().getUsableSpace();
      terminal.say(
          "Fetching PyTorch for CUDA from DJL's server: "
              + (size.isPresent() ? Folders.readable(size.getAsLong()) : "several GB")
              + ", and more when unpacked; "
              + Folders.readable(free)
              + " are free here. It takes minutes, depending on your network.");
      if (size.isPresent() && free < 2 * size.getAsLong()) { // at the very least
        throw new Problem("The disk that holds " + home.root() + " has too little room for that.");
      }
      fetch();
    }
    return new CudaLibraries(folder);
  }

  private void fetch() {
    Path cache = home.state().resolve("djl/pytorch");
    long before = Folders.size(cache);
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PYTORCH_VERSION", Cuda.VERSION);
    environment.put("PYTORCH_FLAVOR", Cuda.FLAVOR);
    environment.put("DJL_OFFLINE", "false");
    Thread watch = new Thread(() -> watch(cache, before), "progress");
    watch.setDaemon(true);
    watch.start();
    String classPath = withoutCpu(System.getProperty("java.class.path"));
    Programs.Answer answer = probe("load", classPath, FETCH_SECONDS, environment);
    watch.interrupt();
    terminal.progress("");
    // DJL takes PyTorch for the CPU where it finds none for CUDA, and is content.
    if (!CudaLibraries.isFor(cuda.fetched())) {
      throw new Problem("PyTorch for CUDA could not be fetched. " + answer.text());
    }
  }

  private void watch(Path cache, long before) {
    try {
      while (true) {
        Thread.sleep(1000);
        terminal.progress(Folders.readable(Folders.size(cache) - before) + " unpacked");
      }
    } catch (InterruptedException | RuntimeException e) {
      return; // done, or a folder went away while it was looked at: only the display stops
    }
  }

  private static Map<String, String> trying(Map<String, String> environment) {
    Map<String, String> trying = new LinkedHashMap<>(environment);
    trying.put("ADAPT4J_DEVICE", "gpu");
    trying.put("DJL_OFFLINE", "true");
    return trying;
  }

  private Programs.Answer probe(
      String work, String classPath, int seconds, Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("DJL_CACHE_DIR", home.state().resolve("djl").toString());
    all.put("OPT_OUT_TRACKING", "true");
    all.put("TORCH_CPP_LOG_LEVEL", "ERROR");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(List.of("-cp", classPath, DeviceProbe.class.getName(), work));
    return Programs.ask(seconds, all, command);
  }

  /** DJL fetches nothing as long as PyTorch for the CPU is on the class path. */
  static String withoutCpu(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .filter(entry -> !new File(entry).getName().startsWith("pytorch-native-cpu"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
