package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blocks by name, and other blocks in their place. */
class PartsTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void partsHaveTheNamesOfTheirParameters() {
    Block net = initialized(Stages.bodyAndHead(Mlp.of(3, 2), 2));
    assertEquals(
        List.of("body", "body.02Linear", "body.04Linear", "head"),
        Parts.of(net).entrySet().stream()
            .filter(e -> !(e.getValue() instanceof LambdaBlock))
            .map(Map.Entry::getKey)
            .toList());
    assertEquals(List.of("head"), names(net, "head"));
    assertEquals(List.of("body.02Linear", "body.04Linear"), names(net, "body"));
    assertEquals(List.of("body.02Linear", "head"), names(net, "head", "02Linear"));
  }

  private static List<String> names(Block net, String... patterns) {
    return List.copyOf(Parts.linear(net, patterns).keySet());
  }

  @Test
  void aNameWithoutALinearLayerIsAnError() {
    Block net = initialized(new Stages().add("a", Mlp.of(2)).add("f", BatchNorm.builder().build()));
    says("No layer is named b. The layers are: a.", () -> Parts.linear(net, "a", "b"));
    says("no linear layer in f. The linear layers are: a.", () -> Parts.linear(net, "f"));
  }

  @Test
  void theReplacementIsUsedUnderTheSameName() {
    for (Block net :
        List.of(
            initialized(new SequentialBlock().add(linear()).add(linear())),
            initialized(new Stages().add("one", new Stages().add("two", linear()))),
            initialized(
                new ParallelBlock(
                    lists -> lists.get(0), List.of(linear(), Activation.reluBlock()))))) {
      Map<String, Linear> found = Parts.linear(net, "*");
      String name = found.keySet().iterator().next();
      Block old = found.get(name);
      Block doubled = new SequentialBlock().add(old).addSingleton(x -> x.add(1));
      doubled.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
      List<String> before = List.copyOf(Parts.of(net).keySet());
      double y = output(net);
      Parts.replace(net, Map.of(old, doubled));
      assertSame(doubled, Parts.of(net).get(name));
      assertTrue(Parts.of(net).keySet().containsAll(before));
      assertTrue(y != output(net), "the replacement is not used in " + net);
      Parts.replace(net, Map.of(doubled, old));
      assertEquals(before, List.copyOf(Parts.of(net).keySet()));
      assertEquals(y, output(net));
    }
  }

  /** DJL's own attention keeps its parts in fields: a replacement would never be called. */
  @Test
  void whereAParentKeepsItInAFieldItIsRefused() {
    Block djl =
        ScaledDotProductAttentionBlock.builder().setEmbeddingSize(4).setHeadCount(2).build();
    djl.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 4));
    Block net = new Stages().add("attention", djl);
    refused("keyProjection", "ScaledDotProductAttentionBlock (attention)", net);
  }

  @Test
  void whereItHidesInACollectionALambdaOrAnotherObjectItIsRefused() {
    Linear inList = linear();
    refused("part", "Holder", holder(inList, List.of(1, List.of(inList)), null));
    Linear inMap = linear();
    refused("part", "Holder", holder(inMap, Map.of("key", new Object[] {inMap}), null));
    Linear captured = linear();
    refused("part", "Holder", holder(captured, null, x -> captured.forward(null, x, false)));
    Linear inRecord = linear();
    refused("part", "Holder", holder(inRecord, new Box(new Box(inRecord)), null));
    Linear inFunction = linear();
    SequentialBlock net = new SequentialBlock().add(inFunction);
    net.add(x -> inFunction.forward(new ParameterStore(manager, false), x, false));
    refused("Linear", "LambdaBlock", initialized(net));
  }

  @Test
  void oneLayerUnderTwoNamesIsRefused() {
    Linear twice = Linear.builder().setUnits(2).build();
    Block net = initialized(new SequentialBlock().add(twice).add(twice));
    refused("02Linear", "one and the same", net);
  }

  private void refused(String part, String words, Block net) {
    Map<String, Block> before = Parts.of(net);
    Block old =
        before.entrySet().stream()
            .filter(e -> e.getKey().endsWith(part) && e.getValue() instanceof Linear)
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow();
    assertNotNull(old);
    says(words, () -> Parts.replace(net, Map.of(old, linear())));
    assertEquals(before, Parts.of(net));
  }

  private static void says(String words, org.junit.jupiter.api.function.Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }

  private Block holder(Linear part, Object kept, UnaryOperator<NDList> function) {
    return new Stages().add("one", new Holder(part, kept, function));
  }

  private Linear linear() {
    Linear linear = Linear.builder().setUnits(2).build();
    linear.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
    return linear;
  }

  private Block initialized(Block net) {
    net.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
    return net;
  }

  private double output(Block net) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = scope.create(new float[] {1, 2}, new Shape(1, 2));
      NDList y = net.forward(new ParameterStore(scope, false), new NDList(x), false);
      return y.head().sum().getFloat();
    }
  }

  private record Box(Object content) {}

  /** A block that could use its part without looking it up. */
  private static final class Holder extends AbstractBlock {
    @SuppressWarnings("unused")
    private final Object kept;

    @SuppressWarnings("unused")
    private final UnaryOperator<NDList> function;

    Holder(Linear part, Object kept, UnaryOperator<NDList> function) {
      addChildBlock("part", part);
      this.kept = kept;
      this.function = function;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore weights, NDList in, boolean training, PairList<String, Object> params) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return inputs;
    }
  }
}
