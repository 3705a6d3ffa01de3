package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import adapt4j.NvidiaDriver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script itself, in a checkout of its own, as a learner meets it on a good and on a bad day.
 */
@Tag("course")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabScriptTest {
  private static final Path SOURCE = Path.of("").toAbsolutePath();
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  /** What the script may use besides Java: no Jupyter, no Python, no Maven, no apt-get. */
  private static final List<String> TOOLS =
      List.of(
          "readlink",
          "dirname",
          "uname",
          "id",
          "mkdir",
          "rm",
          "find",
          "head",
          "sed",
          "cat",
          "mv",
          "sleep");

  @TempDir static Path folder;
  private static Path checkout;
  private static Path bare;

  @BeforeAll
  static void aCheckoutWithAnAwkwardName() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    checkout = folder.resolve("a course für Zoë");
    copy("lib", "pom.xml", "lab");
    Files.createDirectories(checkout.resolve("notebooks"));
    Files.writeString(
        checkout.resolve("notebooks/00-start-here.ipynb"),
        """
        {"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": null,
          "source": "6 * 7"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""");
    Files.createDirectories(checkout.resolve("target"));
    Files.writeString(checkout.resolve("target/adapt4j-0.0.9.jar"), "of an older version");
    bare = Files.createDirectories(folder.resolve("bare"));
    for (String tool : TOOLS) {
      script(bare.resolve(tool), "exec " + Programs.onPath(tool).get(0) + " \"$@\"");
    }
  }

  private static void copy(String... names) throws IOException {
    for (String name : names) {
      try (Stream<Path> files = Files.walk(SOURCE.resolve(name), FileVisitOption.FOLLOW_LINKS)) {
        for (Path file : files.toList()) {
          Path target = checkout.resolve(SOURCE.relativize(file).toString());
          Files.createDirectories(Files.isDirectory(file) ? target : target.getParent());
          if (Files.isRegularFile(file)) {
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
          }
        }
      }
    }
  }

  private static Programs.Answer lab(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("lab").toString()));
    command.addAll(List.of(arguments));
    return Programs.ask(300, environment, command);
  }

  /** The environment of a machine with nothing but a JDK. */
  private static Map<String, String> onlyJava() {
    return new HashMap<>(
        Map.of("PATH", bare.toString(), "JAVA_HOME", JDK.toString(), "ADAPT4J_JDKS", ""));
  }

  private static void assertFails(Programs.Answer answer, String... says) {
    assertEquals(1, answer.status(), answer::text);
    for (String part : says) {
      assertTrue(answer.text().contains(part), () -> "no \"" + part + "\" in:\n" + answer.text());
    }
    assertFalse(answer.text().contains("\tat "), answer::text);
  }

  @Test
  @Order(1)
  void withoutJavaItSaysHowToGetIt() {
    Map<String, String> environment = onlyJava();
    environment.put("JAVA_HOME", "");
    assertFails(
        lab(environment), "JDK, version 17", "apt-get install openjdk-17-jdk", "brew install");
  }

  @Test
  @Order(1)
  void anOldJavaIsNamed() throws IOException {
    Path old = folder.resolve("jdk-11/bin");
    Files.createDirectories(old);
    script(old.resolve("java"), "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
    script(old.resolve("javac"), "");
    script(old.resolve("jshell"), "");
    Map<String, String> environment = onlyJava();
    environment.put("JAVA_HOME", old.getParent().toString());
    assertFails(lab(environment), old + "/java is Java 11.0.2: too old", "version 17");
  }

  @Test
  @Order(1)
  void aRuntimeWithoutCompilerIsNamed() throws IOException {
    Path jre = folder.resolve("jre/bin");
    Files.createDirectories(jre);
    script(jre.resolve("java"), "echo 'openjdk version \"17.0.2\" 2022-01-18' >&2");
    Map<String, String> environment = onlyJava();
    environment.put("JAVA_HOME", "");
    environment.put("PATH", jre + ":" + bare);
    assertFails(lab(environment), "without javac", "not a JDK");
  }

  @Test
  @Order(1)
  void withoutMavenItSaysHowToGetIt() {
    assertFails(lab(onlyJava(), "--help"), "Maven", "apt-get install maven");
  }

  @Test
  @Order(2)
  void twoStartsAtOnceBuildOnce() {
    var first = CompletableFuture.supplyAsync(() -> lab(Map.of(), "--help"));
    var second = CompletableFuture.supplyAsync(() -> lab(Map.of(), "--help"));
    String said = first.join().text() + second.join().text();
    assertEquals(0, first.join().status(), said);
    assertEquals(0, second.join().status(), said);
    assertEquals(2, said.split("Building adapt4j", -1).length, said);
    assertFalse(Files.exists(checkout.resolve(".lab/lock")));
  }

  @Test
  @Order(3)
  void theSecondStartNeedsNoMaven() {
    Programs.Answer answer = lab(onlyJava(), "--help");
    assertEquals(0, answer.status(), answer::text);
    assertTrue(answer.text().startsWith("Usage: ./lab"), answer::text);
  }

  @Test
  @Order(3)
  void aChangedOrDeletedSourceIsNoticed() throws IOException {
    Path source = checkout.resolve("lib/adapt4j/package-info.java");
    FileTime before = Files.getLastModifiedTime(source);
    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis()));
    assertFails(lab(onlyJava(), "--help"), "Maven"); // it wants to build
    Files.setLastModifiedTime(source, before);
    assertEquals(0, lab(onlyJava(), "--help").status());

    Path directory = source.getParent();
    FileTime untouched = Files.getLastModifiedTime(directory);
    byte[] content = Files.readAllBytes(source);
    Files.delete(source);
    assertFails(lab(onlyJava(), "--help"), "Maven");
    Files.write(source, content);
    Files.setLastModifiedTime(source, before);
    Files.setLastModifiedTime(directory, untouched);
  }

  @Test
  @Order(3)
  void aLockLeftBehindIsTakenOverByOne() throws IOException {
    Path stamp = checkout.resolve(".lab/built");
    Files.setLastModifiedTime(stamp, FileTime.fromMillis(0));
    Files.createDirectories(checkout.resolve(".lab/lock"));
    Files.writeString(checkout.resolve(".lab/lock/pid"), "99999999");
    var first = CompletableFuture.supplyAsync(() -> lab(Map.of(), "--help"));
    var second = CompletableFuture.supplyAsync(() -> lab(Map.of(), "--help"));
    String said = first.join().text() + second.join().text();
    assertEquals(0, first.join().status(), said);
    assertEquals(0, second.join().status(), said);
    assertEquals(2, said.split("Building adapt4j", -1).length, said);
    assertFalse(Files.exists(checkout.resolve(".lab/lock")));
    assertFalse(Files.exists(checkout.resolve(".lab/lock.takeover")));
  }

  @Test
  @Order(4)
  void itRunsFromAnywhereThroughALinkAndWithoutHome() throws IOException {
    Path link =
        Files.createSymbolicLink(
            folder.resolve("my-lab"), Path.of(checkout.getFileName().toString(), "lab"));
    for (String home : List.of("", "/nonexistent")) {
      Programs.Answer answer =
          Programs.ask(
              60, Map.of("HOME", home, "LC_ALL", "C"), List.of(link.toString(), "run", "42"));
      assertFails(answer, "no lesson 42", "00-start-here");
    }
  }

  @Test
  @Order(4)
  void aLessonRunsInAFolderWithAnAwkwardName() throws IOException {
    Programs.Answer answer = lab(Map.of("LC_ALL", "C"), "run", "0");
    assertEquals(0, answer.status(), answer::text);
    Path out = checkout.resolve("target/notebooks");
    assertEquals("42", Notebook.read(out.resolve("00-start-here.ipynb")).shown(0).strip());
    assertTrue(Files.readString(out.resolve("00-start-here.html")).contains("42"));
    assertTrue(Files.exists(out.resolve("summary.json")));
    assertTrue(
        answer.text().contains("ok 00-start-here"), "no tick outside UTF-8: " + answer.text());
  }

  @Test
  @Order(4)
  void withoutADriverTheSwitchToCudaSaysSo() {
    assumeFalse(NvidiaDriver.look().present());
    assertFails(lab(onlyJava(), "--gpu"), "no NVIDIA driver", "nvidia-smi", "docker run --gpus");
    assertFalse(Files.exists(checkout.resolve(".lab/gpu")));
  }

  /** A program and a folder stand in for the driver and for PyTorch. */
  @Test
  @Order(4)
  void librariesThatDoNotFitAreRefused() throws IOException {
    script(bare.resolve("nvidia-smi"), "echo 'NVIDIA Stand-in, 570.86.15, 8192 MiB'");
    Path lib = Files.createDirectories(folder.resolve("other torch/lib"));
    Files.writeString(lib.resolve("libtorch.so"), "");
    Map<String, String> environment = onlyJava();
    environment.put("PYTORCH_LIBRARY_PATH", lib.toString());
    try {
      assertFails(
          lab(environment, "--no-browser", "--gpu"),
          "GPU: NVIDIA Stand-in, driver 570.86.15",
          "no libtorch_cuda.so");
      Files.writeString(lib.resolve("libtorch_cuda.so"), "");
      assertFails(lab(environment, "--gpu"), "Trying it", "so the lab computes on the CPU");
    } finally {
      Files.delete(bare.resolve("nvidia-smi"));
    }
    assertFalse(Files.exists(checkout.resolve(".lab/gpu/environment")));
  }

  @Test
  @Order(4)
  void theSwitchReachesEveryCommandUntilItIsTakenBack() throws IOException {
    Path lib = Files.createDirectories(folder.resolve("a torch/lib"));
    Path libTorch = Files.writeString(lib.resolve("libtorch.so"), "no library");
    Files.writeString(lib.resolve("libtorch_cuda.so"), "no library");
    Path file = checkout.resolve(".lab/gpu/environment");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "PYTORCH_LIBRARY_PATH=" + lib + "\nRUST_FLAVOR=cpu\n");
    Path lesson = checkout.resolve("notebooks/00-start-here.ipynb");
    String before = Files.readString(lesson);
    String asks =
        "System.getenv(\\\"RUST_FLAVOR\\\") + System.getenv(\\\"PYTORCH_LIBRARY_PATH\\\")";
    Files.writeString(lesson, before.replace("6 * 7", asks));
    try {
      assertEquals("cpu" + lib, answer());
      Programs.Answer bench = lab(Map.of(), "bench", "maml");
      assertTrue(bench.text().contains(libTorch.toString()), bench::text);

      Files.delete(lib.resolve("libtorch_cuda.so"));
      assertFails(lab(Map.of(), "run", "0"), "no longer in " + lib, "./lab --gpu", "./lab --cpu");
      assertFails(lab(Map.of(), "bench"), "no longer in " + lib);

      // It starts the course anew, which here ends at a port that is taken.
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        String port = Integer.toString(taken.getLocalPort());
        Programs.Answer back = lab(Map.of(), "--cpu", "--no-browser", "--port", port);
        assertFails(back, "The lab computes on the CPU.", "Port " + port);
      }
      assertFalse(Files.exists(file.getParent()));
      assertEquals("nullnull", answer());
    } finally {
      Files.writeString(lesson, before);
      Folders.delete(file.getParent());
    }
  }

  private static String answer() throws IOException {
    Programs.Answer run = lab(Map.of(), "run", "0");
    assertEquals(0, run.status(), run::text);
    Path result = checkout.resolve("target/notebooks/00-start-here.ipynb");
    return Notebook.read(result).shown(0).strip();
  }

  @Test
  @Order(4)
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertFails(lab(Map.of(), "--no-browser", "--port", port), port, "--port");
    }
  }

  @Test
  @Order(4)
  void withoutJupyterAndAnyWayToGetItItSaysWhatToAskFor() throws IOException {
    Path own = checkout.resolve(".lab/venv"); // where pip works, an earlier start made it
    Path away = checkout.resolve(".lab/venv-away");
    boolean there = Files.exists(own);
    if (there) {
      Files.move(own, away);
    }
    try {
      assertFails(lab(onlyJava(), "run", "0"), "No Jupyter", "apt-get install", "jupyter-notebook");
    } finally {
      if (there) {
        Files.move(away, own);
      }
    }
  }

  @Test
  @Order(5)
  void aReadOnlyCheckoutIsToBeCopied() throws IOException {
    Path state = checkout.resolve(".lab");
    Files.move(state, checkout.resolve(".lab-away"));
    List<String> command = new ArrayList<>();
    if (JupyterSetup.isRoot()) { // to whom permissions mean nothing
      command.addAll(
          List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"));
    }
    command.add(checkout.resolve("lab").toString());
    var writable = Files.getPosixFilePermissions(checkout);
    Files.setPosixFilePermissions(checkout, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assertFails(Programs.ask(60, Map.of(), command), "cannot write", "cp -r");
    } finally {
      Files.setPosixFilePermissions(checkout, writable);
      Files.move(checkout.resolve(".lab-away"), state);
    }
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
