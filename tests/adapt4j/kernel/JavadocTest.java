package adapt4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavadocTest {
  private static final String SOURCE =
      """
      package a.b;
      import java.util.*;
      /** A <b>box</b> of {@code List<T>}. <p>See {@link Other#x here}. */
      public class Box {
        /** How many. */
        public int size;
        /** Makes one. */
        public Box(int size) {}
        /** Puts one in. Then rests. */
        public void put(String s, int... places) {}
        /** Puts many in. */
        public void put(Map<String, List<Integer>> all) {}
        /** Inner. */
        public static class Lid {}
      }
      """;

  @TempDir Path folder;
  private Javadoc javadoc;

  @BeforeEach
  void writeSources() throws IOException {
    Path jar = folder.resolve("box-1.jar");
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("box-1-sources.jar")))) {
      zip.putNextEntry(new ZipEntry("a/b/Box.java"));
      zip.write(SOURCE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Files.createDirectories(folder.resolve("lib/c"));
    Files.writeString(folder.resolve("lib/c/Ours.java"), "package c; /** Ours. */ class Ours {}");
    javadoc = new Javadoc(() -> List.of("other.jar", jar.toString()), folder);
  }

  @Test
  void readsSourceJarsAndTheLab() {
    assertEquals(Optional.of("A box of List<T>.\n\nSee here."), javadoc.type("a.b.Box"));
    assertEquals(Optional.of("Inner."), javadoc.type("a.b.Box.Lid"));
    assertEquals(Optional.of("Ours."), javadoc.type("c.Ours"));
    assertEquals(Optional.of("How many."), javadoc.field("a.b.Box", "size"));
    assertTrue(javadoc.type("a.b.None").isEmpty());
  }

  @Test
  void tellsOverloadsApart() {
    assertEquals(Optional.of("Makes one."), javadoc.method("a.b.Box", "<init>", "int size"));
    assertEquals(
        Optional.of("Puts one in. Then rests."),
        javadoc.method("a.b.Box", "put", "java.lang.String s, int[] places"));
    assertEquals(
        Optional.of("Puts many in."), javadoc.method("a.b.Box", "put", "java.util.Map all"));
    assertTrue(javadoc.method("a.b.Box", "put", "").isEmpty());
  }

  @Test
  void takesTheFirstSentence() {
    assertEquals("Puts one in.", Javadoc.firstSentence("Puts one in. Then rests."));
  }
}
