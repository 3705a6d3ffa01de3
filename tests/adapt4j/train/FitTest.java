package adapt4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.Lab;
import adapt4j.data.Augment;
import adapt4j.data.Examples;
import adapt4j.nn.Mlp;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FitTest extends EachLab {
  private Examples train;
  private Examples dev;

  @BeforeEach
  void open() {
    train = Toy.clouds(lab, 200, 1);
    dev = Toy.clouds(lab, 100, 2);
  }

  @Test
  void learnsAndRecordsWhatHappened() {
    try (Classifier net = Toy.net(lab, train)) {
      double before = Evaluation.of(net, dev).loss();
      History history = Fit.epochs(5).optBatch(32).optRate(0.02).optDev(dev).on(net, train);
      assertEquals(5, history.epochs());
      assertEquals(5 * 7, history.steps());
      assertEquals(35, history.stepLoss().curve("training").y().length);
      assertEquals(5, history.accuracy().curve("development").y().length);
      Evaluation after = Evaluation.of(net, dev);
      assertTrue(after.loss() < before);
      assertTrue(after.accuracy() > 0.85, after.toString());
    }
  }

  @Test
  void theSameSeedGivesTheSameWeightsBitByBit() {
    assertArrayEquals(trained(1), trained(1));
    assertFalse(Arrays.equals(trained(1), trained(2)));
  }

  private float[] trained(int seed) {
    try (Lab other = Lab.open(seed)) {
      Examples examples = Toy.clouds(other, 200, 1);
      try (Classifier net = Toy.net(other, examples)) {
        Fit.epochs(2).on(net, examples);
        return Toy.weights(net);
      }
    }
  }

  @Test
  void theWeightsOfTheBestEpochArePutBack() {
    try (Classifier net = Toy.net(lab, train)) {
      // A rate this high jumps about, so that the last epoch is hardly ever the best one.
      History history = Fit.epochs(12).optBatch(10).optRate(0.5).optDev(dev).on(net, train);
      double[] accuracy = history.accuracy().curve("development").y();
      double best = Arrays.stream(accuracy).max().orElseThrow();
      assertEquals(best, accuracy[history.best() - 1]);
      assertEquals(best, Evaluation.of(net, dev).accuracy());
    }
  }

  @Test
  void stopsEarlyWhenNothingGetsBetter() {
    try (Classifier net = Toy.net(lab, train)) {
      History history = Fit.epochs(200).optRate(0.05).optDev(dev).optPatience(3).on(net, train);
      assertTrue(history.epochs() < 200, history.epochs() + " epochs");
      assertEquals(history.best() + 3, history.epochs());
    }
  }

  @Test
  void aRunOfGivenStepsTakesAsManyAlsoWithFewExamples() {
    Examples few = train.take(3);
    try (Classifier net = Toy.net(lab, few)) {
      History history = Fit.steps(50).optBatch(8).optWatch(dev).on(net, few);
      assertEquals(50, history.steps());
      assertEquals(0, history.epochs());
      double[] x = history.accuracy().curve("development").x();
      assertEquals(2, x[0]);
      assertEquals(50, x[x.length - 1]);
      assertEquals(0, history.best(), "nothing was chosen");
    }
  }

  @Test
  void watchingChoosesNothing() {
    float[] alone;
    try (Classifier net = Toy.net(lab, train)) {
      Fit.steps(30).optRate(0.5).on(net, train);
      alone = Toy.weights(net);
    }
    try (Classifier net = Toy.net(lab, train)) {
      Fit.steps(30).optRate(0.5).optWatch(dev).on(net, train);
      assertArrayEquals(alone, Toy.weights(net));
    }
  }

  @Test
  void eachExampleIsSeenOnceBeforeOneIsSeenAgain() {
    Order order = new Order(5, new Random(1));
    int[] seen = new int[5];
    for (int row : order.next(3)) {
      seen[row]++;
    }
    assertEquals(2, order.left());
    for (int row : order.next(7)) {
      seen[row]++;
    }
    assertArrayEquals(new int[] {2, 2, 2, 2, 2}, seen);
    assertEquals(5, order.left());
  }

  @Test
  void textsOfOneLengthMeetInABatchAndEachIsSeenOnce() {
    int[] lengths = new Random(3).ints(103, 1, 30).toArray();
    Order order = new Order(lengths, 5, new Random(1));
    int padded = 0;
    List<Integer> firstEpoch = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      List<Integer> seen = new ArrayList<>();
      while (seen.size() < 103) {
        int[] batch = order.next(Math.min(5, order.left()));
        int longest = Arrays.stream(batch).map(row -> lengths[row]).max().orElseThrow();
        padded += Arrays.stream(batch).map(row -> longest - lengths[row]).sum();
        Arrays.stream(batch).forEach(seen::add);
      }
      assertEquals(103, Set.copyOf(seen).size());
      assertFalse(seen.equals(firstEpoch), "the second epoch has an order of its own");
      firstEpoch = seen;
    }
    int real = 2 * Arrays.stream(lengths).sum();
    assertTrue(padded < 0.15 * real, padded + " of " + real); // two thirds more if by chance
  }

  @Test
  void theLastSmallBatchIsNeverCutIntoTheOthers() {
    Order order = new Order(new int[] {1, 2, 3, 4, 5, 6, 7}, 3, new Random(1));
    int[] next = order.next(7);
    for (int full = 0; full < 2; full++) {
      int[] batch = Arrays.copyOfRange(next, 3 * full, 3 * full + 3);
      assertEquals(
          2, Arrays.stream(batch).max().orElseThrow() - Arrays.stream(batch).min().orElseThrow());
    }
    assertEquals(6, next[6]);
  }

  @Test
  void weightDecayShrinksWeightsAndNothingElse() {
    try (Classifier net = Toy.net(lab, train)) {
      NDArray shift = net.model().getBlock().getParameters().get(1).getValue().getArray();
      shift.set(new NDIndex("0"), -100); // ReLU's unit 0 is dead: it gets no gradient
      float[] before = Toy.weights(net);
      Fit.steps(2).optRate(0.1).optWeightDecay(0.5).on(net, train);
      float[] after = Toy.weights(net);
      for (int i = 0; i < 2; i++) { // the weights of unit 0
        assertEquals(before[i] * 0.95 * 0.95, after[i], 1e-6);
      }
      assertEquals(-100, shift.getFloat(0));
    }
  }

  @Test
  void aLongGradientIsShortenedAndKeepsItsDirection() {
    try (Classifier net = Toy.net(lab, train)) {
      double[] whole = gradient(net, Double.MAX_VALUE);
      double[] clipped = gradient(net, 0.01);
      double[] untouched = gradient(net, 2 * length(whole));
      assertEquals(0.01, length(clipped), 1e-5);
      assertArrayEquals(whole, untouched);
      for (int i = 0; i < whole.length; i++) {
        assertEquals(whole[i] * 0.01 / length(whole), clipped[i], 1e-6);
      }
    }
  }

  private double[] gradient(Classifier net, double longest) {
    Block block = net.model().getBlock();
    try (NDManager scope = lab.scope()) {
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        ParameterStore weights = new ParameterStore(scope, false);
        NDList scores = block.forward(weights, new NDList(train.inputs()), true);
        NDList labels = new NDList(train.labels());
        gradients.backward(Loss.softmaxCrossEntropyLoss().evaluate(labels, scores));
      }
      List<Double> all = new ArrayList<>();
      List<NDArray> arrays =
          block.getParameters().values().stream().map(Parameter::getArray).toList();
      try (NDList gradients = new NDList(arrays.stream().map(NDArray::getGradient).toList())) {
        int before = net.model().getNDManager().getManagedArrays().size();
        GradientNorm.clip(gradients, longest);
        assertEquals(before, net.model().getNDManager().getManagedArrays().size());
        for (NDArray one : gradients) {
          for (float value : one.toFloatArray()) {
            all.add((double) value);
          }
        }
      }
      arrays.forEach(array -> JniUtils.zeroGrad((PtNDArray) array));
      return all.stream().mapToDouble(x -> x).toArray();
    }
  }

  private static double length(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
  }

  @Test
  void aGradientThatAddsUpToNothingIsNoMissingGradient() {
    NDArray inputs = lab.manager().eye(2);
    Examples two = new Examples(inputs, lab.manager().create(new float[] {0, 1}), train.classes());
    try (Classifier net = Classifier.of(lab, Mlp.of(2), two)) {
      net.model().getBlock().getParameters().get(0).getValue().getArray().set(new float[4]);
      Fit.steps(1).optRate(0.1).on(net, two);
      assertEquals(1, Evaluation.of(net, two).accuracy());
    }
  }

  @Test
  void aRunWithClippingDecayAndGroupsLearns() {
    try (Classifier net = Toy.net(lab, train)) {
      Fit.epochs(5)
          .optBatch(32)
          .optRate(0.02)
          .optWeightDecay(0.01)
          .optClipNorm(1)
          .optGroupByLength(inputs -> new int[(int) inputs.size(0)])
          .on(net, train);
      assertTrue(Evaluation.of(net, dev).accuracy() > 0.85);
    }
  }

  @Test
  void aLayerWithARateOfItsOwnMovesAtThatRate() {
    // Adam's first step is the rate itself, whatever the gradient's size.
    try (Classifier net = Toy.net(lab, train)) {
      float[] before = Toy.weights(net);
      Fit.steps(1).optRate(1e-2).optRate("02Linear", 1e-4).on(net, train);
      float[] after = Toy.weights(net);
      for (int i = 0; i < before.length; i++) {
        assertEquals(1e-4, Math.abs(after[i] - before[i]), 1e-6);
      }
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Fit.steps(1).optRate("bodi", 1e-4).on(net, train))
              .getMessage();
      assertTrue(message.contains("No layer is named bodi"), message);
      assertTrue(message.contains("02Linear"), message);
    }
  }

  @Test
  void anAugmentationIsSeenInPlaceOfTheExamples() {
    Augment flat = (inputs, random) -> inputs.mul(inputs.getManager().create(new float[] {1, 0}));
    try (Classifier net = Toy.net(lab, train)) {
      float[] before = Toy.weights(net);
      Fit.steps(3).optAugment(flat).on(net, train);
      float[] after = Toy.weights(net);
      for (int i = 1; i < before.length; i += 2) {
        assertEquals(before[i], after[i], "a coordinate that is always 0 gives no gradient");
      }
      assertFalse(Arrays.equals(before, after));
    }
  }

  @Test
  void aNetworkThatIsFrozenWholeCannotBeTrained() {
    try (Classifier net = Toy.net(lab, train).freeze()) {
      says("nothing to train", () -> Fit.steps(1).on(net, train));
      net.unfreeze("04Linear");
      assertEquals(8 * 2 + 2, net.trained());
      Fit.steps(1).on(net, train);
    }
  }

  @Test
  void anObjectiveSeesItsRowsTrainsItsOwnParametersAndIsClosed() {
    Parameter own =
        Parameter.builder()
            .setName("own")
            .setType(Parameter.Type.OTHER)
            .optShape(new Shape(1))
            .build();
    List<Integer> rows = new ArrayList<>();
    boolean[] closed = new boolean[1];
    Objective objective =
        (net, examples) ->
            new Objective.Run() {
              @Override
              public NDArray loss(Examples batch, int[] of, NDArray scores) {
                Arrays.stream(of).forEach(rows::add);
                assertArrayEquals(
                    examples.select(of).inputs().toFloatArray(), batch.inputs().toFloatArray());
                NDArray one = scores.getManager().ones(new Shape(1));
                return scores.square().mean().add(one.sub(own.getArray()).square().sum());
              }

              @Override
              public List<Parameter> parameters() {
                return List.of(own);
              }

              @Override
              public void close() {
                closed[0] = true;
              }
            };
    try (Classifier net = Toy.net(lab, train);
        NDManager scope = lab.scope()) {
      own.setInitializer((manager, shape, type) -> manager.zeros(shape, type));
      own.initialize(scope, DataType.FLOAT32);
      own.getArray().setRequiresGradient(true);
      Fit.epochs(5).optBatch(20).optRate(0.05).optObjective(objective).on(net, train);
      assertEquals(1, own.getArray().getFloat(), 0.1);
      assertEquals(5 * train.size(), rows.size());
      assertEquals(train.size(), Set.copyOf(rows.subList(0, train.size())).size());
      assertTrue(closed[0]);
      double most = net.logits(train.inputs()).abs().max().getFloat();
      assertTrue(most < 0.5, "the scores were pulled to 0, not to the labels: " + most);
    }
  }

  @Test
  void aLossThatIsNoNumberStopsTheRunAndSaysWhatToTry() {
    try (Classifier net = Toy.net(lab, train);
        NDManager scope = lab.scope()) {
      float[] points = train.inputs().toFloatArray();
      points[7] = Float.NaN;
      Examples broken =
          new Examples(
              scope.create(points, train.inputs().getShape()), train.labels(), train.classes());
      String message =
          assertThrows(IllegalStateException.class, () -> Fit.epochs(1).on(net, broken))
              .getMessage();
      assertTrue(message.contains("step "), message);
      assertTrue(message.contains("learning rate"), message);
      Fit.epochs(1).on(net, train.take(10)); // the next run is not harmed by the last one
    }
  }

  @Test
  void stopsWhenTheThreadIsInterruptedAndTrainsAgain() throws InterruptedException {
    try (Classifier net = Toy.net(lab, train)) {
      Thread self = Thread.currentThread();
      Thread stop =
          new Thread(
              () -> {
                try {
                  Thread.sleep(300);
                } catch (InterruptedException e) {
                  return;
                }
                self.interrupt();
              });
      stop.start();
      TrainingStopped stopped =
          assertThrows(TrainingStopped.class, () -> Fit.epochs(1_000_000).on(net, train));
      stop.join();
      assertFalse(Thread.interrupted());
      assertFalse(stopped.getMessage().contains("after 0 steps"), stopped.getMessage());
      assertEquals(1, Fit.epochs(1).on(net, train).epochs());
    }
  }

  @Test
  void oneFitUsedTwiceGivesTheSameWeightsTwice() {
    Fit fit = Fit.epochs(2).optRate(0.01);
    try (Classifier first = Toy.net(lab, train);
        Classifier second = Toy.net(lab, train)) {
      fit.on(first, train);
      fit.on(second, train);
      assertArrayEquals(Toy.weights(first), Toy.weights(second));
    }
  }

  @Test
  void aFrozenLayerOfALoadedNetworkStaysFrozen(@TempDir Path folder) {
    try (Classifier net = Toy.net(lab, train)) {
      net.save(folder);
    }
    try (Classifier net = Classifier.load(lab, Mlp.of(8, 2), folder)) {
      Block first = net.model().getBlock().getChildren().values().get(1);
      first.freezeParameters(true);
      float[] before = Toy.weights(net);
      Evaluation start = Evaluation.of(net, dev);
      Fit.epochs(2).optRate(0.05).on(net, train);
      assertArrayEquals(before, Toy.weights(net));
      assertTrue(Evaluation.of(net, dev).loss() != start.loss(), "the head has not moved");
    }
  }

  @Test
  void lossesAreMeansOverExamplesAlsoWhenTheLastBatchIsSmall() {
    Examples five = train.take(5);
    try (Classifier net = Toy.net(lab, five)) {
      // A rate this small leaves the weights as they are.
      History history = Fit.epochs(1).optBatch(2).optRate(1e-12).on(net, five);
      double byHand = 0;
      float[] logits = net.logits(five.inputs()).toFloatArray();
      for (int i = 0; i < 5; i++) {
        double right = logits[2 * i + five.labelArray()[i]];
        byHand += Math.log(Math.exp(logits[2 * i]) + Math.exp(logits[2 * i + 1])) - right;
      }
      assertEquals(byHand / 5, history.loss().curve("training").y()[0], 1e-5);
      assertEquals(byHand / 5, Evaluation.of(net, five).loss(), 1e-5);
    }
  }

  @Test
  void twentyRunsOfALargeNetworkGiveTheirMemoryBack() throws IOException {
    Examples few = train.take(20);
    for (int run = 0; run < 10; run++) {
      fitOnce(few);
    }
    long before = residentKb();
    for (int run = 0; run < 20; run++) {
      fitOnce(few);
    }
    long grown = residentKb() - before;
    // The optimiser's state alone would be 160 MB.
    assertTrue(grown < 80_000, "resident memory grew by " + grown + " kB in 20 runs");
  }

  private void fitOnce(Examples few) {
    try (Classifier net = Classifier.of(lab, Mlp.of(1000, 1000, 2), few)) {
      Fit.epochs(1).on(net, few);
    }
  }

  @Test
  void badInputIsNamed() {
    says("1 epoch", () -> Fit.epochs(0));
    says("1 step", () -> Fit.steps(0));
    says("1 example", () -> Fit.epochs(1).optBatch(0));
    says("above 0", () -> Fit.epochs(1).optRate(0));
    says("Patience", () -> Fit.epochs(1).optPatience(0));
    says("Weight decay", () -> Fit.epochs(1).optWeightDecay(-0.1));
    says("Weight decay", () -> Fit.epochs(1).optWeightDecay(Double.NaN));
    says("longest gradient", () -> Fit.epochs(1).optClipNorm(0));
    try (Classifier net = Toy.net(lab, train)) {
      NDArray wide = lab.manager().ones(new Shape(3, 5));
      Examples wrong = new Examples(wide, lab.manager().zeros(new Shape(3)), train.classes());
      says("inputs of shape (2), but", () -> Fit.epochs(1).on(net, wrong));
      Examples others = new Examples(train.inputs(), train.labels(), List.of("a", "b", "c"));
      says("knows the classes", () -> Fit.epochs(1).on(net, others));
      says("knows the classes", () -> Fit.epochs(1).optDev(others).on(net, train));
      String message =
          assertThrows(
                  IllegalStateException.class, () -> Fit.epochs(1).optPatience(1).on(net, train))
              .getMessage();
      assertTrue(message.contains("optDev"), message);
      Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build();
      Fit twice = Fit.epochs(1).optOptimizer(sgd).optWeightDecay(0.1);
      message = assertThrows(IllegalStateException.class, () -> twice.on(net, train)).getMessage();
      assertTrue(message.contains("weight decay"), message);
    }
  }

  @Test
  void aThousandStepsLeaveNothingBehind() throws IOException {
    try (Classifier net = Toy.net(lab, train)) {
      Fit.epochs(90).optBatch(10).on(net, train); // 1,800 steps to warm up
      int labArrays = lab.manager().getManagedArrays().size();
      int modelArrays = net.model().getNDManager().getManagedArrays().size();
      long least = Long.MAX_VALUE; // Java's own memory comes and goes; a leak grows each time
      for (int i = 0; i < 3; i++) {
        long before = residentKb();
        Fit.epochs(50).optBatch(10).on(net, train);
        least = Math.min(least, residentKb() - before);
      }
      assertEquals(labArrays, lab.manager().getManagedArrays().size());
      assertEquals(modelArrays, net.model().getNDManager().getManagedArrays().size());
      assertTrue(least < 5_000, "resident memory grew by " + least + " kB in each 1,000 steps");
    }
  }

  /** Resident memory after a collection; 0 where the system does not tell. */
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

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
