package adapt4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./lab kernel}: our kernel for the Jupyter that the user already has. */
@Command(
    name = "kernel",
    description =
        "Installs the Java kernel for the Jupyter that you already have, for your user only.")
final class KernelCommand implements Callable<Integer> {
  @Option(names = "--remove", description = "Takes it away again.")
  boolean remove;

  @Override
  public Integer call() {
    Home home = Home.find();
    List<Path> jupyter = Programs.onPath("jupyter");
    if (jupyter.isEmpty()) {
      throw new Problem(
          "There is no jupyter on the PATH to install the kernel for. ./lab works without one.");
    }
    Programs.Answer answer = remove ? remove(jupyter.get(0)) : install(home, jupyter.get(0));
    if (!answer.good()) {
      throw new Problem("jupyter kernelspec said: " + answer.text());
    }
    new Terminal().say(answer.text().lines().reduce((a, b) -> b).orElse("Done."));
    return 0;
  }

  private static Programs.Answer install(Home home, Path jupyter) {
    Path folder = home.jupyter().resolve("kernels/java");
    KernelSpec.of(home).write(folder);
    return kernelspec(
        jupyter, "install", "--user", "--replace", "--name", "java", folder.toString());
  }

  private static Programs.Answer remove(Path jupyter) {
    return kernelspec(jupyter, "remove", "-f", "java");
  }

  private static Programs.Answer kernelspec(Path jupyter, String... arguments) {
    List<String> start = List.of(jupyter.toString(), "kernelspec");
    return Programs.ask(
        60, java.util.Map.of(), Stream.concat(start.stream(), Stream.of(arguments)).toList());
  }
}
