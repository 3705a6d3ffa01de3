package adapt4j.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.magic.MagicParser;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Everything is shown through the real base library of our kernel and of JJava. JJava's own kernel
 * class, which cannot be had from Maven Central, extends the class that is used here.
 */
class JJavaTest {
  /** What the kernel would send to the front end, as JSON. */
  private final List<JsonObject> sent = new ArrayList<>();

  private final TestKernel kernel = new TestKernel();

  @BeforeEach
  void startKernel() {
    kernel.start();
  }

  @AfterEach
  void stopKernel() {
    kernel.stop();
  }

  @Test
  void aGridIsSentAsPngWithMetadata() {
    Chart.heat("Confusion", Matrix.of(List.of("a"), List.of("b"), new double[][] {{1}})).show();
    assertEquals(1, sent.size());
    JsonObject message = sent.get(0);
    assertTrue(message.getAsJsonObject("data").get("image/png").getAsString().startsWith("iVBOR"));
    JsonObject png = message.getAsJsonObject("metadata").getAsJsonObject("image/png");
    assertEquals(720, png.get("width").getAsInt());
  }

  @Test
  void jsonDataIsSentAsAnObject() {
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("text", "reads 95 %");
    claim.put("value", 0.97);
    claim.put("holds", true);
    Display.bundle(Map.of("application/vnd.adapt4j.claim+json", claim, "text/plain", "✓"));
    assertEquals(
        "{\"text\":\"reads 95 %\",\"value\":0.97,\"holds\":true}",
        sent.get(0)
            .getAsJsonObject("data")
            .getAsJsonObject("application/vnd.adapt4j.claim+json")
            .toString());
  }

  @Test
  void progressUpdatesInPlace() {
    long[] now = {0};
    try (Progress progress = Progress.of("Training", 3, () -> now[0])) {
      for (int i = 0; i < 3; i++) {
        now[0] += 1_000_000_000L;
        progress.step();
      }
    }
    String id = id(sent.get(0));
    assertEquals(5, sent.size());
    assertTrue(sent.stream().allMatch(message -> id(message).equals(id)));
    assertEquals(
        "Training 3/3, 3.0 s", sent.get(4).getAsJsonObject("data").get("text/plain").getAsString());
  }

  private static String id(JsonObject message) {
    return message.getAsJsonObject("transient").get("display_id").getAsString();
  }

  private final class RecordingEnvironment extends ShellReplyEnvironment {
    RecordingEnvironment() {
      super(null, null, null, null);
    }

    @Override
    public <T extends ContentType<T>> void publish(T content) {
      sent.add(new Gson().toJsonTree(content).getAsJsonObject());
    }
  }

  private final class RecordingIO extends JupyterIO {
    RecordingIO() {
      super(StandardCharsets.UTF_8);
      setEnv(new RecordingEnvironment());
    }
  }

  private final class TestKernel extends BaseKernel {
    TestKernel() {
      super(
          "test",
          "0",
          new LanguageInfo("Java", "17", "text/x-java", ".java", "java", null, null),
          List.of(),
          null,
          new RecordingIO(),
          new CommManager(),
          new Renderer(),
          new MagicParser("%", "%%", new MagicTranspiler()),
          new MagicsRegistry(),
          false,
          new StringStyler("", "", "", i -> ""));
    }

    void start() {
      installNotebookKernel();
    }

    void stop() {
      uninstallNotebookKernel();
    }

    @Override
    public Object evalRaw(String code) {
      return null;
    }

    @Override
    public DisplayData inspect(String code, int at, boolean extraDetail) {
      return null;
    }

    @Override
    public ReplacementOptions complete(String code, int at) {
      return null;
    }

    @Override
    public String isComplete(String code) {
      return IS_COMPLETE_YES;
    }
  }
}
