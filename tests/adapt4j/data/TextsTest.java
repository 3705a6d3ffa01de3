package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TextsTest {
  private final Texts texts =
      new Texts(List.of("a", "b", "c"), List.of(0, 1, 1), List.of("x", "y"));

  @Test
  void selectTakesTextsAndLabelsTogether() {
    Texts two = texts.select(2, 0);
    assertEquals(List.of("c", "a"), two.texts());
    assertEquals(List.of(1, 0), two.labels());
    assertArrayEquals(new int[] {1, 2}, texts.counts());
    assertEquals("3 texts in 2 classes", texts.toString());
  }

  @Test
  void badInputIsNamed() {
    says("from 0 to 2", () -> texts.select(3));
    says("There are no texts", texts::select);
    says("as many labels", () -> new Texts(List.of("a"), List.of(0, 1), List.of("x", "y")));
    says("Label 2 names no class", () -> new Texts(List.of("a"), List.of(2), List.of("x", "y")));
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
