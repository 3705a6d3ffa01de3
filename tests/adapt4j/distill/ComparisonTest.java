package adapt4j.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.data.Examples;
import adapt4j.nn.Mlp;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class ComparisonTest extends EachLab {
  private Examples test;
  private Classifier teacher;
  private Classifier student;

  @BeforeEach
  void open() {
    test = Toy.clouds(lab, 60, 1);
    teacher = Classifier.of(lab, Mlp.of(1_000, 1_000, 3), test);
    student = Toy.student(lab, test);
  }

  @AfterEach
  void close() {
    teacher.close();
    student.close();
  }

  @Test
  void saysWhatEachCanDoAndWhatItCosts() {
    Comparison both = Comparison.on(test).add("teacher", teacher).add("student", student);
    Comparison.Row row = both.get("teacher");
    assertEquals(Evaluation.of(teacher, test).accuracy(), row.accuracy());
    assertEquals(3_000 + 1_001_000 + 3_003, row.parameters());
    assertEquals(4 * row.parameters(), row.memoryBytes());
    long header = row.fileBytes() - row.memoryBytes();
    assertTrue(header > 100 && header < 2_000, header + " bytes beyond the weights");
    for (Comparison.Row one : new Comparison.Row[] {row, both.get("student")}) {
      for (Latency time : new Latency[] {one.oneThread(), one.allThreads()}) {
        assertTrue(time.medianMillis() > 0 && time.medianMillis() <= time.p95Millis());
      }
    }
    Table table = both.table();
    assertEquals(2, table.rowCount());
    assertEquals("student", table.stringColumn("network").get(1));
    assertEquals(
        100 * both.get("student").accuracy(), table.numberColumn("accuracy in %").getDouble(1));
    String points = both.chart().toString();
    assertTrue(points.contains("teacher") && points.contains("student"), points);
  }

  @Test
  void percentilesAreThoseOfTheNearestRank() {
    double[] hundred = IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray();
    assertEquals(new Latency(50, 95), Latency.of(hundred));
    assertEquals(new Latency(7, 7), Latency.of(new double[] {7}));
  }

  @Test
  void theNumberOfThreadsIsPutBackAndNothingIsLeftBehind() {
    int threads = JniUtils.getNumThreads();
    int arrays = lab.manager().getManagedArrays().size();
    Latency.of(student, test.inputs(), threads + 1);
    assertEquals(threads, JniUtils.getNumThreads());
    assertEquals(arrays, lab.manager().getManagedArrays().size());
  }

  @Test
  void canBeStopped() {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> Latency.of(student, test.inputs(), 1));
    assertFalse(Thread.interrupted());
  }

  @Test
  void badInputIsRefused() {
    Comparison one = Comparison.on(test).add("student", student);
    says("already", () -> one.add("student", teacher));
    says("[student]", () -> one.get("teacher"));
    says("1 thread", () -> Latency.of(student, test.inputs(), 0));
    says("no input", () -> Latency.of(student, lab.manager().zeros(new Shape(0, 2)), 1));
  }

  private static void says(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
