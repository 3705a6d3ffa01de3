package adapt4j.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.spencerpark.ijava.IJava;
import io.github.spencerpark.ijava.JavaKernel;
import io.github.spencerpark.jupyter.kernel.DisplayStream;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * Everything is shown in IJava. The real IJava cannot be had from Maven Central: these are
 * stand-ins with its class names and method signatures, as its public source of version 1.3.0 has
 * them.
 */
class IJavaTest {
  private DisplayStream stream;

  @BeforeEach
  void startKernel() {
    JavaKernel kernel = new JavaKernel();
    stream = kernel.getIO().display;
    IJava.run(kernel);
  }

  @AfterEach
  void stopKernel() {
    IJava.run(null);
  }

  @Test
  void aChartIsAPngWithTextAndItsWidthOnThePage() throws Exception {
    String printed =
        Output.of(() -> Chart.lines("Loss").add("train", new double[] {3, 2, 1}).show());
    assertEquals("", printed);
    DisplayData shown = only(stream.displayed);
    byte[] png = Base64.getDecoder().decode((String) shown.data.get("image/png"));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertEquals(1440, image.getWidth());
    assertEquals(840, image.getHeight());
    assertTrue(((String) shown.data.get("text/plain")).startsWith("Loss\n"));
    Map<?, ?> metadata = (Map<?, ?>) shown.metadata.get("image/png");
    assertEquals(720, metadata.get("width"));
    assertEquals("Loss. Line chart of train.", metadata.get("alt"));
    assertNull(shown.getDisplayId());
  }

  @Test
  void aTableIsHtmlAndText() {
    Tables.show("Counts", Table.create(IntColumn.create("n", 1, 2)));
    DisplayData shown = only(stream.displayed);
    assertTrue(((String) shown.data.get("text/html")).contains("<table"));
    assertTrue(((String) shown.data.get("text/plain")).contains("Counts"));
  }

  @Test
  void aBundleKeepsItsOwnMimeTypes() {
    Map<String, Object> claim = Map.of("text", "reads 95 %", "holds", true);
    Display.bundle(
        Map.of("application/vnd.adapt4j.claim+json", claim, "text/plain", "✓ reads 95 %"));
    assertEquals(claim, only(stream.displayed).data.get("application/vnd.adapt4j.claim+json"));
  }

  @Test
  void liveOutputIsShownOnceAndThenReplaced() {
    Live live = Display.live();
    live.html("<b>one</b>");
    live.text("two");
    live.text("three");
    String id = only(stream.displayed).getDisplayId();
    assertNotNull(id);
    assertEquals("one", stream.displayed.get(0).data.get("text/plain"));
    assertEquals(2, stream.updated.size());
    assertEquals(id, stream.updated.get(0).getDisplayId());
    assertEquals(id, stream.updated.get(1).getDisplayId());
    assertEquals("three", stream.updated.get(1).data.get("text/plain"));
  }

  @Test
  void twoLiveOutputsDoNotReplaceEachOther() {
    Display.live().text("one");
    Display.live().text("other");
    assertNotEquals(stream.displayed.get(0).getDisplayId(), stream.displayed.get(1).getDisplayId());
  }

  @Test
  void aBundleWithoutTextIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Display.bundle(Map.of("text/html", "<b>")))
            .getMessage();
    assertTrue(message.contains("text/plain"), message);
  }

  private static DisplayData only(List<DisplayData> displayed) {
    assertEquals(1, displayed.size());
    return displayed.get(0);
  }
}
