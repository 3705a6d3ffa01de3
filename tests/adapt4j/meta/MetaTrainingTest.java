package adapt4j.meta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.Lab;
import adapt4j.nn.Mlp;
import adapt4j.show.Curve;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The outer loop. */
class MetaTrainingTest extends EachLab {
  /** After meta-training, adapting leads to a smaller loss on tasks that were not seen. */
  @Test
  void everyMethodLearnsToLearn() {
    improves(1, Toys.PLANES, net -> Maml.builder().setModel(net).optInnerRate(0.1).build());
    improves(
        1,
        Toys.PLANES,
        net -> Maml.builder().setModel(net).optInnerRate(0.1).optSecondOrder(false).build());
    improves(
        1,
        Toys.PLANES,
        net -> Maml.builder().setModel(net).optInnerRate(0.1).optHeadOnly(true).build());
    improves(
        1,
        Toys.PLANES,
        net -> Maml.builder().setModel(net).optInnerRate(0.1).optLearnRates(true).build());
    improves(1, Toys.PLANES, net -> Reptile.builder().setModel(net).optInnerRate(0.05).build());
    improves(1, Toys.PLANES, net -> FineTune.builder().setModel(net).optInnerRate(0.1).build());
    improves(3, Toys.SECTORS, net -> ProtoNet.builder().setModel(net).build());
    improves(3, Toys.SECTORS, net -> Maml.builder().setModel(net).optInnerRate(0.5).build());
  }

  private void improves(int outputs, Tasks tasks, Function<MetaNet, MetaLearner> method) {
    try (MetaNet net = Toys.net(lab, Toys.smooth(outputs))) {
      MetaLearner learner = method.apply(net);
      MetaTest before = MetaTest.of(learner, tasks, 60);
      MetaHistory history = learner.train(tasks, 200);
      MetaTest after = MetaTest.of(learner, tasks, 60);
      assertEquals(200, history.iterations());
      double first = before.loss(learner.steps());
      double last = after.loss(learner.steps());
      assertTrue(last < 0.8 * first, learner + ": " + first + " to " + last);
    }
  }

  @Test
  void theSameSeedGivesTheSameWeightsBitByBit() {
    for (boolean stacked : new boolean[] {true, false}) {
      assertArrayEquals(trained(1, stacked), trained(1, stacked), 0);
      assertFalse(Arrays.equals(trained(1, stacked), trained(2, stacked)));
    }
  }

  private static double[] trained(int seed, boolean stacked) {
    try (Lab other = Lab.open(seed);
        MetaNet net = MetaNet.of(other, Mlp.of(10, 1), Sines.tasks())) {
      Maml.builder().setModel(net).optStacked(stacked).build().train(Sines.tasks(), 20);
      return Toys.weights(net);
    }
  }

  @Test
  void trainingAgainGoesOnWithOtherTasks() {
    List<Double> seen = new ArrayList<>();
    Tasks watched =
        (manager, n, random) -> {
          TaskBatch batch = Sines.tasks().draw(manager, n, random);
          seen.add(Toys.numbers(batch.support().inputs())[0]);
          return batch;
        };
    try (MetaNet net = MetaNet.of(lab, Mlp.of(4, 1), Sines.tasks())) {
      Maml maml = Maml.builder().setModel(net).optBatch(2).build();
      maml.train(watched, 3);
      maml.train(watched, 3);
      MetaTest.of(maml, watched, 2);
      assertEquals(7, seen.size());
      assertEquals(7, seen.stream().distinct().count());
    }
  }

  /** Algorithm 2 of Nichol et al.: w += rate * mean(w' - w), with w' learnt from all examples. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reptileMovesTowardsWhatWasLearnt(boolean stacked) {
    Tasks fixed = (manager, n, random) -> Toys.PLANES.draw(manager, n, new Random(4));
    try (MetaNet net = Toys.net(lab, Toys.smooth(1));
        NDManager scope = lab.scope()) {
      Reptile reptile =
          Reptile.builder()
              .setModel(net)
              .optInnerRate(0.05)
              .optSteps(3)
              .optInnerBatch(100) // all of a task's 10 examples in each step
              .optRate(0.3)
              .optBatch(4)
              .optStacked(stacked)
              .build();
      double[] before = Toys.weights(net);
      double[] expected = before.clone();
      TaskBatch batch = fixed.draw(scope, 4, null);
      for (int t = 0; t < 4; t++) {
        Task task = batch.task(t);
        NDArray x = task.support().inputs().concat(task.query().inputs(), 0);
        NDArray y = task.support().targets().concat(task.query().targets(), 0);
        try (FastLearner learner = reptile.adapt(new Shots(x, y))) {
          double[] learnt = Toys.numbers(learner.weights());
          for (int i = 0; i < learnt.length; i++) {
            expected[i] += 0.3 * (learnt[i] - before[i]) / 4;
          }
        }
      }
      reptile.train(fixed, 1);
      assertArrayEquals(expected, Toys.weights(net), 1e-12);
    }
  }

  /** In 3 steps of 4 out of 6 + 4 examples each example is seen once before any is seen twice. */
  @Test
  void reptileSeesOtherExamplesInEachStep() {
    try (MetaNet net = Toys.net(lab, Toys.smooth(1));
        NDManager scope = lab.scope()) {
      Reptile reptile = Reptile.builder().setModel(net).optSteps(3).optInnerBatch(4).build();
      TaskBatch batch = Toys.PLANES.draw(scope, 2, new Random(4));
      List<Double> all = new ArrayList<>();
      for (Shots part : reptile.parts(reptile.groups(batch).get(0))) {
        assertEquals(new Shape(2, 4, 2), part.inputs().getShape());
        assertEquals(new Shape(2, 4, 1), part.targets().getShape());
        for (double y : Toys.numbers(part.task(0).targets())) {
          all.add(y);
        }
      }
      assertEquals(10, all.subList(0, 10).stream().distinct().count());
      assertEquals(10, all.stream().distinct().count());
    }
  }

  /** The gradient of plain training on the examples of all tasks together. */
  @Test
  void jointTrainingFollowsTheMeanLossOfAllTasks() {
    try (MetaNet net = Toys.net(lab, Toys.smooth(1));
        NDManager scope = lab.scope()) {
      FineTune joint = FineTune.builder().setModel(net).build();
      TaskBatch batch = Toys.PLANES.draw(scope, 3, new Random(4));
      NDList trained = Toys.leaves(joint, scope);
      Outcome outcome = joint.learn(trained, batch, scope);
      double mean = 0;
      for (int t = 0; t < 3; t++) {
        try (FastLearner start = joint.adapt(batch.task(t).support(), 0)) {
          mean += (start.loss(batch.task(t).support()) + start.loss(batch.task(t).query())) / 6;
        }
      }
      assertEquals(mean, outcome.after(), 1e-12);
      double[] expected =
          Toys.differences(trained, scope, moved -> joint.learn(moved, batch, scope).after());
      assertTrue(Toys.distance(expected, Toys.numbers(outcome.gradients())) < 1e-6);
    }
  }

  /** The first step of Adam has the size of the rate; the rate falls along half a cosine. */
  @Test
  void theRateFalls() {
    try (MetaNet net = Toys.net(lab, Toys.smooth(1))) {
      List<double[]> weights = new ArrayList<>();
      Tasks watched =
          (manager, n, random) -> {
            weights.add(Toys.weights(net));
            return Toys.PLANES.draw(manager, n, new Random(4));
          };
      Maml maml = Maml.builder().setModel(net).optRate(0.01).build();
      maml.train(watched, 40);
      double first = Math.abs(weights.get(1)[0] - weights.get(0)[0]);
      double last = Math.abs(Toys.weights(net)[0] - weights.get(39)[0]);
      assertEquals(0.01, first, 2e-4);
      assertTrue(last < 0.01 * first, first + " and " + last);
    }
  }

  @Test
  void stopsWhenTheThreadIsInterruptedAndKeepsWhatItHasLearnt() {
    int[] drawn = {0};
    Tasks stopping =
        (manager, n, random) -> {
          if (++drawn[0] == 5) {
            Thread.currentThread().interrupt();
          }
          return Sines.tasks().draw(manager, n, random);
        };
    try (MetaNet net = MetaNet.of(lab, Mlp.of(4, 1), Sines.tasks())) {
      double[] before = Toys.weights(net);
      Maml maml = Maml.builder().setModel(net).build();
      CancellationException stopped =
          assertThrows(CancellationException.class, () -> maml.train(stopping, 1_000_000));
      assertTrue(stopped.getMessage().contains("after 5 iterations"), stopped.getMessage());
      assertFalse(Thread.interrupted());
      assertFalse(Arrays.equals(before, Toys.weights(net)));
      assertEquals(1, maml.train(Sines.tasks(), 1).iterations());
    }
  }

  @Test
  void aLossThatIsNoNumberStopsTheRunAndSaysWhatToTry() {
    try (MetaNet net = MetaNet.of(lab, Mlp.of(4, 1), Sines.tasks())) {
      double[] before = Toys.weights(net);
      Maml maml = Maml.builder().setModel(net).optInnerRate(1e30).optSteps(3).build();
      String message =
          assertThrows(IllegalStateException.class, () -> maml.train(Sines.tasks(), 5))
              .getMessage();
      assertTrue(message.contains("in iteration 1 of meta-training"), message);
      assertTrue(message.contains("inner rate (1.0E30)"), message);
      assertArrayEquals(before, Toys.weights(net), 0);
    }
  }

  @Test
  void theHistoryIsDrawnInReadableLines() {
    try (MetaNet net = MetaNet.of(lab, Mlp.of(4, 1), Sines.tasks())) {
      Maml maml = Maml.builder().setModel(net).optBatch(2).build();
      MetaHistory history = maml.train(Sines.tasks(), 250);
      assertEquals(250, history.before().length);
      Curve after = history.curve("after adapting");
      assertEquals(100, after.y().length);
      // Of 250 values the first two make the first point, and all of them have the same mean.
      assertEquals((history.after()[0] + history.after()[1]) / 2, after.y()[0], 1e-12);
      assertEquals(1.5, after.x()[0]);
      assertEquals(249, after.x()[99]);
      FineTune joint = FineTune.builder().setModel(net).build();
      assertEquals(
          List.of("loss"),
          joint.train(Sines.tasks(), 2).curves().stream().map(Curve::name).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aThousandIterationsLeaveNothingBehind(boolean stacked) throws IOException {
    try (MetaNet net = MetaNet.of(lab, Mlp.of(8, 8, 1), Sines.tasks())) {
      Maml maml = Maml.builder().setModel(net).optBatch(4).optSteps(2).optStacked(stacked).build();
      int iterations = stacked ? 250 : 100;
      work(maml, iterations);
      NDManager all = lab.manager().getParentManager();
      int system = all.getManagedArrays().size();
      int arrays = lab.manager().getManagedArrays().size();
      int models = net.model().getNDManager().getManagedArrays().size();
      // Java's heap grows now and then; a leak grows in every round.
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 4; round++) {
        long before = residentKb();
        work(maml, iterations);
        least = Math.min(least, residentKb() - before);
      }
      assertEquals(system, all.getManagedArrays().size());
      assertEquals(arrays, lab.manager().getManagedArrays().size());
      assertEquals(models, net.model().getNDManager().getManagedArrays().size());
      // 1 kB for each task; DJL's own way to second derivatives keeps 56.
      assertTrue(least < 4L * iterations, "resident memory grew by " + least + " kB a round");
    }
  }

  private void work(Maml maml, int iterations) {
    maml.train(Sines.tasks(), iterations);
    MetaTest.of(maml, Sines.tasks(), 20, 3);
    try (NDManager scope = lab.scope()) {
      Task task = Sines.tasks().draw(scope, lab.random());
      maml.adapt(task.support(), 3).predict(task.query().inputs());
    }
  }

  private static long residentKb() throws IOException {
    System.gc();
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    List<String> lines = Files.readAllLines(status);
    String rss = lines.stream().filter(l -> l.startsWith("VmRSS")).findFirst().orElseThrow();
    return Long.parseLong(rss.replaceAll("\\D", ""));
  }
}
