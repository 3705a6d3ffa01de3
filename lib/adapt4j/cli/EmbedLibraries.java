package adapt4j.cli;

import adapt4j.bench.EmbedBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** ONNX Runtime and what runs it, for {@link EmbedBench}: Maven fetches it when it is wanted. */
final class EmbedLibraries implements EmbedBench.Libraries {
  private static final int LIMIT = 900; // seconds

  private final Home home;

  EmbedLibraries(Home home) {
    this.home = home;
  }

  @Override
  public String classPath() throws IOException {
    Path file = home.target().resolve("bench/embed.classpath");
    Files.createDirectories(file.getParent());
    List<String> command =
        new ArrayList<>(
            List.of(
                "mvn",
                "-q",
                "-B",
                "-f",
                home.root().resolve("tests/peers/embed-pom.xml").toString(),
                "dependency:build-classpath",
                "-Dmdep.outputFile=" + file));
    String repository = System.getenv("ADAPT4J_M2");
    if (repository != null) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    Programs.Answer answer = Programs.ask(LIMIT, Map.of(), command);
    if (!answer.good() || !Files.exists(file)) {
      String why = answer.text().lines().filter(l -> l.contains("ERROR")).findFirst().orElse("");
      throw new IOException("Maven cannot fetch it. " + (why.isEmpty() ? answer.text() : why));
    }
    return Files.readString(file).strip();
  }
}
