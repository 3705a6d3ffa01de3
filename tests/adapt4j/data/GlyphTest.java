package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GlyphTest {
  private static Font font;

  @BeforeAll
  static void dejaVu() throws IOException, FontFormatException {
    try (InputStream file = GlyphTest.class.getResourceAsStream("/adapt4j/show/DejaVuSans.ttf")) {
      font = Font.createFont(Font.TRUETYPE_FONT, file);
    }
  }

  @Test
  void aBarFillsTheHeightOfTheBoxInTheMiddle() {
    byte[] ink = draw('|').ink();
    int[] rows = new int[28];
    int[] columns = new int[28];
    for (int i = 0; i < 784; i++) {
      rows[i / 28] += ink[i] & 255;
      columns[i % 28] += ink[i] & 255;
    }
    for (int i = 0; i < 28; i++) {
      assertEquals(i >= 4 && i < 24, rows[i] > 0, "row " + i);
      assertEquals(columns[i], columns[27 - i], 60, "column " + i);
    }
    assertTrue(columns[13] > 0 && columns[0] == 0);
  }

  @Test
  void likenessSeesShapesNotCodePoints() {
    assertEquals(1, draw('O').likeness(draw(0x041E)), 1e-5); // Cyrillic O
    assertTrue(draw('0').likeness(draw('O')) > GlyphsRecipe.LIKE_A_DIGIT, "0 is a narrow O");
    assertTrue(draw('O').likeness(draw('X')) < 0.6);
    assertEquals(draw('S').likeness(draw('5')), draw('5').likeness(draw('S')), 1e-6);
    float leaning = Glyph.draw(font, 'I', 0.3).orElseThrow().likeness(draw('/'));
    assertTrue(leaning > draw('I').likeness(draw('/')), "it leans to the other side");
  }

  @Test
  void aMissingOrEmptyGlyphIsNotDrawn() {
    assertTrue(Glyph.draw(font, ' ').isEmpty());
    assertTrue(Glyph.draw(font, 0x1000).isEmpty(), "DejaVu Sans has no Burmese");
    assertArrayEquals(draw('a').ink(), draw('a').ink());
  }

  @Test
  void onlyPlainLettersMayBeChosen() {
    Map<String, List<Integer>> letters = GlyphsRecipe.letters();
    assertTrue(letters.get("Greek").contains(0x03C9)); // omega
    assertFalse(letters.get("Greek").contains(0x03CE)); // omega with tonos
    assertFalse(letters.get("Thai").contains(0x0E51)); // digit one
    assertFalse(letters.get("Arabic").contains(0x0773)); // alef with a digit two above
    assertTrue(letters.get("Old Persian").contains(0x103A0)); // sign A, which is a letter
    assertFalse(letters.get("Devanagari").contains(0x093D)); // sign avagraha
    for (String none : List.of("Latin", "Common", "Han", "Egyptian Hieroglyphs")) {
      assertFalse(letters.containsKey(none), none);
    }
  }

  @Test
  void aPackageThatIsNotThereLeavesNothingBehind() throws IOException {
    List<Path> before = fetched();
    IOException missing = assertThrows(IOException.class, () -> Fetched.npm("/no/such/folder"));
    assertTrue(missing.getMessage().contains("npm"), missing.getMessage());
    assertTrue(missing.getMessage().contains("come with the course"), missing.getMessage());
    assertEquals(before, fetched());
  }

  private static List<Path> fetched() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.toString().contains("adapt4j-fetch")).sorted().toList();
    }
  }

  private static Glyph draw(int codePoint) {
    return Glyph.draw(font, codePoint).orElseThrow();
  }
}
