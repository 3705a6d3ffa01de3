package adapt4j.meta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.nn.Conv4;
import adapt4j.nn.Functional;
import adapt4j.nn.Gradients;
import adapt4j.nn.GraphSafe;
import adapt4j.nn.Stages;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradients of meta-training are the right ones. */
class MetaGradientTest {
  private static final int TASKS = 3;
  private static Lab lab;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  /**
   * The network w * x, one example (a, b) to learn from and one (c, d) to judge by. A step gives w'
   * = w - r 2a (wa - b), so dw'/dw = 1 - 2 r a^2, and the loss (w'c - d)^2 has the slope 2c (w'c -
   * d) dw'/dw; the first order leaves dw'/dw out.
   */
  @ParameterizedTest
  @CsvSource({"true, 1", "true, 2", "true, 3", "false, 1", "false, 3"})
  void oneWeightByHand(boolean secondOrder, int steps) {
    double a = 0.7;
    double b = -1.2;
    double c = 1.1;
    double d = 0.4;
    double rate = 0.2;
    for (boolean stacked : new boolean[] {true, false}) {
      Linear line = Linear.builder().setUnits(1).optBias(false).build();
      try (MetaNet net = MetaNet.of(lab, line, new Shape(1), DataType.FLOAT64);
          NDManager scope = lab.scope()) {
        Maml maml =
            Maml.builder()
                .setModel(net)
                .optInnerRate(rate)
                .optSteps(steps)
                .optSecondOrder(secondOrder)
                .optStacked(stacked)
                .build();
        TaskBatch batch = new TaskBatch(point(scope, a, b), point(scope, c, d));
        NDList trained = Toys.leaves(maml, scope);
        double w = Toys.numbers(trained)[0];
        Outcome outcome = maml.learn(trained, batch, scope);

        assertEquals((w * a - b) * (w * a - b), outcome.before(), 1e-12);
        double chain = 1;
        for (int s = 0; s < steps; s++) {
          w -= rate * 2 * a * (w * a - b);
          chain *= secondOrder ? 1 - 2 * rate * a * a : 1;
        }
        assertEquals((w * c - d) * (w * c - d), outcome.after(), 1e-12);
        assertEquals(2 * c * (w * c - d) * chain, Toys.numbers(outcome.gradients())[0], 1e-12);
      }
    }
  }

  private static Shots point(NDManager manager, double x, double y) {
    Shape one = new Shape(1, 1, 1);
    return new Shots(manager.create(new double[] {x}, one), manager.create(new double[] {y}, one));
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "3, true", "1, false", "2, false", "3, false"})
  void secondOrderEqualsFiniteDifferences(int steps, boolean stacked) {
    checkDifferences(
        Toys.smooth(1),
        Toys.PLANES,
        Maml.builder().optInnerRate(0.1).optSteps(steps).optStacked(stacked));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void alsoWithCrossEntropy(boolean stacked) {
    checkDifferences(
        Toys.smooth(3),
        Toys.SECTORS,
        Maml.builder().optInnerRate(0.5).optSteps(2).optStacked(stacked));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void alsoWhenOnlyTheHeadIsAdapted(boolean stacked) {
    checkDifferences(
        Toys.smooth(1),
        Toys.PLANES,
        Maml.builder().optHeadOnly(true).optInnerRate(0.1).optSteps(2).optStacked(stacked));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void alsoForLearntInnerRates(boolean stacked) {
    checkDifferences(
        Toys.smooth(1),
        Toys.PLANES,
        Maml.builder().optLearnRates(true).optInnerRate(0.1).optSteps(2).optStacked(stacked));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void alsoThroughBatchNormalisation(boolean stacked) {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4).build())
            .add(BatchNorm.builder().build())
            .add(Activation.tanhBlock())
            .add(Linear.builder().setUnits(1).build());
    checkDifferences(
        block, Toys.PLANES, Maml.builder().optInnerRate(0.1).optSteps(2).optStacked(stacked));
  }

  /** The gradient at everything that is trained, against that of the loss after adapting. */
  private static void checkDifferences(Block block, Tasks tasks, Maml.Builder builder) {
    try (MetaNet net = Toys.net(lab, block);
        NDManager scope = lab.scope()) {
      Maml maml = builder.setModel(net).build();
      TaskBatch batch = tasks.draw(scope, TASKS, new Random(5));
      NDList trained = Toys.leaves(maml, scope);
      double[] found = Toys.numbers(maml.learn(trained, batch, scope).gradients());
      double[] expected =
          Toys.differences(
              trained,
              scope,
              moved -> {
                try (NDManager step = lab.scope()) {
                  TaskBatch again = tasks.draw(step, TASKS, new Random(5));
                  return maml.learn(moved, again, step).after();
                }
              });
      double distance = Toys.distance(expected, found);
      assertTrue(distance < 1e-6, "relative distance " + distance);
    }
  }

  /** Without second derivatives: the gradient of the query loss where adapting has led. */
  @ParameterizedTest
  @CsvSource({"1, true", "3, true", "1, false", "3, false"})
  void firstOrderEqualsItsDefinitionAndNotTheSecond(int steps, boolean stacked) {
    try (MetaNet net = Toys.net(lab, Toys.smooth(1));
        NDManager scope = lab.scope()) {
      TaskBatch batch = Toys.PLANES.draw(scope, TASKS, new Random(5));
      Maml.Builder builder =
          Maml.builder().setModel(net).optInnerRate(0.1).optSteps(steps).optStacked(stacked);
      Maml second = builder.build();
      Maml first = builder.optSecondOrder(false).build();
      double[] expected = new double[(int) net.parameters()];
      for (int t = 0; t < TASKS; t++) {
        Task task = batch.task(t);
        try (FastLearner learner = first.adapt(task.support());
            Gradients gradients = Gradients.record()) {
          Functional f = Functional.of(net.model().getBlock());
          NDArray predictions = f.forward(learner.weights(), task.query().inputs(), true);
          NDArray loss = predictions.sub(task.query().targets()).square().mean();
          double[] one = Toys.numbers(gradients.of(loss, learner.weights(), false));
          for (int i = 0; i < one.length; i++) {
            expected[i] += one[i] / TASKS;
          }
        }
      }
      NDList trained = Toys.leaves(first, scope);
      double[] found = Toys.numbers(first.learn(trained, batch, scope).gradients());
      assertTrue(Toys.distance(expected, found) < 1e-12);
      double[] full = Toys.numbers(second.learn(trained, batch, scope).gradients());
      assertTrue(Toys.distance(full, found) > 1e-2, "the orders do not differ");
    }
  }

  @Test
  void stackedEqualsTaskByTask() {
    stackedEqualsTaskByTask(Toys.smooth(1), Toys.PLANES, Maml.builder().optSteps(3));
    stackedEqualsTaskByTask(Toys.smooth(3), Toys.SECTORS, Maml.builder());
    stackedEqualsTaskByTask(
        Toys.smooth(1), Toys.PLANES, Maml.builder().optSecondOrder(false).optHeadOnly(true));
  }

  @Test
  void stackedEqualsTaskByTaskForFourConvolutions() {
    Shape image = new Shape(1, 14, 14);
    Tasks tasks =
        (manager, n, random) ->
            new TaskBatch(images(manager, n, 6, random), images(manager, n, 3, random));
    Block block = Stages.bodyAndHead(Conv4.body(4), 3);
    try (MetaNet net = MetaNet.of(lab, block, image, DataType.FLOAT64)) {
      compare(net, tasks, Maml.builder().optInnerRate(0.4));
    }
  }

  private static Shots images(NDManager manager, int n, int each, Random random) {
    double[] x = random.doubles((long) n * each * 14 * 14).toArray();
    long[] y = random.longs((long) n * each, 0, 3).toArray();
    return new Shots(
        manager.create(x, new Shape(n, each, 1, 14, 14)), manager.create(y, new Shape(n, each)));
  }

  private static void stackedEqualsTaskByTask(Block block, Tasks tasks, Maml.Builder builder) {
    try (MetaNet net = Toys.net(lab, block)) {
      compare(net, tasks, builder.optInnerRate(0.1));
    }
  }

  private static void compare(MetaNet net, Tasks tasks, Maml.Builder builder) {
    try (NDManager scope = lab.scope()) {
      TaskBatch batch = tasks.draw(scope, TASKS, new Random(9));
      Maml together = builder.setModel(net).optStacked(true).build();
      Maml apart = builder.optStacked(false).build();
      assertEquals(1, together.groups(batch).size());
      assertEquals(TASKS, apart.groups(batch).size());
      NDList trained = Toys.leaves(apart, scope);
      Outcome a = together.learn(trained, batch, scope);
      Outcome b = apart.learn(trained, batch, scope);
      assertEquals(b.before(), a.before(), 1e-10);
      assertEquals(b.after(), a.after(), 1e-10);
      double distance = Toys.distance(Toys.numbers(b.gradients()), Toys.numbers(a.gradients()));
      assertTrue(distance < 1e-9, "relative distance " + distance);
      NDList predictions = together.predictions(together.groups(batch).get(0), 2);
      assertEquals(3, predictions.size());
      for (int t = 0; t < TASKS; t++) {
        NDList one = apart.predictions(apart.groups(batch).get(t), 2);
        for (int s = 0; s <= 2; s++) {
          double[] expected = Toys.numbers(one.get(s));
          assertTrue(Toys.distance(expected, Toys.numbers(predictions.get(s).get(t))) < 1e-9);
        }
      }
    }
  }

  /** A block that cannot be stacked still learns, task by task. */
  @Test
  void aBlockOfAnyKindRunsTaskByTask() {
    SequentialBlock block = Toys.smooth(1).add(new LambdaBlock(x -> x, "my own"));
    checkDifferences(block, Toys.PLANES, Maml.builder().optInnerRate(0.1));
    try (MetaNet net = Toys.net(lab, Toys.smooth(1).add(new LambdaBlock(x -> x)));
        NDManager scope = lab.scope()) {
      TaskBatch batch = Toys.PLANES.draw(scope, TASKS, new Random(5));
      assertEquals(TASKS, Maml.builder().setModel(net).build().groups(batch).size());
    }
  }

  /** Trap 1 of DJL: numbers in the graph whose memory was given back before backward. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGarbageCollectionInBetweenChangesNothing(boolean stacked) {
    double[] quiet = gradient(stacked, () -> {});
    for (int run = 0; run < 10; run++) {
      assertArrayEquals(quiet, gradient(stacked, () -> Toys.disturb(lab)), 0);
    }
  }

  private static double[] gradient(boolean stacked, Runnable between) {
    try (MetaNet net = Toys.net(lab, Toys.smooth(1, between));
        NDManager scope = lab.scope()) {
      Maml maml =
          Maml.builder()
              .setModel(net)
              .optInnerRate(0.1)
              .optSteps(2)
              .optLearnRates(true)
              .optStacked(stacked)
              .build();
      TaskBatch batch = Toys.PLANES.draw(scope, TASKS, new Random(5));
      return Toys.numbers(maml.learn(Toys.leaves(maml, scope), batch, scope).gradients());
    }
  }

  /** What the library does, in ten lines on the ground floor. */
  @Test
  void tenLinesGiveTheSame() {
    try (MetaNet net = Toys.net(lab, Toys.smooth(1));
        NDManager scope = lab.scope();
        Gradients gradients = Gradients.record()) {
      Task task = Toys.PLANES.draw(scope, new Random(5));
      Functional f = Functional.of(net.model().getBlock());
      NDArray rate = scope.create(0.1);

      NDList weights = f.weights(scope);
      NDArray before = f.forward(weights, task.support().inputs(), true);
      NDArray loss = GraphSafe.meanSquaredError(before, task.support().targets());
      NDList slope = gradients.of(loss, weights, true);
      NDList fast = new NDList();
      for (int i = 0; i < weights.size(); i++) {
        fast.add(weights.get(i).sub(slope.get(i).mul(rate)));
      }
      NDArray after = f.forward(fast, task.query().inputs(), true);
      NDArray metaLoss = GraphSafe.meanSquaredError(after, task.query().targets());
      NDList metaGradient = gradients.of(metaLoss, weights, false);

      Maml maml = Maml.builder().setModel(net).optInnerRate(0.1).optStacked(false).build();
      Outcome outcome = maml.learn(Toys.leaves(maml, scope), TaskBatch.of(List.of(task)), scope);
      assertEquals(Toys.numbers(metaLoss)[0], outcome.after(), 1e-15);
      assertArrayEquals(Toys.numbers(metaGradient), Toys.numbers(outcome.gradients()), 1e-15);
    }
  }

  @Test
  void prototypesEqualFiniteDifferences() {
    try (MetaNet net = Toys.net(lab, Toys.smooth(2));
        NDManager scope = lab.scope()) {
      ProtoNet proto = ProtoNet.builder().setModel(net).build();
      TaskBatch batch = Toys.SECTORS.draw(scope, TASKS, new Random(5));
      NDList trained = Toys.leaves(proto, scope);
      double[] found = Toys.numbers(proto.learn(trained, batch, scope).gradients());
      double[] expected =
          Toys.differences(trained, scope, moved -> proto.learn(moved, batch, scope).after());
      assertTrue(Toys.distance(expected, found) < 1e-6);
    }
  }

  @Test
  void theLabsGradientModeIsAsBefore() {
    assertFalse(JniUtils.isGradMode());
  }
}
