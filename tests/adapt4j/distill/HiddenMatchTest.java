package adapt4j.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.data.Examples;
import adapt4j.nn.Hidden;
import adapt4j.nn.Stages;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import adapt4j.train.History;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HiddenMatchTest extends EachLab {
  private static final int LENGTH = 5;
  private Examples train;

  /** Layers of linear maps, each of its own token; a number below 0 is no token. */
  private static final class Tower extends AbstractBlock implements Hidden {
    private final List<Block> layers = new ArrayList<>();
    private final int width;
    private final String reads;
    private Watcher watcher;

    Tower(int layers, int width, String reads) {
      this.width = width;
      this.reads = reads;
      for (int i = 0; i < layers; i++) {
        this.layers.add(addChildBlock("layer" + i, Linear.builder().setUnits(width).build()));
      }
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray tokens = inputs.head();
      NDArray real = tokens.gte(0).toType(DataType.FLOAT32, true);
      NDArray x = tokens.expandDims(2);
      for (int i = 0; i < layers.size(); i++) {
        x = layers.get(i).forward(weights, new NDList(x), training).head();
        if (watcher != null) {
          watcher.see(i, x.add(0), real.add(0));
        }
      }
      return new NDList(x.mul(real.expandDims(2)).sum(new int[] {1}));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      Shape shape = new Shape(1, LENGTH, 1);
      for (Block layer : layers) {
        layer.initialize(manager, type, shape);
        shape = new Shape(1, LENGTH, width);
      }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return new Shape[] {new Shape(inputs[0].get(0), width)};
    }

    @Override
    public int layers() {
      return layers.size();
    }

    @Override
    public int width() {
      return width;
    }

    @Override
    public String reads() {
      return reads;
    }

    @Override
    public void watch(Watcher watcher) {
      this.watcher = watcher;
    }
  }

  @BeforeEach
  void open() {
    Random random = new Random(1);
    float[] tokens = new float[40 * LENGTH];
    float[] labels = new float[40];
    for (int i = 0; i < 40; i++) {
      labels[i] = i % 2;
      int length = 2 + random.nextInt(LENGTH - 1);
      for (int j = 0; j < LENGTH; j++) {
        tokens[i * LENGTH + j] = j < length ? random.nextInt(3) + i % 2 : -1;
      }
    }
    NDArray inputs = lab.manager().create(tokens, new Shape(40, LENGTH));
    train = new Examples(inputs, lab.manager().create(labels), List.of("low", "high"));
  }

  private Classifier net(int layers, int width, String reads) {
    return Classifier.of(lab, Stages.bodyAndHead(new Tower(layers, width, reads), 2), train);
  }

  private static Tower tower(Classifier net) {
    return (Tower) ((Stages) net.model().getBlock()).stage("body");
  }

  /** Only the hidden states count. */
  private static Distillation hidden(Classifier teacher) {
    return Distillation.builder().setTeacher(teacher).optAlpha(1).optHidden(1).build();
  }

  private static Fit fit(int steps) {
    return Fit.steps(steps).optBatch(40).optRate(0.01).optProgress(false);
  }

  private static double first(History history) {
    return history.stepLoss().curve("training").y()[0];
  }

  @Test
  void aCopyHasNothingToLearn() {
    try (Classifier teacher = net(2, 3, "a");
        Classifier student = net(2, 3, "a")) { // the same seed, so the same weights
      assertEquals(0, first(fit(1).optObjective(hidden(teacher)).on(student, train)), 1e-6);
    }
  }

  @Test
  void itIsTheMeanSquareOverRealTokensOfLayersInEvenDistances() {
    try (Classifier teacher = net(4, 3, "a");
        Classifier student = net(2, 3, "a")) {
      List<float[]> theirs = states(teacher);
      List<float[]> ours = states(student);
      double sum = 0;
      long numbers = 0;
      float[] tokens = train.inputs().toFloatArray();
      for (int i = 0; i < tokens.length; i++) {
        for (int unit = 0; tokens[i] >= 0 && unit < 3; unit++) {
          int at = 3 * i + unit;
          sum += Math.pow(ours.get(0)[at] - theirs.get(1)[at], 2);
          sum += Math.pow(ours.get(1)[at] - theirs.get(3)[at], 2);
          numbers += 2;
        }
      }
      double answers;
      try (NDManager scope = lab.scope()) {
        NDArray inputs = train.inputs().duplicate();
        inputs.attach(scope);
        answers = SoftTargets.loss(student.logits(inputs), teacher.logits(inputs), 1).getFloat();
      }
      double loss = first(fit(1).optObjective(hidden(teacher)).on(student, train));
      assertTrue(sum / numbers > 0.01, "else there is nothing to see");
      assertEquals(sum / numbers + answers, loss, 1e-4);
    }
  }

  private List<float[]> states(Classifier net) {
    List<float[]> seen = new ArrayList<>();
    tower(net).watch((layer, states, real) -> seen.add(states.toFloatArray()));
    try (NDManager scope = lab.scope()) {
      NDArray inputs = train.inputs().duplicate();
      inputs.attach(scope);
      net.logits(inputs);
    }
    tower(net).watch(null);
    return seen;
  }

  @Test
  void aNarrowStudentLearnsThroughAProjection() {
    try (Classifier teacher = net(2, 6, "a");
        Classifier student = net(1, 2, "a")) {
      long parameters = student.parameters();
      History run = fit(400).optObjective(hidden(teacher)).on(student, train);
      double[] loss = run.stepLoss().curve("training").y();
      assertTrue(loss[399] < 0.1 * loss[0], loss[0] + " to " + loss[399]);
      assertEquals(parameters, student.parameters(), "the projection is thrown away");
    }
  }

  @Test
  void nothingIsLeftBehindAndNobodyWatchesAnyMore() {
    try (Classifier teacher = net(2, 6, "a");
        Classifier student = net(2, 3, "a")) {
      Distillation distillation = hidden(teacher);
      fit(1).optObjective(distillation).on(student, train);
      int labs = lab.manager().getManagedArrays().size();
      int students = student.model().getNDManager().getManagedArrays().size();
      fit(1_000).optObjective(distillation).optWatch(train).on(student, train);
      assertEquals(labs, lab.manager().getManagedArrays().size());
      assertEquals(students, student.model().getNDManager().getManagedArrays().size());
      assertEquals(null, tower(teacher).watcher);
      assertEquals(null, tower(student).watcher);
    }
  }

  @Test
  void anotherTokenizerIsRefusedAlsoWhereOnlyAnswersCount() {
    try (Classifier teacher = net(2, 3, "a");
        Classifier student = net(2, 3, "b")) {
      Distillation answers = Distillation.builder().setTeacher(teacher).build();
      says("tokenizer", () -> fit(1).optObjective(answers).on(student, train));
      TransferSet set = TransferSet.of(teacher, train.inputs());
      says("tokenizer", () -> fit(1).optObjective(set.soft(1)).on(student, set.examples()));
      assertFalse(HiddenMatch.find(student.model().getBlock()).isEmpty());
    }
  }

  @Test
  void networksWithoutHiddenStatesOrWithMoreLayersAreRefused() {
    try (Classifier teacher = net(2, 3, "a");
        Classifier tall = net(3, 3, "a");
        Classifier plain = Toy.student(lab, train)) {
      says("student has 3 layers", () -> fit(1).optObjective(hidden(teacher)).on(tall, train));
      says(
          "The student has no hidden", () -> fit(1).optObjective(hidden(teacher)).on(plain, train));
      says(
          "The teacher has no hidden", () -> fit(1).optObjective(hidden(plain)).on(teacher, train));
    }
  }

  private static void says(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
