package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A block that runs with other weights than its own: one set of them, and a stack. */
class FunctionalTest extends EachLab {
  private NDManager scope;

  @BeforeEach
  void open() {
    scope = lab.scope();
  }

  @Test
  void withItsOwnWeightsItGivesWhatTheBlockGives() {
    Block block = initialized(Mlp.of(7, 3), 4);
    Functional net = Functional.of(block);
    NDArray x = scope.randomNormal(new Shape(5, 4), DataType.FLOAT64);
    NDList own = block.forward(new ParameterStore(scope, false), new NDList(x), false);
    assertArrayEquals(
        own.head().toDoubleArray(), net.forward(net.weights(scope), x, false).toDoubleArray(), 0);
  }

  @Test
  void otherWeightsGiveAnotherResultAndTheBlockStaysAsItIs() {
    Block block = initialized(Mlp.of(7, 3), 4);
    Functional net = Functional.of(block);
    double[] before = block.getParameters().get(0).getValue().getArray().toDoubleArray();
    NDArray x = scope.randomNormal(new Shape(5, 4), DataType.FLOAT64);
    NDList zeros = new NDList();
    for (NDArray weight : net.weights(scope)) {
      zeros.add(weight.zerosLike());
    }
    assertArrayEquals(new double[15], net.forward(zeros, x, false).toDoubleArray());
    assertArrayEquals(
        before, block.getParameters().get(0).getValue().getArray().toDoubleArray(), 0);
  }

  @Test
  void frozenParametersAreUsedAsTheyAreAndAreNoWeights() {
    Block block = initialized(Mlp.of(7, 3), 4);
    block.getChildren().values().get(1).freezeParameters(true);
    Functional net = Functional.of(block);
    assertEquals(2, net.parameters().size());
    assertEquals(new Shape(3, 7), net.weights(scope).head().getShape());
    NDArray x = scope.randomNormal(new Shape(5, 4), DataType.FLOAT64);
    NDList own = block.forward(new ParameterStore(scope, false), new NDList(x), false);
    assertArrayEquals(
        own.head().toDoubleArray(), net.forward(net.weights(scope), x, false).toDoubleArray(), 0);
  }

  /** The statistics of the batch are used, and the running ones stay as they are. */
  @Test
  void batchNormalisationSeesOnlyTheBatchAtHand() {
    Block block = initialized(new SequentialBlock().add(BatchNorm.builder().build()), 2);
    Functional net = Functional.of(block);
    NDArray x = scope.create(new double[] {1, 10, 3, 30}, new Shape(2, 2));
    double[] expected = {-1, -1, 1, 1};
    for (boolean training : new boolean[] {true, false}) {
      NDArray y = net.forward(net.weights(scope), x, training);
      assertArrayEquals(expected, y.toDoubleArray(), 1e-4);
    }
    block
        .getParameters()
        .values()
        .forEach(
            parameter -> {
              if (!Layers.learns(parameter)) {
                boolean mean = parameter.getType() == Parameter.Type.RUNNING_MEAN;
                double[] fresh = mean ? new double[] {0, 0} : new double[] {1, 1};
                assertArrayEquals(fresh, parameter.getArray().toDoubleArray(), 0);
              }
            });
  }

  @Test
  void whatCannotBeTrainedIsRefused() {
    says("no weights yet", Mlp.of(3));
    says("Nothing", initialized(new SequentialBlock().add(Activation.reluBlock()), 2));
    Block frozen = initialized(Mlp.of(3), 2);
    frozen.freezeParameters(true);
    says("frozen", frozen);
  }

  private static void says(String words, Block block) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Functional.of(block)).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void aStackGivesWhatEachSetOfWeightsGivesAlone() {
    checkStack(Mlp.of(7, 6, 3), 4);
    checkStack(new SequentialBlock().add(Linear.builder().setUnits(3).optBias(false).build()), 4);
    // A linear layer over the last of several dimensions.
    checkStack(new SequentialBlock().add(Linear.builder().setUnits(3).build()), 2, 4);
    checkStack(
        new SequentialBlock()
            .add(
                Conv2d.builder()
                    .setKernelShape(new Shape(3, 2))
                    .optStride(new Shape(2, 1))
                    .optPadding(new Shape(1, 0))
                    .optDilation(new Shape(1, 2))
                    .setFilters(5)
                    .build())
            .add(BatchNorm.builder().build())
            .add(Activation.leakyReluBlock(0.2f))
            .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
            .add(Conv2d.builder().setKernelShape(new Shape(1, 1)).setFilters(2).build())
            .add(Blocks.batchFlattenBlock())
            .add(new SequentialBlock().add(Linear.builder().setUnits(4).build()))
            .add(BatchNorm.builder().build())
            .add(Activation.tanhBlock()),
        2,
        9,
        8);
  }

  /** A frozen stage keeps its running statistics, also where the rest is trained. */
  @Test
  void aFrozenStageIsUsedAsItIs() {
    for (boolean training : new boolean[] {true, false}) {
      Block block = initialized(Stages.bodyAndHead(Conv4.body(4), 3), 1, 14, 14);
      for (String name : new String[] {"runningMean", "runningVar"}) {
        Layers.of(block).forEach((path, p) -> fill(p, path.endsWith(name)));
      }
      Layers.freeze(block, "body");
      Functional net = Functional.of(block);
      assertEquals(2, net.parameters().size());
      NDArray x = scope.randomNormal(new Shape(5, 1, 14, 14), DataType.FLOAT64);
      NDList own = block.forward(new ParameterStore(scope, false), new NDList(x), false);
      NDArray found = net.forward(net.weights(scope), x, training);
      assertArrayEquals(own.head().toDoubleArray(), found.toDoubleArray(), 0);
      checkStack(net, 1, 14, 14);
    }
  }

  private void fill(Parameter parameter, boolean yes) {
    if (yes) {
      parameter.getArray().addi(scope.randomUniform(0, 1, parameter.getShape(), DataType.FLOAT64));
    }
  }

  @Test
  void aStackUsesFrozenParametersForAll() {
    Block block = initialized(Mlp.of(7, 3), 4);
    block.getChildren().values().get(1).freezeParameters(true);
    checkStack(Functional.of(block), 4);
  }

  private void checkStack(Block block, long... input) {
    checkStack(Functional.of(initialized(block, input)), input);
  }

  private void checkStack(Functional net, long... input) {
    int tasks = 3;
    NDList stack = new NDList();
    net.weights(scope)
        .forEach(
            w ->
                stack.add(
                    scope.randomNormal(new Shape(tasks).addAll(w.getShape()), w.getDataType())));
    NDArray x = scope.randomNormal(new Shape(tasks, 6).addAll(new Shape(input)), DataType.FLOAT64);
    NDArray together = Stacked.of(net).forward(stack, x, true);
    NDList apart = new NDList();
    for (int t = 0; t < tasks; t++) {
      int task = t;
      NDList weights = new NDList(stack.stream().map(w -> w.get(task)).toList());
      apart.add(net.forward(weights, x.get(t), true));
    }
    NDArray expected = NDArrays.stack(apart);
    assertEquals(expected.getShape(), together.getShape());
    assertArrayEquals(expected.toDoubleArray(), together.toDoubleArray(), 1e-12);
  }

  @Test
  void whatCannotBeStackedIsRefusedByName() {
    cannotStack("\"my own\"", Mlp.of(3).add(x -> x, "my own"));
    cannotStack(
        "ParallelBlock",
        new SequentialBlock()
            .add(
                new ParallelBlock(
                    lists -> lists.get(0), List.of(Linear.builder().setUnits(2).build()))));
    cannotStack(
        "Conv2d",
        new SequentialBlock()
            .add(
                Conv2d.builder()
                    .setKernelShape(new Shape(1, 1))
                    .setFilters(2)
                    .optGroups(2)
                    .build()),
        2,
        3,
        3);
  }

  private void cannotStack(String words, Block block, long... input) {
    long[] shape = input.length == 0 ? new long[] {4} : input;
    Functional net = Functional.of(initialized(block, shape));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Stacked.of(net)).getMessage();
    assertTrue(message.contains(words), message);
    assertFalse(message.contains("null"), message);
  }

  private Block initialized(Block block, long... input) {
    block.initialize(lab.manager(), DataType.FLOAT64, new Shape(1).addAll(new Shape(input)));
    return block;
  }
}
