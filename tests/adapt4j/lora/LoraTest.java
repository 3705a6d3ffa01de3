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
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import adapt4j.nn.Mlp;
import adapt4j.nn.Stages;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** LoRA in whole networks. */
class LoraTest extends EachLab {
  private static final Set<String> OWN =
      new TreeSet<>(
          Set.of(
              "body.02Linear.lora_A",
              "body.02Linear.lora_B",
              "body.04Linear.lora_A",
              "body.04Linear.lora_B",
              "head.weight",
              "head.bias"));

  private Examples task;
  private Classifier net;

  @BeforeEach
  void open() {
    task = task(lab, 3, "no", "yes");
    net = Nets.net(lab, task);
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void theNetworkStartsAsWhatItWas() {
    float[] before = scores(net, task);
    Map<String, float[]> plain = weights(net);
    lora(2).optDropout(0.5).inject(net);
    assertArrayEquals(before, scores(net, task), 0);
    Map<String, float[]> now = weights(net);
    plain.forEach((name, values) -> assertArrayEquals(values, now.get(name), 0, name));
  }

  @Test
  void onlyItsOwnParametersAndTheHeadMove() {
    Lora lora = lora(2).inject(net);
    assertEquals(java.util.List.of("body.02Linear", "body.04Linear"), lora.layers());
    Map<String, float[]> before = weights(net);
    double start = Evaluation.of(net, task).loss();
    fit().on(net, task);
    assertEquals(OWN, moved(before, net));
    assertTrue(Evaluation.of(net, task).loss() < 0.8 * start);
    assertEquals(2 * (3 + 6) + 2 * (6 + 4) + 10, net.trained());
  }

  @Test
  void aFrozenHeadStaysFrozenAndOtherLayersMayBeTrainedBesides() {
    net.freeze("head");
    Lora.builder().setRank(1).optTargets("02Linear").optAlso("04Linear").inject(net);
    Map<String, float[]> before = weights(net);
    fit().on(net, task);
    assertEquals(
        new TreeSet<>(
            Set.of(
                "body.02Linear.lora_A",
                "body.02Linear.lora_B",
                "body.04Linear.weight",
                "body.04Linear.bias")),
        moved(before, net));
  }

  @Test
  void mergedEqualsUnmergedAndUnmergeIsExact() {
    Lora lora = lora(3).optAlpha(7).inject(net);
    fit().on(net, task);
    Map<String, float[]> weights = weights(net);
    float[] apart = scores(net, task);
    int arrays = net.model().getNDManager().getManagedArrays().size();
    assertTrue(lora.merge().isMerged());
    assertEquals(arrays + 2, net.model().getNDManager().getManagedArrays().size());
    assertArrayEquals(apart, scores(net, task), 1e-5f);
    lora.merge(); // again: no second copy
    assertFalse(lora.unmerge().isMerged());
    assertArrayEquals(apart, scores(net, task), 0);
    assertEquals(Set.of(), moved(weights, net));
    assertEquals(arrays, net.model().getNDManager().getManagedArrays().size());
  }

  @Test
  void aMergedNetworkIsNotTrained() {
    Lora lora = lora(1).inject(net);
    lora.merge();
    says(IllegalStateException.class, "unmerge()", () -> fit().on(net, task));
    net.freeze("lora_A", "lora_B");
    fit().on(net, task); // the head alone may be trained
    net.unfreeze("lora_A", "lora_B");
    lora.unmerge();
    fit().on(net, task);
  }

  @Test
  void removedItLeavesTheOldNetwork() {
    float[] before = scores(net, task);
    int arrays = net.model().getNDManager().getManagedArrays().size();
    Block first = net.model().getBlock().getChildren().values().get(0);
    Set<String> names = Layers.of(net.model().getBlock()).keySet();
    net.freeze("04Linear");
    Lora lora = lora(2).inject(net);
    lora.merge();
    lora.remove();
    assertArrayEquals(before, scores(net, task), 0);
    assertEquals(names, Layers.of(net.model().getBlock()).keySet());
    assertEquals(arrays, net.model().getNDManager().getManagedArrays().size());
    assertEquals(first, net.model().getBlock().getChildren().values().get(0));
    assertEquals(3 * 6 + 6 + 10, net.trained(), "what was frozen stays so, the rest is free");
    says(IllegalStateException.class, "removed", lora::merge);
    says(IllegalStateException.class, "removed", lora::remove);
    says(IllegalStateException.class, "removed", lora::adapter);
    lora(1).inject(net); // another one
  }

  @Test
  void aThousandStepsLeaveNoArrayBehind() {
    Lora lora = lora(2).optDropout(0.1).inject(net);
    fit().on(net, task); // DJL keeps the gradients of weights
    int model = net.model().getNDManager().getManagedArrays().size();
    int all = lab.manager().getManagedArrays().size();
    adapt4j.train.Fit.steps(1000).optBatch(4).optProgress(false).on(net, task);
    Adapter adapter = lora.adapter();
    for (int i = 0; i < 20; i++) {
      lora.merge();
      lora.use(adapter);
      scores(net, task);
      lora.unmerge();
    }
    assertEquals(model, net.model().getNDManager().getManagedArrays().size());
    assertEquals(all, lab.manager().getManagedArrays().size());
  }

  @Test
  void itWorksInASequentialBlockAndKeepsRunningStatisticsWithTheAdapter() {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(5).build())
            .add(BatchNorm.builder().build())
            .add(Linear.builder().setUnits(2).build());
    try (Classifier plain = Classifier.of(lab, block, task)) {
      float[] before = scores(plain, task);
      Lora lora = Lora.builder().setRank(2).optTargets("*Linear").inject(plain);
      assertArrayEquals(before, scores(plain, task), 0);
      Adapter start = lora.adapter();
      Map<String, float[]> weights = weights(plain);
      fit().on(plain, task);
      Set<String> moved = moved(weights, plain);
      assertTrue(
          moved.stream().allMatch(n -> n.contains("lora_") || n.contains("running")), "" + moved);
      lora.use(start);
      assertArrayEquals(before, scores(plain, task), 0);
    }
  }

  @Test
  void theSummaryCountsParametersAndBytes() {
    Lora lora = lora(2).inject(net);
    // body: 3*6+6 + 6*4+4 = 52, head 10; adapter: 2*(3+6) + 2*(6+4) = 38
    Footprint here = lora.footprint();
    assertEquals(new Footprint(48, 100, 48 * 4, 48 * 8), here);
    assertEquals(48 * 12, here.bytes());
    assertEquals(0.48, here.share(), 1e-12);
    assertEquals("LoRA of rank 2 on 2 layers: 48 of 100 trained (48.00 %)", lora.toString());
    lora.summary();
    try (Classifier full = Nets.net(lab, task)) {
      assertEquals(new Footprint(62, 62, 62 * 4, 62 * 8), Footprint.of(full));
    }
  }

  @Test
  void wrongSettingsAreRefused() {
    says("A rank of 0", () -> Lora.builder().setRank(0));
    says("Set a rank", () -> Lora.builder().optTargets("02Linear").inject(net));
    says("Alpha", () -> Lora.builder().optAlpha(0));
    says("Alpha", () -> Lora.builder().optAlpha(Double.NaN));
    says("Dropout", () -> Lora.builder().optDropout(1));
    says("Dropout", () -> Lora.builder().optDropout(-0.1));
    says("at least one", () -> Lora.builder().optTargets());
    String high = "rank of 4 is too high for body.02Linear, which goes from a width of 3 to 6";
    unchanged(high, lora(4));
    unchanged("No layer is named query. The layers are: body.02Linear", Lora.builder().setRank(1));
    unchanged("trained as a whole", Lora.builder().setRank(1).optTargets("head"));
    unchanged("No layer is named tail", lora(1).optAlso("tail"));
    net.freeze("04Linear");
    unchanged(
        "body.04Linear.weight is frozen",
        Lora.builder().setRank(1).optTargets("02Linear").optAlso("04Linear"));
  }

  private void unchanged(String words, Lora.Builder builder) {
    Set<String> names = Layers.of(net.model().getBlock()).keySet();
    int arrays = net.model().getNDManager().getManagedArrays().size();
    long trained = net.trained();
    says(words, () -> builder.inject(net));
    assertEquals(names, Layers.of(net.model().getBlock()).keySet());
    assertEquals(arrays, net.model().getNDManager().getManagedArrays().size());
    assertEquals(trained, net.trained());
  }

  @Test
  void aHeadThatIsFrozenMayBeATarget() {
    Examples three = task(lab, 3, "a", "b", "c");
    try (Classifier other = Nets.net(lab, three)) {
      other.freeze("head");
      Lora.builder().setRank(2).optTargets("head").inject(other);
      Map<String, float[]> before = weights(other);
      fit().on(other, three);
      assertEquals(Set.of("head.lora_A", "head.lora_B"), moved(before, other));
    }
  }

  @Test
  void twoAdaptersAtOnceAreRefused() {
    lora(1).inject(net);
    says("has an adapter already", () -> lora(1).inject(net));
    says("has an adapter already", () -> Prefix.builder().setLength(1).inject(net));
  }

  @Test
  void whatWouldBePassedOverIsRefused() {
    Block attention =
        ScaledDotProductAttentionBlock.builder().setEmbeddingSize(4).setHeadCount(2).build();
    Block block = new Stages().add("attention", attention);
    says("no weights yet", () -> lora(1).inject(lab, block));
    block.initialize(lab.manager(), DataType.FLOAT32, new Shape(1, 3, 4));
    int arrays = lab.manager().getManagedArrays().size();
    says(
        "ScaledDotProductAttentionBlock",
        () -> Lora.builder().setRank(2).optTargets("queryProjection").inject(lab, block));
    assertEquals(arrays, lab.manager().getManagedArrays().size());
    Block alone = Mlp.of(2).getChildren().values().get(1);
    alone.initialize(lab.manager(), DataType.FLOAT32, new Shape(1, 3));
    says(
        "no linear layer", () -> Lora.builder().setRank(1).optTargets("weight").inject(lab, alone));
    Block other = new SequentialBlock().add(new Scaled());
    other.initialize(lab.manager(), DataType.FLOAT32, new Shape(1, 3));
    says("is a Scaled", () -> Lora.builder().setRank(1).optTargets("Scaled").inject(lab, other));
  }

  /** A linear layer that may do something else. */
  private static final class Scaled extends Linear {
    Scaled() {
      super(Linear.builder().setUnits(2));
    }
  }
}
