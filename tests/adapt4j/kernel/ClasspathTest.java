package adapt4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClasspathTest {
  @TempDir Path folder;

  @Test
  void findsFilesAndGlobs() throws CellError, IOException {
    Path first = Files.createFile(folder.resolve("a 1.jar"));
    Path second = Files.createFile(Files.createDirectory(folder.resolve("deep")).resolve("b.jar"));
    Classpath classpath = new Classpath();
    assertEquals(List.of("" + first), classpath.resolve("\"" + first + "\""));
    assertEquals(
        List.of("" + first, "" + second),
        classpath.resolve("\"" + folder + "/*.jar\" " + folder + "/**/b.jar"));
  }

  @Test
  void namesWhatItDoesNotFind() {
    String wanted = folder + "/none-*.jar";
    CellError error = assertThrows(CellError.class, () -> new Classpath().resolve(wanted));
    assertTrue(error.getMessage().contains(wanted));
  }
}
