package adapt4j.meta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks, and what a test on them counts. */
class MetaTestTest extends EachLab {
  private NDManager scope;

  @BeforeEach
  void open() {
    scope = lab.scope();
  }

  /** Learner by learner, on the tasks that the test has drawn. */
  @Test
  void countsWhatEachLearnerDoes() {
    for (boolean stacked : new boolean[] {true, false}) {
      List<TaskBatch> drawn = new ArrayList<>();
      Tasks watched =
          (manager, n, random) -> {
            drawn.add(Toys.SECTORS.draw(scope, n, random));
            return drawn.get(drawn.size() - 1);
          };
      try (MetaNet net = Toys.net(lab, Toys.smooth(3))) {
        Maml maml = Maml.builder().setModel(net).optInnerRate(0.5).optStacked(stacked).build();
        MetaTest test = MetaTest.of(maml, watched, 70, 2);
        assertEquals(2, test.steps());
        assertEquals(List.of(50, 20), drawn.stream().map(TaskBatch::size).toList());
        for (int steps = 0; steps <= 2; steps++) {
          double[] losses = new double[70];
          double right = 0;
          for (int t = 0; t < 70; t++) {
            Task task = drawn.get(t / 50).task(t % 50);
            try (FastLearner learner = maml.adapt(task.support(), steps)) {
              losses[t] = learner.loss(task.query());
              long[] chosen = learner.predict(task.query().inputs()).argMax(1).toLongArray();
              long[] truth = task.query().targets().toLongArray();
              for (int i = 0; i < truth.length; i++) {
                right += chosen[i] == truth[i] ? 1 : 0;
              }
            }
          }
          double mean = Arrays.stream(losses).average().orElseThrow();
          double spread = Arrays.stream(losses).map(v -> Math.pow(v - mean, 2)).sum() / 69;
          assertEquals(mean, test.loss(steps), 1e-9);
          assertEquals(1.96 * Math.sqrt(spread / 70), test.lossRange(steps), 1e-9);
          assertEquals(right / 70 / 12, test.accuracy(steps), 1e-9);
          assertEquals(mean, test.curve("loss").y()[steps], 1e-9);
        }
        assertTrue(test.accuracyRange(2) > 0);
        String text = test.toString();
        assertTrue(text.startsWith("70 tasks: loss "), text);
        assertTrue(text.contains("% right) before adapting, loss "), text);
        assertTrue(text.endsWith("% right) after step 2"), text);
      }
    }
  }

  @Test
  void aTaskThatDivergesIsCountedAndSpoilsNoOther() {
    // The second task of each batch has huge targets.
    Tasks tasks =
        (manager, n, random) -> {
          TaskBatch batch = Toys.PLANES.draw(manager, n, random);
          batch.support().targets().get(1).muli(1e200);
          return batch;
        };
    for (boolean stacked : new boolean[] {true, false}) {
      try (MetaNet net = Toys.net(lab, Toys.smooth(1))) {
        Maml maml = Maml.builder().setModel(net).optStacked(stacked).build();
        MetaTest test = MetaTest.of(maml, tasks, 5, 4);
        assertEquals(1, test.diverged());
        assertTrue(Double.isNaN(test.loss(4)));
        assertTrue(Double.isFinite(test.loss(0)));
        assertTrue(test.toString().contains("for 1 of them"), test.toString());
      }
    }
  }

  /** What is no number is right by chance: that must not count. */
  @Test
  void theAccuracyOfATaskThatDivergesIsNoNumber() {
    Tasks tasks =
        (manager, n, random) -> {
          TaskBatch batch = Toys.SECTORS.draw(manager, n, random);
          batch.support().inputs().get(1).muli(Double.NaN);
          return batch;
        };
    try (MetaNet net = Toys.net(lab, Toys.smooth(3))) {
      MetaTest test = MetaTest.of(Maml.builder().setModel(net).build(), tasks, 5, 2);
      assertTrue(Double.isFinite(test.accuracy(0)));
      assertTrue(Double.isNaN(test.accuracy(2)));
      assertEquals(1, test.diverged());
    }
  }

  @Test
  void everyMethodGetsTheSameTasks() {
    List<Double> seen = new ArrayList<>();
    Tasks watched =
        (manager, n, random) -> {
          TaskBatch batch = Toys.SECTORS.draw(manager, n, random);
          seen.add(Toys.numbers(batch.query().inputs())[0]);
          return batch;
        };
    try (MetaNet net = Toys.net(lab, Toys.smooth(3))) {
      ProtoNet proto = ProtoNet.builder().setModel(net).build();
      MetaTest.of(proto, watched, 2);
      proto.train(Toys.SECTORS, 3);
      MetaTest.of(proto, watched, 2);
      MetaTest.of(Maml.builder().setModel(net).build(), watched, 2);
      assertEquals(1, seen.stream().distinct().count());
    }
  }

  @Test
  void sinesAreThoseOfThePaper() {
    Sines sines = Sines.tasks().optShots(5).optQueries(7);
    Random random = new Random(1);
    double[] amplitudes = new double[2000];
    double[] phases = new double[2000];
    for (int i = 0; i < 2000; i++) {
      Sines.Sine wave = sines.wave(random);
      amplitudes[i] = wave.amplitude();
      phases[i] = wave.phase();
    }
    even(amplitudes, 0.1, 5);
    even(phases, 0, Math.PI);
    TaskBatch batch = sines.draw(scope, 400, random);
    assertEquals(new Shape(400, 5, 1), batch.support().inputs().getShape());
    assertEquals(new Shape(400, 7, 1), batch.query().targets().getShape());
    even(Toys.numbers(batch.support().inputs()), -5, 5);
    even(Toys.numbers(batch.query().inputs()), -5, 5);
    // All points of a task lie on one wave: A sin(x - p) = u sin x + v cos x.
    double[] x = Toys.numbers(batch.task(3).query().inputs());
    double[] y = Toys.numbers(batch.task(3).query().targets());
    double[] xs = Toys.numbers(batch.task(3).support().inputs());
    double[] ys = Toys.numbers(batch.task(3).support().targets());
    double det = Math.sin(x[0]) * Math.cos(x[1]) - Math.sin(x[1]) * Math.cos(x[0]);
    double u = (y[0] * Math.cos(x[1]) - y[1] * Math.cos(x[0])) / det;
    double v = (Math.sin(x[0]) * y[1] - Math.sin(x[1]) * y[0]) / det;
    for (int i = 0; i < 5; i++) {
      assertEquals(ys[i], u * Math.sin(xs[i]) + v * Math.cos(xs[i]), 1e-3);
    }
    Sines.Sine wave = new Sines.Sine(2, 0.5);
    Task task = sines.task(scope, wave, random);
    double[] tx = Toys.numbers(task.support().inputs());
    double[] ty = Toys.numbers(task.support().targets());
    for (int i = 0; i < 5; i++) {
      assertEquals(2 * Math.sin(tx[i] - 0.5), ty[i], 1e-5);
    }
  }

  private static void even(double[] values, double from, double to) {
    double low = Arrays.stream(values).min().orElseThrow();
    double high = Arrays.stream(values).max().orElseThrow();
    double width = to - from;
    assertTrue(low >= from && low < from + 0.01 * width, "lowest " + low);
    assertTrue(high <= to && high > to - 0.01 * width, "highest " + high);
    assertEquals((from + to) / 2, Arrays.stream(values).average().orElseThrow(), 0.03 * width);
  }

  @Test
  void theSameRandomGivesTheSameTasks() {
    TaskBatch a = Sines.tasks().draw(scope, 3, new Random(5));
    TaskBatch b = Sines.tasks().draw(scope, 3, new Random(5));
    assertArrayEquals(Toys.numbers(a.query().targets()), Toys.numbers(b.query().targets()), 0);
  }

  @Test
  void singleTasksMakeABatch() {
    Random random = new Random(2);
    List<Task> tasks = List.of(Toys.SECTORS.draw(scope, random), Toys.SECTORS.draw(scope, random));
    TaskBatch batch = TaskBatch.of(tasks);
    assertEquals(2, batch.size());
    for (int t = 0; t < 2; t++) {
      NDArray before = tasks.get(t).query().inputs();
      NDArray after = batch.task(t).query().inputs();
      assertArrayEquals(Toys.numbers(before), Toys.numbers(after), 0);
      assertEquals(tasks.get(t).support().size(), batch.task(t).support().size());
    }
    Task other = Toys.PLANES.draw(scope, random);
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> TaskBatch.of(List.of(tasks.get(0), other)))
            .getMessage();
    assertTrue(message.contains("same shapes"), message);
    String count =
        assertThrows(
                IllegalArgumentException.class, () -> new TaskBatch(batch.support(), other.query()))
            .getMessage();
    assertTrue(count.contains("2 support sets, but 4 query sets"), count);
  }
}
