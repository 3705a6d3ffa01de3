package adapt4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import adapt4j.EachLab;
import adapt4j.nn.Gradients;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class PackingTest extends EachLab {
  private static final long[] LENGTHS = {3, 9, 1, 5};

  private NDArray states(int length) {
    return lab.manager().arange(0f, LENGTHS.length * length * 2f, 1f).reshape(4, length, 2);
  }

  @Test
  void eachTokenComesBackToItsPlace() {
    Packing packing = Packing.of(lab.manager(), LENGTHS);
    assertEquals(9, packing.length());
    NDArray x = states(9);
    NDArray rows = packing.pack(x);
    assertEquals(new Shape(32, 2), rows.getShape()); // 18 tokens, and what makes them round
    NDArray back = packing.unpack(rows);
    assertEquals(x.getShape(), back.getShape());
    for (int text = 0; text < LENGTHS.length; text++) {
      for (int i = 0; i < LENGTHS[text]; i++) {
        assertEquals(x.getFloat(text, i, 1), back.getFloat(text, i, 1));
      }
    }
    float[] numbers = packing.packNumbers(x.flatten().get(":36")).toFloatArray();
    assertArrayEquals(new float[] {0, 1, 2, 9, 10}, java.util.Arrays.copyOf(numbers, 5));
  }

  /** What is repeated to fill up must not count twice. */
  @Test
  void theSlopeOfEachTokenIsItsOwn() {
    Packing packing = Packing.of(lab.manager(), LENGTHS);
    NDArray x = states(9);
    x.setRequiresGradient(true);
    NDArray mask = lab.manager().zeros(new Shape(4, 9, 1));
    for (int text = 0; text < LENGTHS.length; text++) {
      mask.set(new ai.djl.ndarray.index.NDIndex(text + ", :" + LENGTHS[text]), 1);
    }
    try (Gradients recording = Gradients.record()) {
      NDArray loss = packing.unpack(packing.pack(x)).mul(mask).sum();
      packing.rows().close(); // as at the end of a scope; the gradient still needs what was in it
      packing.places().close();
      System.gc();
      for (int i = 0; i < 200; i++) {
        lab.manager().create(new long[36]).close();
        lab.manager().full(new Shape(36), -1).close();
      }
      NDArray slope = recording.of(loss, new NDList(x), false).head();
      assertEquals(mask.broadcast(4, 9, 2), slope);
    }
  }

  @Test
  void whereNearlyNothingIsPaddedNothingIsPacked() {
    Packing packing = Packing.of(lab.manager(), new long[] {16, 16, 16, 15});
    assertNull(packing.rows());
    NDArray x = lab.manager().ones(new Shape(4, 16, 2));
    assertEquals(new Shape(64, 2), packing.pack(x).getShape());
    assertEquals(x, packing.unpack(packing.pack(x)));
    NDList written = packing.write(packing.pack(x), lab.manager().zeros(new Shape(4, 1, 1, 16)));
    assertEquals(packing, Packing.read(written));
  }
}
