package adapt4j.lora;

import static adapt4j.lora.Nets.moved;
import static adapt4j.lora.Nets.says;
import static adapt4j.lora.Nets.scores;
import static adapt4j.lora.Nets.weights;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Texts;
import adapt4j.nn.Layers;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import ai.djl.ndarray.NDArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LoRA and prefix tuning on the encoder that the lessons use, its weights shared. */
class MiniLmAdapterTest {
  private static final List<String> TEXTS =
      List.of(
          "a small furry animal that purrs",
          "a wild cat with a mane",
          "a bird that cannot fly",
          "a dish of rice and beans",
          "a sweet cake with cream",
          "a thick soup of peas");

  private static Lab lab;
  private static SentenceEncoder minilm;
  private static Examples topics;
  private static Examples lengths;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    minilm = SentenceEncoder.miniLm(lab);
    topics = examples(List.of(0, 0, 0, 1, 1, 1), "animal", "food");
    lengths = examples(List.of(1, 1, 0, 1, 0, 0), "short", "long");
  }

  private static Examples examples(List<Integer> labels, String... classes) {
    return minilm.tokens(new Texts(TEXTS, labels, List.of(classes)), 12);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  private static void train(Classifier net, Examples examples, double rate) {
    Fit.steps(8).optBatch(6).optRate(rate).optProgress(false).on(net, examples);
  }

  @Test
  void adaptersForTwoTasksShareOneEncoder(@TempDir Path folder) throws Exception {
    try (NDArray vector = minilm.embed(List.of("a cat"));
        Classifier net = minilm.withFrozenBody(topics);
        Classifier other = minilm.withFrozenBody(lengths)) {
      float[] start = scores(net, topics);
      Lora lora = Lora.builder().setRank(8).optAlpha(16).inject(net);
      assertArrayEquals(start, scores(net, topics), 0);
      assertEquals(12, lora.layers().size());
      assertEquals(73_728 + 2 * 384 + 2, lora.footprint().trained());
      assertEquals(22_565_376 + 73_728 + 2 * 384 + 2, lora.footprint().parameters());
      assertTrue(lora.footprint().share() < 0.005);

      Map<String, float[]> before = weights(net);
      train(net, topics, 3e-3);
      assertEquals(1, Evaluation.of(net, topics).accuracy());
      Set<String> moved = moved(before, net);
      assertEquals(26, moved.size());
      assertTrue(
          moved.stream().allMatch(n -> n.contains("lora_") || n.startsWith("head.")), "" + moved);
      float[] one = scores(net, topics);

      Lora loraTwo = Lora.builder().setRank(8).optAlpha(16).inject(other);
      train(other, lengths, 3e-3);
      float[] two = scores(other, topics);
      loraTwo.save(folder);
      assertTrue(Files.size(folder.resolve(AdapterFile.FILE)) < 310_000);

      lora.merge();
      assertArrayEquals(one, scores(net, topics), 1e-5f);
      lora.unmerge();
      assertArrayEquals(one, scores(net, topics), 0);
      Adapter adapter = lora.adapter();
      Classifier view = lora.load(folder);
      assertEquals(List.of("short", "long"), view.classes());
      assertArrayEquals(two, scores(view, topics), 0);
      assertArrayEquals(one, scores(lora.use(adapter), topics), 0);

      says("lora_A belongs to an adapter", () -> minilm.save(net, folder));
      lora.remove();
      minilm.save(net, folder);
      try (NDArray after = minilm.embed(List.of("a cat"))) {
        assertArrayEquals(vector.toFloatArray(), after.toFloatArray(), 0, "the shared encoder");
      }
    }
  }

  @Test
  void aSharedLayerIsNotTrainedBesides() {
    try (Classifier net = minilm.withFrozenBody(topics);
        Classifier own = minilm.withFrozenBody(topics, "layer.5.output.dense")) {
      Lora.Builder lora = Lora.builder().setRank(1).optAlso("layer.5.output.dense");
      says("withFrozenBody(...)", () -> lora.inject(net));
      lora.inject(own);
      Map<String, float[]> before = weights(own);
      train(own, topics, 1e-3);
      assertTrue(moved(before, own).contains("body.encoder.layer.5.output.dense.weight"));
    }
  }

  @Test
  void aPrefixLearnsAndLeavesTheEncoderAsItWas(@TempDir Path folder) {
    try (NDArray vector = minilm.embed(List.of("a cat"));
        Classifier net = minilm.withFrozenBody(topics)) {
      float[] start = scores(net, topics);
      int arrays = net.model().getNDManager().getManagedArrays().size();
      Prefix prefix = Prefix.builder().setLength(5).optFrom(topics).inject(net);
      assertEquals(2 * 5 * 384 * 6 + 2 * 384 + 2, prefix.footprint().trained());
      assertTrue(prefix.toString().startsWith("A prefix of length 5 in 6 layers"));
      Map<String, float[]> before = weights(net);
      train(net, topics, 1e-2);
      Set<String> moved = moved(before, net);
      assertEquals(14, moved.size());
      assertTrue(
          moved.stream().allMatch(n -> n.contains("prefix.") || n.startsWith("head.")), "" + moved);
      assertEquals(1, Evaluation.of(net, topics).accuracy());
      float[] trained = scores(net, topics);
      prefix.save(folder);
      says("belongs to an adapter", () -> minilm.save(net, folder));

      try (Classifier fresh = minilm.withFrozenBody(lengths)) {
        Prefix again = Prefix.builder().setLength(5).inject(fresh);
        assertFalse(Arrays.equals(trained, scores(fresh, topics)));
        Classifier loaded = again.load(folder);
        assertArrayEquals(trained, scores(loaded, topics), 0);
        assertEquals(topics.classes(), loaded.classes());
        again.remove();
        Prefix longer = Prefix.builder().setLength(6).inject(fresh);
        says("length 5, this network has length 6", () -> longer.use(prefix.adapter()));
        longer.remove();
        Lora lora = Lora.builder().setRank(1).inject(fresh);
        says("method prefix, this network has method LoRA", () -> lora.use(prefix.adapter()));
      }

      prefix.remove();
      Layers.arrays(net.model().getBlock())
          .forEach(
              (name, array) -> {
                if (name.startsWith("head.")) {
                  try (NDArray old =
                      array.getManager().create(before.get(name), array.getShape())) {
                    old.copyTo(array);
                  }
                }
              });
      assertArrayEquals(start, scores(net, topics), 0);
      int left = net.model().getNDManager().getManagedArrays().size();
      assertEquals(arrays, left);
      try (NDArray after = minilm.embed(List.of("a cat"))) {
        assertArrayEquals(vector.toFloatArray(), after.toFloatArray(), 0, "the shared encoder");
      }
    }
  }
}
