package adapt4j.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.data.Examples;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransferSetTest extends EachLab {
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

  @Test
  void theAnswersOfManyBatchesStandInOrder() {
    Examples many = Toy.clouds(lab, 700, 4);
    TransferSet set = TransferSet.of(teacher, many.inputs());
    try (NDManager scope = lab.scope()) {
      NDArray whole = many.inputs().duplicate();
      whole.attach(scope);
      NDArray logits = teacher.logits(whole);
      assertArrayEquals(logits.toFloatArray(), set.logits().toFloatArray(), 1e-4f);
    }
    Evaluation result = Evaluation.of(teacher, many);
    assertArrayEquals(
        IntStream.range(0, 700).map(result::predicted).toArray(), set.examples().labelArray());
  }

  @Test
  void labelsThatAreGivenStay() {
    TransferSet set = TransferSet.of(teacher, train);
    assertSame(train, set.examples());
    assertEquals(new Shape(150, 3), set.logits().getShape());
  }

  @Test
  void nothingIsLeftBehindButTheAnswers() {
    int before = lab.manager().getManagedArrays().size();
    TransferSet.of(teacher, train);
    assertEquals(before + 1, lab.manager().getManagedArrays().size());
  }

  @Test
  void anEmptySetAndOtherInputsAreRefused() {
    NDArray none = lab.manager().zeros(new Shape(0, 2));
    says("transfer set is empty", () -> TransferSet.of(teacher, none));
    says("shape (2)", () -> TransferSet.of(teacher, lab.manager().zeros(new Shape(4, 3))));
    Examples two =
        new Examples(train.inputs(), train.labels(), List.of("left", "right", "top", "bottom"));
    says("3 classes, the student 4", () -> TransferSet.of(teacher, two));
  }

  @Test
  void stopsWhenTheThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> TransferSet.of(teacher, train));
    assertFalse(Thread.interrupted());
  }

  private static void says(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
