package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.bench.BenchReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelArchiveTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path root;

  private KernelSpec spec(String classPath) {
    return new KernelSpec(new Home(root), JAVA, classPath, "500m", Map.of());
  }

  /** The class path of this test with the library in a jar: Java archives no folders. */
  private String jars() throws IOException {
    Path jar = root.resolve("adapt4j.jar");
    Path classes = Path.of("target/classes").toAbsolutePath();
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> all = Files.walk(classes.resolve("adapt4j/kernel"))) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
        Files.copy(each, out);
      }
    }
    StringBuilder path = new StringBuilder(jar.toString());
    for (String entry : System.getProperty("java.class.path").split(":")) {
      path.append(entry.endsWith(".jar") ? ":" + entry : "");
    }
    return path.toString();
  }

  private void answers(KernelSpec spec, List<String> flags) throws IOException {
    try (KernelClient kernel = new KernelClient(spec, flags)) {
      assertEquals("2", kernel.run("1 + 1"));
      assertTrue(kernel.readySeconds() > 0 && kernel.readySeconds() <= kernel.seconds());
    }
    Path log = root.resolve(".lab/logs/kernel-client.log");
    assertEquals("", Files.readString(log), "not a word, whatever is wrong with the archive");
  }

  @Test
  void isMadeOnceAndNeverInTheWay() throws IOException {
    KernelSpec spec = spec(jars());
    KernelArchive archive = new KernelArchive(spec);
    assertEquals(List.of(), archive.flags());
    archive.makeOnce();
    assertTrue(archive.isFresh());
    assertTrue(spec.content().get("argv").toString().contains("-XX:SharedArchiveFile=" + root));
    FileTime made = Files.getLastModifiedTime(archive.file());
    archive.makeOnce();
    assertEquals(made, Files.getLastModifiedTime(archive.file()));
    try (Stream<Path> files = Files.list(root.resolve(".lab"))) {
      assertEquals(3, files.count(), "archive, stamp and logs, and nothing half done");
    }

    List<String> flags = archive.flags();
    answers(spec, flags);
    assertTrue(archive.file().toFile().setWritable(true));
    Files.writeString(archive.file(), "no archive");
    answers(spec, flags);
    Files.delete(archive.file());
    answers(spec, flags);
    assertEquals(List.of(), archive.flags());

    archive.make();
    flags = archive.flags();
    Path jar = root.resolve("adapt4j.jar");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000_000_000L));
    assertFalse(archive.isFresh(), "the class path has changed");
    answers(spec, flags);
    archive.makeOnce();
    assertTrue(archive.isFresh());
  }

  @Test
  void aClassPathThatCannotBeArchivedIsTriedOnceAndMeasuredWithout() throws IOException {
    KernelSpec spec = spec(System.getProperty("java.class.path"));
    BenchReport report = KernelBench.of(spec, 1);
    assertEquals("kernel", report.name());
    assertEquals(4, report.lines().size());
    double[] seconds = report.lines().stream().mapToDouble(BenchReport.Line::value).toArray();
    assertTrue(0 < seconds[1] && seconds[1] < seconds[2], report::toString);
    assertTrue(seconds[2] < seconds[0] && seconds[0] <= seconds[3], report::toString);
    assertEquals(1, report.shown().size());
    KernelArchive archive = new KernelArchive(spec);
    assertFalse(archive.isFresh());
    FileTime tried = Files.getLastModifiedTime(archive.stamp());
    archive.makeOnce();
    assertEquals(tried, Files.getLastModifiedTime(archive.stamp()));
  }
}
