package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class NetsTest {
  @Test
  void shapesFollowTheDescription() {
    Shape[] images = {new Shape(5, 1, 28, 28)};
    assertArrayEquals(new Shape[] {new Shape(5, 10)}, SmallCnn.of(10).getOutputShapes(images));
    assertArrayEquals(new Shape[] {new Shape(5, 3)}, Mlp.of(7, 3).getOutputShapes(images));
  }

  @Test
  void badInputIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> SmallCnn.of(1));
    assertThrows(IllegalArgumentException.class, Mlp::of);
    assertThrows(IllegalArgumentException.class, () -> Mlp.of(8, 0));
  }
}
