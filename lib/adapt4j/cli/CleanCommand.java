package adapt4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./lab clean}: what the lab keeps on disk, and its removal. */
@Command(
    name = "clean",
    description = "Says what the lab keeps on disk, with sizes, and removes it.")
final class CleanCommand implements Callable<Integer> {
  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  @Option(
      names = "--work",
      description = "Also remove work/, your own copy of the course, with all you wrote there.")
  boolean work;

  private final Terminal terminal = new Terminal();

  @Override
  public Integer call() {
    Home home = Home.find();
    Map<Path, String> kept = new LinkedHashMap<>();
    kept.put(home.target(), "what Maven built, and what runs wrote");
    kept.put(home.venv(), "the private Jupyter");
    kept.put(home.state().resolve("djl"), "PyTorch's native libraries, unpacked");
    kept.put(new Cuda(home).fetched(), "of that, PyTorch for CUDA, which ./lab --gpu fetched");
    kept.put(home.state().resolve("m2"), "Maven's libraries");
    kept.put(home.state().resolve("kernel.jsa"), "the kernel's classes, for a fast start");
    kept.put(home.state(), "all of the lab's own folder, with the above");
    kept.forEach((folder, what) -> list(home, folder, what));
    list(home, home.work(), "your own copy of the course; stays unless you say --work");
    terminal.say(
        "Outside, and left alone: Maven's libraries in ~/.m2/repository, shared with other projects.");

    if (!yes
        && !confirm(
            "Remove target/ and .lab/"
                + (work ? " and work/ WITH ALL YOU WROTE THERE" : "")
                + "?")) {
      terminal.say("Nothing was removed.");
      return 0;
    }
    if (work) {
      Folders.delete(home.work());
    }
    Folders.delete(home.target());
    Folders.delete(home.state());
    terminal.say("Removed. The next ./lab builds again.");
    return 0;
  }

  private void list(Home home, Path folder, String what) {
    if (Folders.exists(folder)) {
      String name = home.root().relativize(folder) + (Files.isDirectory(folder) ? "/" : "");
      terminal.say("%9s  %-14s %s".formatted(Folders.readable(Folders.size(folder)), name, what));
    }
  }

  private boolean confirm(String question) {
    if (!Terminal.isInteractive()) {
      terminal.say(question + " Nobody is there to answer: say --yes.");
      return false;
    }
    System.out.print(question + " Type yes: ");
    Scanner answer = new Scanner(System.in);
    return answer.hasNextLine() && answer.nextLine().strip().equals("yes");
  }
}
