package adapt4j.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.data.Augment;
import adapt4j.data.Examples;
import adapt4j.nn.Mlp;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import adapt4j.train.History;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DistillationTest extends EachLab {
  private Examples train;
  private Classifier teacher;

  @BeforeEach
  void open() {
    train = Toy.clouds(lab, 150, 1);
    teacher = Toy.teacher(lab, train);
  }

  @AfterEach
  void close() {
    teacher.close();
  }

  private Distillation.Builder live() {
    return Distillation.builder().setTeacher(teacher);
  }

  private static Fit fit(int steps) {
    return Fit.steps(steps).optBatch(20).optRate(0.01).optProgress(false);
  }

  @Test
  void withoutTheTeachersShareItIsPlainCrossEntropyBitByBit() {
    try (Classifier plain = Toy.student(lab, train);
        Classifier taught = Toy.student(lab, train)) {
      History one = fit(30).on(plain, train);
      Distillation none = live().optTemperature(1).optAlpha(0).build();
      History two = fit(30).optObjective(none).on(taught, train);
      assertArrayEquals(Toy.weights(plain), Toy.weights(taught));
      assertArrayEquals(one.stepLoss().curve("training").y(), two.stepLoss().curve("training").y());
    }
  }

  @Test
  void theLossIsTheTeachersShareAndTheLabelsShare() {
    try (Classifier student = Toy.student(lab, train);
        NDManager scope = lab.scope()) {
      NDArray inputs = train.inputs().duplicate();
      inputs.attach(scope);
      NDArray scores = student.logits(inputs);
      double soft = SoftTargets.loss(scores, teacher.logits(inputs), 3).getFloat();
      NDList labels = new NDList(train.labels());
      double hard = Loss.softmaxCrossEntropyLoss().evaluate(labels, new NDList(scores)).getFloat();
      assertTrue(Math.abs(soft - hard) > 0.1, "else the shares could be mixed up");
      Distillation both = live().optTemperature(3).optAlpha(0.7).build();
      History one = fit(1).optBatch(150).optObjective(both).on(student, train);
      double loss = one.stepLoss().curve("training").y()[0];
      assertEquals(0.7 * soft + 0.3 * hard, loss, 1e-4);
    }
  }

  @Test
  void aStudentLearnsWithoutLabels() {
    Examples test = Toy.clouds(lab, 300, 2);
    double teachers = Evaluation.of(teacher, test).accuracy();
    TransferSet unlabelled = TransferSet.of(teacher, Toy.clouds(lab, 600, 3).inputs());
    try (Classifier student = Toy.student(lab, train)) {
      History run = fit(400).optObjective(unlabelled.soft(2)).on(student, unlabelled.examples());
      double students = Evaluation.of(student, test).accuracy();
      assertTrue(students > teachers - 0.05, students + " against " + teachers);
      double[] agreement = run.accuracy().curve("training").y();
      assertTrue(agreement[agreement.length - 1] > 0.9, Arrays.toString(agreement));
    }
  }

  @Test
  void theLabelsAreNotLookedAtWhereTheTeacherIsAll() {
    NDArray wrong = lab.manager().zeros(train.labels().getShape());
    Examples mislabelled = new Examples(train.inputs(), wrong, train.classes());
    try (Classifier one = Toy.student(lab, train);
        Classifier two = Toy.student(lab, train)) {
      fit(30).optObjective(live().build()).on(one, train);
      fit(30).optObjective(live().build()).on(two, mislabelled);
      assertArrayEquals(Toy.weights(one), Toy.weights(two));
    }
  }

  @Test
  void aTeacherThatIsAskedLiveSaysWhatItSaidBefore() {
    TransferSet before = TransferSet.of(teacher, train);
    try (Classifier one = Toy.student(lab, train);
        Classifier two = Toy.student(lab, train)) {
      fit(50).optObjective(live().optTemperature(2).build()).on(one, train);
      fit(50).optObjective(before.soft(2)).on(two, before.examples());
      assertArrayEquals(Toy.weights(one), Toy.weights(two), 1e-4f);
    }
  }

  @Test
  void aLiveTeacherSeesTheAugmentedInput() {
    Augment away = (inputs, random) -> inputs.add(3);
    try (Classifier student = Toy.student(lab, train);
        NDManager scope = lab.scope()) {
      NDArray moved = train.inputs().add(3);
      moved.attach(scope);
      double both = SoftTargets.loss(student.logits(moved), teacher.logits(moved), 1).getFloat();
      History one =
          fit(1).optBatch(150).optAugment(away).optObjective(live().build()).on(student, train);
      assertEquals(both, one.stepLoss().curve("training").y()[0], 1e-4);
    }
  }

  @Test
  void theTeacherIsNotChanged() {
    float[] before = Toy.weights(teacher);
    try (Classifier student = Toy.student(lab, train)) {
      fit(20).optObjective(live().build()).on(student, train);
    }
    assertArrayEquals(before, Toy.weights(teacher));
    assertEquals(teacher.parameters(), teacher.trained(), "nor frozen");
  }

  @Test
  void aThousandStepsLeaveNothingBehind() {
    TransferSet set = TransferSet.of(teacher, train);
    Distillation both = live().optTemperature(2).optAlpha(0.5).build();
    try (Classifier student = Toy.student(lab, train)) {
      fit(1).optObjective(both).on(student, train);
      int labs = lab.manager().getManagedArrays().size();
      int students = student.model().getNDManager().getManagedArrays().size();
      int teachers = teacher.model().getNDManager().getManagedArrays().size();
      fit(1_000).optObjective(both).on(student, train);
      fit(1_000).optObjective(set.soft(2)).on(student, set.examples());
      assertEquals(labs, lab.manager().getManagedArrays().size());
      assertEquals(students, student.model().getNDManager().getManagedArrays().size());
      assertEquals(teachers, teacher.model().getNDManager().getManagedArrays().size());
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    for (double wrong : new double[] {0, -2, Double.NaN}) {
      says("temperature", () -> Distillation.builder().optTemperature(wrong));
    }
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      says("Alpha", () -> Distillation.builder().optAlpha(wrong));
    }
    says("hidden states", () -> Distillation.builder().optHidden(-1));
    Distillation.Builder none = Distillation.builder();
    assertThrows(IllegalStateException.class, none::build);
    Distillation.Builder cached =
        Distillation.builder().setTransferSet(TransferSet.of(teacher, train)).optHidden(1);
    String message = assertThrows(IllegalStateException.class, cached::build).getMessage();
    assertTrue(message.contains("setTeacher"), message);
  }

  @Test
  void aTeacherThatDoesNotFitIsRefused() {
    Distillation distillation = live().build();
    List<String> two = List.of("left", "right");
    int[] sides = {0, 1, 3, 4};
    Examples fewer = new Examples(train.select(sides).inputs(), train.select(sides).labels(), two);
    try (Classifier student = Toy.student(lab, fewer)) {
      says("3 classes, the student 2", () -> fit(1).optObjective(distillation).on(student, fewer));
    }
    List<String> turned = List.of("top", "left", "right");
    Examples other = new Examples(train.inputs(), train.labels(), turned);
    try (Classifier student = Toy.student(lab, other)) {
      says("same order", () -> fit(1).optObjective(distillation).on(student, other));
    }
    Examples narrow = new Examples(train.inputs().get(":, :1"), train.labels(), train.classes());
    try (Classifier student = Toy.student(lab, narrow)) {
      says("shape (2)", () -> fit(1).optObjective(distillation).on(student, narrow));
    }
    says("same network", () -> fit(1).optObjective(distillation).on(teacher, train));
  }

  @Test
  void answersToOtherExamplesAreRefused() {
    TransferSet set = TransferSet.of(teacher, train);
    Examples others = Toy.clouds(lab, 150, 9);
    try (Classifier student = Toy.student(lab, train)) {
      says("examples()", () -> fit(1).optObjective(set.soft(1)).on(student, others));
    }
    Examples four = new Examples(train.inputs(), train.labels(), List.of("a", "b", "c", "d"));
    try (Classifier student = Classifier.of(lab, Mlp.of(4), four)) {
      says("3 classes, the student 4", () -> fit(1).optObjective(set.soft(1)).on(student, four));
    }
  }

  @Test
  void aRunThatWasRefusedDoesNotHarmTheNext() {
    Distillation distillation = live().build();
    assertThrows(
        IllegalArgumentException.class, () -> fit(1).optObjective(distillation).on(teacher, train));
    try (Classifier student = Toy.student(lab, train)) {
      float[] before = Toy.weights(student);
      fit(1).optObjective(distillation).on(student, train);
      assertFalse(Arrays.equals(before, Toy.weights(student)));
    }
  }

  private static void says(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
