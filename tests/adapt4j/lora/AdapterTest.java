package adapt4j.lora;

import static adapt4j.lora.Nets.fit;
import static adapt4j.lora.Nets.lora;
import static adapt4j.lora.Nets.moved;
import static adapt4j.lora.Nets.says;
import static adapt4j.lora.Nets.scores;
import static adapt4j.lora.Nets.task;
import static adapt4j.lora.Nets.weights;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.data.Examples;
import adapt4j.nn.Mlp;
import adapt4j.nn.Stages;
import adapt4j.train.Classifier;
import adapt4j.train.ModelException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Adapters kept, exchanged, saved and loaded. */
class AdapterTest extends EachLab {
  private Examples one;
  private Examples two;
  private Classifier net;

  @BeforeEach
  void open() {
    one = task(lab, 3, "no", "yes");
    two = task(lab, 4, "left", "right");
    net = Nets.net(lab, one);
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void adaptersOnOneBaseGiveTheirOwnOutputsAndNames() throws InterruptedException {
    Lora lora = lora(2).inject(net);
    Map<String, float[]> before = weights(net);
    Adapter start = lora.adapter();
    fit().on(net, one);
    float[] first = scores(net, one);
    Adapter a = lora.adapter();
    lora.use(start);
    assertEquals(Set.of(), moved(before, net));
    try (Classifier other = Nets.net(lab, two)) { // the same seed: the same base
      Lora loraTwo = lora(2).inject(other);
      fit().on(other, two);
      float[] second = scores(other, one);
      Adapter b = loraTwo.adapter();
      for (int i = 0; i < 2; i++) {
        Classifier view = lora.use(b);
        assertArrayEquals(second, scores(view, one), 0);
        assertEquals(List.of("left", "right"), view.classes());
        assertEquals(List.of("left", "right"), lora.adapter().classes());
        assertSame(net.model(), view.model());
        lora.merge();
        assertArrayEquals(first, scores(lora.use(a), one), 1e-5f, "merged anew");
        lora.unmerge();
        assertArrayEquals(first, scores(net, one), 0);
        assertEquals(List.of("no", "yes"), lora.use(a).classes());
      }
    }
    // a thread of its own has gradients on
    Thread thread = new Thread(() -> lora.use(start));
    thread.start();
    thread.join();
    assertEquals(Set.of(), moved(before, net));
  }

  @Test
  void aSnapshotDoesNotMove() {
    Lora lora = lora(1).inject(net);
    fit().on(net, one);
    float[] then = scores(net, one);
    Adapter adapter = lora.adapter();
    fit().on(net, one);
    assertFalse(Arrays.equals(then, scores(net, one)));
    lora.use(adapter);
    assertArrayEquals(then, scores(net, one), 0);
    assertEquals(3 + 6 + 6 + 4 + 10, adapter.parameters());
    assertEquals(4 * 29, adapter.bytes());
    assertTrue(adapter.toString().contains("29 numbers"), adapter.toString());
  }

  @Test
  void itIsSavedAloneAndLoadedOnAFreshCopyOfTheBase(@TempDir Path folder) throws IOException {
    Lora lora = lora(2).optAlpha(5).inject(net);
    fit().on(net, one);
    lora.save(folder.resolve("new"));
    Path file = folder.resolve("new").resolve(AdapterFile.FILE);
    assertTrue(Files.size(file) < 4 * 48 + 1500);
    try (Classifier fresh = Nets.net(lab, two)) {
      Lora again = lora(2).optAlpha(5).optDropout(0.3).inject(fresh);
      Classifier loaded = again.load(folder.resolve("new"));
      assertEquals(List.of("no", "yes"), loaded.classes());
      assertArrayEquals(scores(net, one), scores(loaded, one), 0);
      fit().on(loaded, one);
      again.save(folder.resolve("new")); // replaces it
    }
    assertEquals(1, Files.list(folder.resolve("new")).count());
  }

  @Test
  void aPlainBlockHasNoClassNames(@TempDir Path folder) {
    Block block = new Stages().add("mlp", Mlp.of(6, 4));
    block.initialize(lab.manager(), DataType.FLOAT32, new Shape(1, 3));
    Lora lora = lora(2).inject(lab, block);
    lora.save(folder);
    assertNull(lora.load(folder));
    assertEquals(List.of(), lora.adapter().classes());
  }

  @Test
  void anAdapterThatDoesNotFitChangesNothing() {
    Lora lora = lora(2).inject(net);
    Map<String, float[]> before = weights(net);
    refuses("rank 1, this network has rank 2", lora, one, lora(1));
    refuses("alpha 9.0, this network has alpha 2.0", lora, one, lora(2).optAlpha(9));
    refuses("layers", lora, one, Lora.builder().setRank(2).optTargets("02Linear"));
    Examples three = task(lab, 3, "a", "b", "c");
    refuses("3 classes apart, this network 2", lora, three, lora(2));
    try (Classifier wider = Classifier.of(lab, Stages.bodyAndHead(Mlp.of(7, 4), 2), one);
        Classifier tuned = Nets.net(lab, one)) {
      Adapter wide = lora(2).inject(wider).adapter();
      says("another base (60 parameters", () -> lora.use(wide));
      fit().on(tuned, one);
      Adapter moved = lora(2).inject(tuned).adapter();
      says("another base (52 parameters", () -> lora.use(moved));
    }
    assertEquals(Set.of(), moved(before, net));
  }

  private void refuses(String words, Lora lora, Examples task, Lora.Builder builder) {
    try (Classifier other = Nets.net(lab, task)) {
      Adapter adapter = builder.inject(other).adapter();
      says(words, () -> lora.use(adapter));
    }
  }

  @Test
  void aBaseThatIsTrainedTooIsNoAdapter() {
    Lora lora = lora(2).inject(net);
    net.unfreeze("04Linear");
    says(IllegalStateException.class, "body.04Linear.weight is trained too", lora::adapter);
  }

  @Test
  void aBadFileIsNamedAndChangesNothing(@TempDir Path folder) throws IOException {
    Lora lora = lora(2).inject(net);
    fails("adapter.safetensors is missing", () -> lora.load(folder));
    fit().on(net, one);
    lora.save(folder);
    Map<String, float[]> before = weights(net);
    Path file = folder.resolve(AdapterFile.FILE);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 5));
    fails("is damaged: the array", () -> lora.load(folder));
    Files.write(file, Arrays.copyOf(whole, 6));
    fails("is damaged", () -> lora.load(folder));
    Files.write(file, replaced(whole, "\"method\"", "\"mothed\""));
    fails("not written by", () -> lora.load(folder));
    Files.write(file, replaced(whole, "\"[\\\"no\\\"", "\"{\\\"no\\\""));
    fails("is damaged", () -> lora.load(folder));
    Files.write(file, replaced(whole, "\"shape\":[2,3]", "\"shape\":[3,2]"));
    fails("body.02Linear.lora_A has the shape (3, 2)", () -> lora.load(folder));
    Files.write(file, replaced(whole, "head.bias", "head.bits"));
    fails("head.bits", () -> lora.load(folder));
    Files.write(folder.resolve("a file"), new byte[1]);
    fails("could not be saved", () -> lora.save(folder.resolve("a file")));
    assertEquals(Set.of(), moved(before, net));
    Files.write(file, whole);
    lora.load(folder);
  }

  private static byte[] replaced(byte[] file, String from, String to) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(from), text.substring(0, 700));
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void fails(String words, Executable bad) {
    says(ModelException.class, words, bad);
  }
}
