package adapt4j.meta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.nn.Mlp;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has adapted to a task. */
class LearnerTest extends EachLab {
  private NDManager scope;
  private MetaNet net;
  private Task task;

  @BeforeEach
  void open() {
    scope = lab.scope();
    net = Toys.net(lab, Toys.smooth(1));
    task = Toys.PLANES.draw(scope, new Random(3));
  }

  @AfterEach
  void close() {
    net.close();
  }

  private Maml maml() {
    return Maml.builder().setModel(net).optInnerRate(0.1).build();
  }

  @Test
  void adaptingMakesTheLossSmallerAndLeavesTheNetworkBitEqual() {
    double[] before = Toys.weights(net);
    Maml maml = maml();
    try (FastLearner start = maml.adapt(task.support(), 0);
        FastLearner learner = maml.adapt(task.support(), 50)) {
      assertArrayEquals(before, Toys.numbers(start.weights()), 0);
      assertTrue(learner.loss(task.support()) < 0.5 * start.loss(task.support()));
    }
    assertArrayEquals(before, Toys.weights(net), 0);
  }

  /** w' = w - rate * gradient, for the network w * x. */
  @Test
  void oneStepByHand() {
    Linear line = Linear.builder().setUnits(1).optBias(false).build();
    try (MetaNet one = MetaNet.of(lab, line, new Shape(1), DataType.FLOAT64)) {
      NDArray x = scope.create(new double[] {2, -1}, new Shape(2, 1));
      NDArray y = scope.create(new double[] {3, 5}, new Shape(2, 1));
      double w = Toys.weights(one)[0];
      Maml maml = Maml.builder().setModel(one).optInnerRate(0.1).build();
      double after = w - 0.1 * (2 * (2 * w - 3) + -1 * (-w - 5));
      try (FastLearner learner = maml.adapt(new Shots(x, y))) {
        assertEquals(after, Toys.numbers(learner.weights())[0], 1e-12);
        assertEquals(2 * after, learner.predict(x).toDoubleArray()[0], 1e-12);
        assertEquals(
            (Math.pow(2 * after - 3, 2) + Math.pow(-after - 5, 2)) / 2,
            learner.loss(new Shots(x, y)),
            1e-12);
      }
    }
  }

  @Test
  void manyLearnersLiveAtOnceAndDoNotDisturbEachOther() {
    Maml maml = maml();
    List<Task> tasks = new ArrayList<>();
    List<FastLearner> learners = new ArrayList<>();
    List<double[]> alone = new ArrayList<>();
    Random random = new Random(8);
    for (int i = 0; i < 20; i++) {
      tasks.add(Toys.PLANES.draw(scope, random));
      try (FastLearner only = maml.adapt(tasks.get(i).support(), 3)) {
        alone.add(only.predict(tasks.get(i).query().inputs()).toDoubleArray());
      }
      learners.add(maml.adapt(tasks.get(i).support(), 3));
    }
    for (int i = 0; i < 20; i += 2) {
      learners.get(i).close();
    }
    for (int i = 1; i < 20; i += 2) {
      NDArray here = learners.get(i).predict(tasks.get(i).query().inputs());
      assertArrayEquals(alone.get(i), here.toDoubleArray(), 0);
    }
  }

  @Test
  void stepsOneByOneLeadToWhereTheyLeadTogether() {
    Maml maml = maml();
    try (FastLearner first = maml.adapt(task.support(), 1);
        FastLearner third = first.adapt(task.support(), 2);
        FastLearner together = maml.adapt(task.support(), 3)) {
      double[] kept = Toys.numbers(first.weights());
      assertArrayEquals(Toys.numbers(together.weights()), Toys.numbers(third.weights()), 0);
      first.adapt(task.query(), 5).close();
      assertArrayEquals(kept, Toys.numbers(first.weights()), 0);
    }
  }

  @Test
  void whatMetaTrainingLearnsLaterDoesNotChangeALearner() {
    Maml maml = maml();
    try (FastLearner learner = maml.adapt(task.support())) {
      double[] kept = Toys.numbers(learner.weights());
      double[] weights = Toys.weights(net);
      maml.train(Toys.PLANES, 2);
      assertFalse(Arrays.equals(weights, Toys.weights(net)));
      assertArrayEquals(kept, Toys.numbers(learner.weights()), 0);
    }
  }

  @Test
  void withTheHeadOnlyTheBodyStaysBitEqual() {
    Maml anil = Maml.builder().setModel(net).optInnerRate(0.1).optHeadOnly(true).build();
    try (FastLearner learner = anil.adapt(task.support(), 3)) {
      double[] before = Toys.weights(net);
      double[] after = Toys.numbers(learner.weights());
      int head = before.length - 5; // 4 weights and a bias
      assertArrayEquals(Arrays.copyOf(before, head), Arrays.copyOf(after, head), 0);
      for (int i = head; i < before.length; i++) {
        assertTrue(before[i] != after[i], "weight " + i + " of the head has not moved");
      }
    }
  }

  @Test
  void learntRatesAreUsed() {
    Maml maml = Maml.builder().setModel(net).optInnerRate(0.1).optLearnRates(true).build();
    try (FastLearner fixed = maml().adapt(task.support(), 2);
        FastLearner learnt = maml.adapt(task.support(), 2)) {
      assertArrayEquals(Toys.numbers(fixed.weights()), Toys.numbers(learnt.weights()), 0);
    }
    try (FastLearner earlier = maml.adapt(task.support(), 1);
        FastLearner expected = earlier.adapt(task.support(), 1)) {
      maml.innerRates().get(0).muli(0);
      try (FastLearner later = earlier.adapt(task.support(), 1)) {
        assertArrayEquals(Toys.numbers(expected.weights()), Toys.numbers(later.weights()), 0);
      }
    }
    try (FastLearner learnt = maml.adapt(task.support(), 2)) {
      assertArrayEquals(
          Toys.numbers(net.functional().parameters().get(0).getArray()),
          Toys.numbers(learnt.weights().get(0)),
          0);
    }
  }

  @Test
  void aBatchNormalisedNetworkStaysBitEqualToo() {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(4).build())
            .add(BatchNorm.builder().build())
            .add(Linear.builder().setUnits(1).build());
    try (MetaNet normal = Toys.net(lab, block)) {
      double[] before = Toys.weights(normal); // with the running statistics
      Maml maml = Maml.builder().setModel(normal).build();
      try (FastLearner learner = maml.adapt(task.support(), 3)) {
        learner.predict(task.query().inputs());
      }
      MetaTest.of(maml, Toys.PLANES, 4);
      assertArrayEquals(before, Toys.weights(normal), 0);
    }
  }

  @Test
  void fineTuningWithAdamDescendsToo() {
    FineTune tune =
        FineTune.builder().setModel(net).optAdam(true).optInnerRate(0.02).optSteps(200).build();
    try (FastLearner start = tune.adapt(task.support(), 0);
        FastLearner learner = tune.adapt(task.support())) {
      assertTrue(learner.loss(task.support()) < 0.1 * start.loss(task.support()));
      // Adam's first step has the size of the rate, whatever the gradient is.
      try (FastLearner first = tune.adapt(task.support(), 1)) {
        double[] from = Toys.numbers(start.weights());
        double[] to = Toys.numbers(first.weights());
        for (int i = 0; i < from.length; i++) {
          assertEquals(0.02, Math.abs(to[i] - from[i]), 1e-4);
        }
      }
    }
  }

  @Test
  void prototypesAreTheMeansOfTheClasses() {
    Linear same = Linear.builder().setUnits(2).optBias(false).build();
    try (MetaNet identity = Toys.net(lab, same)) {
      identity.functional().parameters().get(0).getArray().set(new double[] {1, 0, 0, 1});
      ProtoNet proto = ProtoNet.builder().setModel(identity).build();
      NDArray x = scope.create(new double[] {0, 0, 2, 0, 5, 5}, new Shape(3, 2));
      NDArray y = scope.create(new long[] {0, 0, 1});
      try (Learner learner = proto.adapt(new Shots(x, y))) {
        NDArray scores = learner.predict(scope.create(new double[] {1, 1, 4, 5}, new Shape(2, 2)));
        assertArrayEquals(new double[] {-1, -32, -34, -1}, scores.toDoubleArray(), 1e-12);
      }
    }
  }

  @Test
  void learnersAndTheirWorkLeaveNothingInTheScopeButResults() {
    Maml maml = maml();
    int before = scope.getManagedArrays().size();
    try (FastLearner learner = maml.adapt(task.support(), 3);
        FastLearner next = learner.adapt(task.support(), 2)) {
      next.loss(task.query());
      next.predict(task.query().inputs()).close();
    }
    assertEquals(before, scope.getManagedArrays().size());
  }

  /** PyTorch's switch for gradients belongs to the thread, and is on in a new one. */
  @Test
  void anotherThreadLearnsTheSame() throws InterruptedException {
    Maml maml = maml();
    double[][] there = new double[1][];
    Thread thread =
        new Thread(
            () -> {
              try (FastLearner learner = maml.adapt(task.support(), 3)) {
                there[0] = Toys.numbers(learner.weights());
              }
            });
    thread.start();
    thread.join();
    try (FastLearner learner = maml.adapt(task.support(), 3)) {
      assertArrayEquals(Toys.numbers(learner.weights()), there[0], 0);
    }
  }

  @Test
  void aRateThatIsTooHighIsNamed() {
    Maml wild = Maml.builder().setModel(net).optInnerRate(1e200).build();
    double[] before = Toys.weights(net);
    for (int steps : new int[] {1, 5}) {
      String message =
          assertThrows(IllegalStateException.class, () -> wild.adapt(task.support(), steps))
              .getMessage();
      assertTrue(message.contains("after 1 step of adapting"), message);
      assertTrue(message.contains("inner rate (1.0E200)"), message);
    }
    assertArrayEquals(before, Toys.weights(net), 0);
  }

  @Test
  void adaptingCanBeStopped() {
    int before = scope.getManagedArrays().size();
    Thread.currentThread().interrupt();
    String message =
        assertThrows(CancellationException.class, () -> maml().adapt(task.support(), 1_000_000))
            .getMessage();
    assertTrue(message.contains("after 0 steps"), message);
    assertFalse(Thread.interrupted());
    assertEquals(before, scope.getManagedArrays().size());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void ratesAreAboveZero(double rate) {
    says("inner rate is above 0", () -> Maml.builder().optInnerRate(rate));
    says("meta-training is above 0", () -> Reptile.builder().optRate(rate));
  }

  @Test
  void wrongArgumentsAreNamed() {
    Maml maml = maml();
    says("setModel", () -> Maml.builder().build());
    says("1 step", () -> Maml.builder().optSteps(0));
    says("1 task", () -> Maml.builder().optBatch(0));
    says("1 example", () -> Reptile.builder().optInnerBatch(0));
    says("1 iteration", () -> maml.train(Toys.PLANES, 0));
    says("0 steps or more", () -> maml.adapt(task.support(), -1));
    says("2 tasks or more", () -> MetaTest.of(maml, Toys.PLANES, 1));
    says("1 shot", () -> Sines.tasks().optShots(0));
    says("1 query point", () -> Sines.tasks().optQueries(0));
    says("one task at least", () -> TaskBatch.of(List.of()));
    says("belongs to a network already", () -> MetaNet.of(lab, net.model().getBlock(), Toys.INPUT));
    says(
        "cannot read inputs of shape (3)",
        () ->
            MetaNet.of(
                lab,
                ai.djl.nn.convolutional.Conv2d.builder()
                    .setKernelShape(new Shape(1, 1))
                    .setFilters(1)
                    .build(),
                new Shape(3)));
  }

  @Test
  void examplesThatDoNotFitAreNamed() {
    Maml maml = maml();
    NDArray x = scope.zeros(new Shape(4, 2), DataType.FLOAT64);
    NDArray y = scope.zeros(new Shape(4, 1), DataType.FLOAT64);
    says("nothing to learn from", () -> new Shots(scope.zeros(new Shape(0, 2)), y));
    says("as many targets", () -> new Shots(x, scope.zeros(new Shape(3, 1))));
    NDArray wide = scope.zeros(new Shape(4, 3), DataType.FLOAT64);
    says("inputs of shape (2), but", () -> maml.adapt(new Shots(wide, y)));
    NDArray single = scope.zeros(new Shape(4, 2));
    says("reads float64, but", () -> maml.adapt(new Shots(single, y)));
    NDArray flat = scope.zeros(new Shape(4), DataType.FLOAT64);
    says("expandDims(-1)", () -> maml.adapt(new Shots(x, flat)));
    NDArray pair = scope.zeros(new Shape(4, 2), DataType.FLOAT64);
    says("(4, 1). Targets have that shape where", () -> maml.adapt(new Shots(x, pair)));
    try (FastLearner learner = maml.adapt(new Shots(x, y))) {
      says("inputs of shape (2), but", () -> learner.predict(wide));
      says("inputs of shape (2), but", () -> learner.predict(flat));
      says("inputs of shape (2), but", () -> learner.adapt(new Shots(wide, y), 1));
    }
    Tasks others = (m, n, r) -> Sines.tasks().draw(m, n, r);
    says("inputs of shape (2), but", () -> maml.train(others, 1));
    says("inputs of shape (2), but", () -> MetaTest.of(maml, others, 2));
  }

  @Test
  void classesThatDoNotFitAreNamed() {
    try (MetaNet three = Toys.net(lab, Toys.smooth(3))) {
      Maml maml = Maml.builder().setModel(three).build();
      NDArray x = scope.zeros(new Shape(2, 2), DataType.FLOAT64);
      says("from 0 to 2, but one", () -> maml.adapt(new Shots(x, scope.create(new long[] {0, 3}))));
      says("from 0 to 2", () -> maml.adapt(new Shots(x, scope.create(new long[] {-1, 2}))));
      NDArray numbers = scope.zeros(new Shape(2, 3), DataType.FLOAT64);
      maml.adapt(new Shots(x, numbers)).close(); // three numbers to be predicted
      NDArray half = scope.create(new double[] {0, 0.5});
      says("expandDims(-1)", () -> maml.adapt(new Shots(x, half)));
      NDArray two = scope.zeros(new Shape(2, 2), DataType.FLOAT64);
      says("(2) where they are classes", () -> maml.adapt(new Shots(x, two)));
      ProtoNet proto = ProtoNet.builder().setModel(three).build();
      says("Prototypes tell classes apart", () -> proto.adapt(new Shots(x, numbers)));
      says("Class 1 has no", () -> proto.adapt(new Shots(x, scope.create(new long[] {0, 7}))));
      says("Class 0 has no", () -> proto.adapt(new Shots(x, scope.create(new long[] {-1, 1}))));
    }
  }

  /** Labels of {@code Examples} are FLOAT32. */
  @Test
  void classesMayBeOfAnyType() {
    try (MetaNet three = Toys.net(lab, Toys.smooth(3))) {
      Maml maml = Maml.builder().setModel(three).build();
      Task sectors = Toys.SECTORS.draw(scope, new Random(1));
      NDArray labels = sectors.support().targets().toType(DataType.FLOAT32, true);
      try (FastLearner first = maml.adapt(sectors.support());
          FastLearner second = maml.adapt(new Shots(sectors.support().inputs(), labels))) {
        assertArrayEquals(Toys.numbers(first.weights()), Toys.numbers(second.weights()), 0);
      }
    }
  }

  @Test
  void aNetworkThatHasWeightsAlreadyIsTaken() {
    try (MetaNet fresh = MetaNet.of(lab, Mlp.of(3, 1), Sines.tasks())) {
      MetaNet same = MetaNet.of(lab, fresh.model(), new Shape(1));
      assertEquals(10, same.parameters());
      assertEquals("a network with 10 parameters", same.toString());
    }
  }

  @Test
  void theySayWhatTheyAre() {
    String from = "1 step of 0.1 from a network with 44 parameters";
    Maml.Builder builder = Maml.builder().setModel(net).optInnerRate(0.1);
    Maml maml = builder.build();
    assertEquals("MAML, second order, " + from, maml.toString());
    assertEquals(
        "MAML, first order, learnt rates, " + from,
        builder.optSecondOrder(false).optLearnRates(true).build().toString());
    try (FastLearner learner = maml.adapt(task.support(), 2)) {
      assertEquals("a learner after 2 steps", learner.toString());
    }
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
