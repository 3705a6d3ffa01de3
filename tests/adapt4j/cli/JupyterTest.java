package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JupyterTest {
  @TempDir Path folder;

  private Optional<Path> interpreter(String script) throws IOException {
    return Jupyter.interpreter(Files.writeString(folder.resolve("jupyter"), script));
  }

  @Test
  void findsThePythonBehindAScript() throws IOException {
    assertEquals(
        Optional.of(Path.of("/usr/bin/python3")), interpreter("#!/usr/bin/python3\nimport sys\n"));
    assertEquals(
        Optional.of(Path.of("/opt/py/bin/python3.12")),
        interpreter("#! /opt/py/bin/python3.12 -E\n"));
    assertEquals(
        Optional.of(Path.of("/home/zoë k/venv/bin/python")),
        interpreter("#!/bin/sh\n'''exec' \"/home/zoë k/venv/bin/python\" \"$0\" \"$@\"\n' '''\n"));
  }

  @Test
  void aScriptThatLeadsNowhereIsNoJupyter() throws IOException {
    assertEquals(Optional.empty(), interpreter("#!/bin/sh\nexit 1\n"));
    assertEquals(Optional.empty(), interpreter(""));
  }

  @Test
  void whatWasFoundIsKnownUntilAModuleIsRemovedOrChanged() throws IOException {
    Path script = Files.writeString(folder.resolve("jupyter"), "");
    Path module = Files.writeString(folder.resolve("__init__.py"), "");
    Path python = Path.of(System.getProperty("java.home"), "bin", "java"); // any program will do
    Jupyter jupyter = new Jupyter(python, "notebook", "7.2", List.of(module));
    JupyterMemory memory = new JupyterMemory(new Home(folder));
    assertEquals(Optional.empty(), memory.recall(script));
    memory.keep(script, jupyter);
    assertEquals(Optional.of(jupyter), memory.recall(script));
    assertEquals(Optional.empty(), memory.recall(module), "another script");

    Files.setLastModifiedTime(module, FileTime.fromMillis(0));
    assertEquals(Optional.empty(), memory.recall(script));
    memory.keep(script, jupyter);
    Files.delete(module);
    assertEquals(Optional.empty(), memory.recall(script));
    memory.keep(script, jupyter); // it went while it was looked at: no harm

    Files.writeString(folder.resolve(".lab/jupyter.json"), "");
    assertEquals(Optional.empty(), memory.recall(script));
  }

  @Test
  void twoServersNeverReadEachOthersConfiguration() {
    Home home = new Home(folder);
    Jupyter classic = new Jupyter(Path.of("python"), "notebook", "6.4.12", List.of());
    Jupyter later = new Jupyter(Path.of("python"), "notebook", "7.2", List.of());
    assertTrue(classic.isClassic());
    assertFalse(later.isClassic());
    assertFalse(new Jupyter(Path.of("python"), "jupyterlab", "4.1", List.of()).isClassic());
    assertFalse(classic.configuration(home).equals(later.configuration(home)));
    String path = classic.environment(home).get("JUPYTER_PATH");
    assertTrue(path.startsWith(home.jupyter().toString()), path);
  }

  @Test
  void aPortInUseIsNamedWithTheCure() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Problem problem = assertThrows(Problem.class, () -> Server.checkPort(taken.getLocalPort()));
      assertTrue(problem.getMessage().contains("" + taken.getLocalPort()), problem.getMessage());
      assertTrue(problem.getMessage().contains("--port"), problem.getMessage());
    }
    assertThrows(Problem.class, () -> Server.checkPort(70_000));
    Server.checkPort(null);
  }

  @Test
  void theHandOverSurvivesQuotesAndSpaces() throws Exception {
    Path next = folder.resolve("it's next");
    String awkward = "a 'quoted' $HOME `word` \\ é";
    Files.writeString(
        next,
        Server.script(
            next.toString(),
            Map.of("AWKWARD", awkward),
            List.of("/bin/sh", "-c", "printf %s \"$AWKWARD|$1\"", "sh", awkward)));
    Programs.Answer answer = Programs.ask(10, "/bin/sh", next.toString());
    assertEquals(awkward + "|" + awkward, answer.text());
    assertFalse(Files.exists(next), "it removes itself");
  }
}
