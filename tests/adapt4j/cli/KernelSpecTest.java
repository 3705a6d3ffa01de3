package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSpecTest {
  @TempDir Path root;

  private KernelSpec spec(Path home) {
    return new KernelSpec(
        new Home(home), Path.of("/jdk/bin/java"), "a.jar:b.jar", "1500m", Map.of());
  }

  @Test
  void saysHowToStartTheKernel() throws IOException {
    Path folder = root.resolve("kernels/java");
    spec(root).write(folder);
    JsonObject written = Json.read(folder.resolve("kernel.json"));
    JsonArray argv = written.getAsJsonArray("argv");
    assertTrue(argv.contains(new JsonPrimitive("/jdk/bin/java")), argv::toString);
    assertTrue(argv.contains(new JsonPrimitive("-Xmx1500m")), argv::toString);
    assertTrue(argv.contains(new JsonPrimitive("-Duser.language.format=en")), argv::toString);
    int main = argv.size() - 2;
    assertEquals("a.jar:b.jar", argv.get(main - 1).getAsString());
    assertEquals("adapt4j.kernel.Main", argv.get(main).getAsString());
    assertEquals("{connection_file}", argv.get(main + 1).getAsString());
    assertEquals("message", written.get("interrupt_mode").getAsString());
    JsonObject env = written.getAsJsonObject("env");
    assertEquals(root.toString(), env.get("ADAPT4J_HOME").getAsString());
    assertEquals("true", env.get("DJL_OFFLINE").getAsString());
    assertTrue(!env.has("ADAPT4J_SEED"), "the seed comes from whoever starts the kernel");
  }

  @Test
  void aDollarInThePathIsNoVariable() {
    assertTrue(spec(root.resolve("a$b")).content().get("env").toString().contains("a$$b"));
  }

  @Test
  void tellsTheKernelWherePyTorchForCudaIs() {
    Map<String, String> natives = Map.of("PYTORCH_LIBRARY_PATH", "/a$b/lib", "RUST_FLAVOR", "cpu");
    KernelSpec spec = new KernelSpec(new Home(root), Path.of("java"), "a.jar", "1g", natives);
    Map<?, ?> env = (Map<?, ?>) spec.content().get("env");
    assertEquals("/a$$b/lib", env.get("PYTORCH_LIBRARY_PATH"));
    assertEquals("cpu", env.get("RUST_FLAVOR"));
    assertEquals("true", env.get("DJL_OFFLINE"));
    Map<?, ?> without = (Map<?, ?>) spec(root).content().get("env");
    assertEquals(7, without.size(), "as before where there is no switch: " + without);
    assertFalse(without.containsKey("PYTORCH_LIBRARY_PATH"));
  }

  @Test
  void isWrittenOnlyWhenItWouldDiffer() throws IOException {
    Path folder = root.resolve("kernels/java");
    Path file = folder.resolve("kernel.json");
    spec(root).write(folder);
    FileTime old = FileTime.fromMillis(0);
    Files.setLastModifiedTime(file, old);
    spec(root).write(folder);
    assertEquals(old, Files.getLastModifiedTime(file));
    new KernelSpec(new Home(root), Path.of("/other/bin/java"), "a.jar", "1g", Map.of())
        .write(folder);
    assertTrue(Files.readString(file).contains("/other/bin/java"));
  }
}
