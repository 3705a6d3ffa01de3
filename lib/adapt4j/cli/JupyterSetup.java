package adapt4j.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gets a Jupyter where the machine has none, and says so before it installs anything. */
final class JupyterSetup {
  private static final List<String> PIP_PACKAGES = List.of("notebook", "nbclient", "nbconvert");
  private static final List<String> DEBIAN_PACKAGES =
      List.of("jupyter-nbconvert", "jupyter-notebook", "jupyter-client");

  private final Home home;
  private final Terminal terminal;

  JupyterSetup(Home home, Terminal terminal) {
    this.home = home;
    this.terminal = terminal;
  }

  /** The Jupyter to use, with our kernelspec beside it. */
  Jupyter ready() {
    new Cuda(home).check();
    Jupyter jupyter = Jupyter.find(home).or(this::install).orElseThrow(JupyterSetup::none);
    KernelSpec spec = KernelSpec.of(home);
    new KernelArchive(spec).makeOnce();
    spec.write(home.jupyter().resolve("kernels/java"));
    return jupyter;
  }

  /** Of two starts at once, one installs; the other waits, and finds what the first installed. */
  private Optional<Jupyter> install() {
    Path file = home.state().resolve("jupyter.lock");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel);
      return Jupyter.find(home).or(this::byPip).or(this::byApt);
    } catch (IOException e) {
      throw new Problem("Cannot lock " + file + ": " + e.getMessage(), e);
    }
  }

  /** Locks the file until it is closed, however its holder ends. */
  private void lock(FileChannel channel) throws IOException {
    if (channel.tryLock() == null) {
      terminal.say("Another ./lab is installing Jupyter. Waiting for it.");
      channel.lock();
    }
  }

  private Optional<Jupyter> byPip() {
    List<Path> pythons = Programs.onPath("python3");
    if (pythons.isEmpty()) {
      return Optional.empty();
    }
    terminal.say(
        "There is no Jupyter on the PATH. Installing one for the lab alone, with pip, in "
            + home.venv());
    Path log = home.state().resolve("pip.log");
    String python = home.venv().resolve("bin/python").toString();
    List<String> pip =
        List.of(
            python,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
            "--timeout",
            "15",
            "--retries",
            "1");
    Programs.Answer answer =
        Programs.ask(120, pythons.get(0).toString(), "-m", "venv", home.venv().toString());
    if (answer.good()) {
      answer = Programs.ask(900, Map.of(), join(pip, PIP_PACKAGES));
    }
    Optional<Jupyter> jupyter = answer.good() ? Jupyter.find(home) : Optional.empty();
    if (jupyter.isEmpty()) {
      Json.write(log, answer.text() + "\n");
      Folders.delete(home.venv());
      terminal.say("That did not work: " + lastLine(answer.text()));
    }
    return jupyter;
  }

  private Optional<Jupyter> byApt() {
    if (!Files.exists(Path.of("/etc/debian_version"))
        || !Programs.isOnPath("apt-get")
        || !isRoot()) {
      return Optional.empty();
    }
    terminal.say(
        "Installing Debian's packages instead: "
            + String.join(" ", DEBIAN_PACKAGES)
            + " (20 to 50 MB)");
    List<String> apt = List.of("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300");
    Map<String, String> quiet = Map.of("DEBIAN_FRONTEND", "noninteractive");
    Programs.ask(600, quiet, join(apt, List.of("update"))); // an old list may still do
    Programs.Answer answer =
        Programs.ask(
            1200,
            quiet,
            join(join(apt, List.of("install", "-y", "--no-install-recommends")), DEBIAN_PACKAGES));
    if (!answer.good()) {
      terminal.say("That did not work either: " + lastLine(answer.text()));
    }
    return Jupyter.find(home);
  }

  private static Problem none() {
    return new Problem(
        """
        No Jupyter is there, and none could be installed.
          Debian, Ubuntu, WSL, as an administrator:
            apt-get install --no-install-recommends %s
          or, with a network, in any Python that is first on your PATH:
            python3 -m pip install %s
          Then start again."""
            .formatted(String.join(" ", DEBIAN_PACKAGES), String.join(" ", PIP_PACKAGES)));
  }

  static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  private static String lastLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("no message");
  }

  private static List<String> join(List<String> first, List<String> second) {
    return java.util.stream.Stream.concat(first.stream(), second.stream()).toList();
  }
}
