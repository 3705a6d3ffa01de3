package adapt4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./lab}: opens the course. */
@Command(
    name = "./lab",
    description = "Opens the course in Jupyter, in the browser.",
    mixinStandardHelpOptions = false,
    subcommands = {
      RunCommand.class,
      TestCommand.class,
      DoctorCommand.class,
      KernelCommand.class,
      DataCommand.class,
      BenchCommand.class,
      ResetCommand.class,
      CleanCommand.class
    })
final class LabCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = picocli.CommandLine.ScopeType.INHERIT,
      description = "Says what there is.")
  boolean help;

  @Option(names = "--no-browser", description = "Only start Jupyter, and print its address.")
  boolean noBrowser;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to use. The next free one from 8888 on by default.")
  Integer port;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The seed of the lab's random numbers. 1 by default.")
  String seed;

  @Option(
      names = "--gpu",
      description = "Gets PyTorch for CUDA, and computes on an NVIDIA GPU from now on.")
  boolean gpu;

  @Option(names = "--cpu", description = "Goes back to the CPU.")
  boolean cpu;

  @Override
  public Integer call() {
    Home home = Home.find();
    Terminal terminal = new Terminal();
    List<Long> seeds = Seeds.parse(seed);
    if (gpu || cpu) {
      switchDevice(home, terminal);
      return 0;
    }
    if (seeds.size() != 1) {
      throw new Problem("--seed " + seed + " is a range. To open the lab, give one seed.");
    }
    Server.checkPort(port);
    Jupyter jupyter = new JupyterSetup(home, terminal).ready();
    boolean first = !Files.exists(home.work());
    WorkingCopy copy = new WorkingCopy(home);
    for (String name : copy.update()) {
      String number = Lessons.number(Path.of(name));
      terminal.say(
          "There is a newer version of "
              + name
              + ". Yours is kept"
              + (number == null
                  ? "."
                  : "; ./lab reset " + number + " takes the new one and backs yours up."));
    }
    jupyter.trust(home, copy.fresh());
    List<Path> lessons = Lessons.in(home.work());
    Path opens = first && !lessons.isEmpty() ? lessons.get(0) : home.work();
    boolean browser = !noBrowser && Server.hasScreen();
    terminal.say(
        (browser ? "Opening " + home.root().relativize(opens) : "Serving work")
            + ", your own copy of the course, in "
            + jupyter
            + ".");
    terminal.say("The address, with its token, comes below. To stop, press Ctrl-C twice.");
    new Server(home, jupyter).handOver(opens, port, !browser, seeds.get(0));
    return 0;
  }

  private void switchDevice(Home home, Terminal terminal) {
    if (gpu && cpu) {
      throw new Problem("--gpu and --cpu contradict each other. Give one of them.");
    }
    if (gpu) {
      new CudaSetup(home, terminal).run();
    } else {
      new Cuda(home).switchOff();
      terminal.say("The lab computes on the CPU.");
    }
    // The script exports what the switch says before it starts Java, so it must start anew.
    List<String> command =
        new ArrayList<>(List.of(home.root().resolve("lab").toString(), "--seed=" + seed));
    if (noBrowser) {
      command.add("--no-browser");
    }
    if (port != null) {
      command.add("--port=" + port);
    }
    Server.next(Map.of(), command);
  }
}
