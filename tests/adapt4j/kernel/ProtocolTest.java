package adapt4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Runs protocol.py, which talks to the kernel through the real Jupyter client. */
@Tag("course")
class ProtocolTest {
  private static final String SCRIPT = "tests/adapt4j/kernel/protocol.py";

  @TestFactory
  List<DynamicTest> protocol() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python(), SCRIPT, java()));
    command.addAll(flags());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ADAPT4J_HOME", Path.of("").toAbsolutePath().toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<DynamicTest> tests = new ArrayList<>();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    for (String line : output.lines().toList()) {
      JsonObject check = JsonParser.parseString(line).getAsJsonObject();
      String error = check.get("error").isJsonNull() ? "" : check.get("error").getAsString();
      tests.add(dynamicTest(check.get("check").getAsString(), () -> assertEquals("", error)));
    }
    int status = process.waitFor();
    tests.add(dynamicTest("the script ran to its end", () -> assertEquals(0, status)));
    tests.add(dynamicTest("there were checks", () -> assertTrue(tests.size() > 30)));
    return tests;
  }

  private static String python() {
    String chosen = System.getenv("ADAPT4J_PYTHON");
    if (chosen != null) {
      return chosen;
    }
    return Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The flags that this JVM got from the build, which the kernel needs as well. */
  private static List<String> flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            f -> f.startsWith("-Djava.awt") || f.startsWith("--enable") || f.startsWith("--sun"))
        .toList();
  }
}
