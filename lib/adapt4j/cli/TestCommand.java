package adapt4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./lab test}: format, unit tests, all lessons, all solutions. */
@Command(
    name = "test",
    description = "Checks everything: format, unit tests, all lessons, exercises and solutions.")
final class TestCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The seeds to run the lessons with, like 1-5. 1 by default.")
  String seeds;

  @Override
  public Integer call() {
    Seeds.parse(seeds);
    Home home = Home.find();
    Jupyter jupyter = new JupyterSetup(home, new Terminal()).ready();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("ADAPT4J_PYTHON", jupyter.python().toString());
    environment.put("ADAPT4J_SEEDS", seeds);
    return Programs.run(environment, command(home));
  }

  private static List<String> command(Home home) {
    List<String> command =
        new ArrayList<>(
            List.of("mvn", "-B", "-ntp", "-f", home.root().resolve("pom.xml").toString()));
    String repository = System.getenv("ADAPT4J_M2");
    if (repository != null) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    if (isFetched(home)) {
      command.add("-o");
    }
    command.addAll(List.of("verify", "-Dadapt4j.test.excluded="));
    return command;
  }

  /** Whether the script {@code lab} has fetched all that the tests need, for this very pom.xml. */
  private static boolean isFetched(Home home) {
    Path stamp = home.state().resolve("test.resolved");
    try {
      return Files.exists(stamp) && Files.mismatch(stamp, home.root().resolve("pom.xml")) == -1;
    } catch (IOException e) {
      return false;
    }
  }
}
