package adapt4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.train.ModelException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourcesTest {
  private static final String NAME = "some-weights.onnx";

  /** Reads from a jar that only the thread's own class loader knows, as %classpath adds them. */
  private static byte[] read(Path jar) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader cells = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
      thread.setContextClassLoader(cells);
      return Resources.read(TinyBert.MODEL, NAME);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static byte[] write(Path jar) throws IOException {
    byte[] content = new byte[20_000];
    new Random(1).nextBytes(content);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry(NAME));
      out.write(content);
    }
    return content;
  }

  @Test
  void aJarThatACellAddedIsFound(@TempDir Path folder) throws IOException {
    byte[] content = write(folder.resolve("good.jar"));
    assertArrayEquals(content, read(folder.resolve("good.jar")));
  }

  @Test
  void oneWrongByteInAJarIsNoticed(@TempDir Path folder) throws IOException {
    Path jar = folder.resolve("damaged.jar");
    write(jar);
    byte[] bytes = Files.readAllBytes(jar);
    bytes[10_000] ^= 1;
    Files.write(jar, bytes);
    String message = assertThrows(ModelException.class, () -> read(jar)).getMessage();
    assertTrue(message.contains("damaged.jar") && message.contains(NAME), message);
    assertTrue(message.contains("checksum") && message.contains("~/.m2"), message);
  }
}
