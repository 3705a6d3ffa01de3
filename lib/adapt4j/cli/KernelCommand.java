package adapt4j.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    Path program = jupyter.get(0);
    Installed present = present(program);
    if (present != null && !present.ours()) {
      throw new Problem(
          "Your Jupyter has another kernel named java, in "
              + present.folder()
              + ". It is left as it is.\n"
              + "  To have ours instead: jupyter kernelspec remove java, then this again.");
    }
    if (remove) {
      if (present == null) {
        throw new Problem("There is nothing to remove: your Jupyter has no kernel named java.");
      }
      kernelspec(program, "remove", "-f", "java");
      new Terminal().say("Removed the kernel from " + present.folder() + ".");
      return 0;
    }
    Path folder = home.jupyter().resolve("kernels/java");
    KernelSpec spec = KernelSpec.of(home);
    new KernelArchive(spec).makeOnce();
    spec.write(folder);
    kernelspec(program, "install", "--user", "--replace", "--name", "java", folder.toString());
    new Terminal()
        .say(
            "Installed \""
                + KernelSpec.DISPLAY_NAME
                + "\" in "
                + present(program).folder()
                + ".\nIt runs from this folder, so leave the course where it is. ./lab kernel --remove takes it away.");
    return 0;
  }

  /** A kernel named java that Jupyter knows. */
  private record Installed(String folder, boolean ours) {}

  private static Installed present(Path jupyter) {
    JsonObject kernels =
        Json.within(kernelspec(jupyter, "list", "--json")).getAsJsonObject("kernelspecs");
    if (!kernels.has("java")) {
      return null;
    }
    JsonObject java = kernels.getAsJsonObject("java");
    boolean ours =
        java.getAsJsonObject("spec").get("argv").toString().contains("adapt4j.kernel.Main");
    return new Installed(java.get("resource_dir").getAsString(), ours);
  }

  private static String kernelspec(Path jupyter, String... arguments) {
    List<String> start = List.of(jupyter.toString(), "kernelspec");
    Programs.Answer answer =
        Programs.ask(60, Map.of(), Stream.concat(start.stream(), Stream.of(arguments)).toList());
    if (!answer.good()) {
      throw new Problem("jupyter kernelspec said: " + answer.text());
    }
    return answer.text();
  }
}
