package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.Character.UnicodeScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlyphsTest {
  private static Lab lab;
  private static Glyphs glyphs;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    glyphs = Glyphs.load(lab);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void aHundredScriptsAndOneImageALetter() {
    assertTrue(glyphs.scripts().size() >= 100, glyphs.toString());
    Examples letters = glyphs.letters();
    int n = letters.size();
    assertTrue(n >= 3_500 && n <= 5_000, glyphs.toString());
    assertEquals(new Shape(n, 1, 28, 28), letters.inputs().getShape());
    assertEquals(n, letters.classes().size());
    assertEquals(n, new HashSet<>(letters.classes()).size());
    for (int i = 0; i < n; i++) {
      assertEquals(i, letters.labelArray()[i]);
    }
    assertEquals(0, letters.inputs().min().getFloat());
    assertEquals(1, letters.inputs().max().getFloat());
  }

  @Test
  void lettersOnlyNoLatinNoDigitOfAnyScript() {
    for (String name : glyphs.letters().classes()) {
      int letter = codePoint(name);
      assertTrue(Character.isLetter(letter), name);
      assertEquals(-1, Character.getNumericValue(letter), name);
      assertTrue(UnicodeScript.of(letter) != UnicodeScript.LATIN, name);
      assertTrue(UnicodeScript.of(letter) != UnicodeScript.COMMON, name);
      assertTrue(name.startsWith(GlyphSheet.script(letter) + " U+"), name);
    }
  }

  @Test
  void everyLetterIsFittedAndCentredAsMnistDoes() {
    float[] ink = glyphs.letters().inputs().toFloatArray();
    for (int i = 0; i < glyphs.letters().size(); i++) {
      String name = glyphs.letters().classes().get(i);
      int[] box = {28, 28, -1, -1};
      double[] mass = new double[3];
      for (int p = 0; p < 784; p++) {
        float value = ink[i * 784 + p];
        int x = p % 28;
        int y = p / 28;
        mass[0] += value * x;
        mass[1] += value * y;
        mass[2] += value;
        if (value > 0) {
          box =
              new int[] {
                Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)
              };
        }
      }
      int longest = Math.max(box[2] - box[0], box[3] - box[1]) + 1;
      assertTrue(longest >= 20 && longest <= 21, name + " is " + longest + " pixels long");
      boolean atEdge = box[0] == 0 || box[1] == 0 || box[2] == 27 || box[3] == 27;
      double away =
          Math.max(Math.abs(mass[0] / mass[2] - 13.5), Math.abs(mass[1] / mass[2] - 13.5));
      assertTrue(away < 0.1 || atEdge, name + " is " + away + " pixels away from the middle");
    }
  }

  @Test
  void noTwoLettersLookTheSame() {
    try (NDManager scope = lab.scope()) {
      NDArray flat = glyphs.letters().inputs().reshape(-1, 784);
      flat.attach(scope);
      NDArray unit = flat.div(flat.norm(new int[] {1}, true));
      NDArray likeness = unit.matMul(unit.transpose());
      likeness.attach(scope);
      float most = likeness.sub(scope.eye(glyphs.letters().size()).mul(2)).max().getFloat();
      assertTrue(most < GlyphsRecipe.SAME, "two letters have a cosine of " + most);
    }
  }

  @Test
  void aScriptHasItsOwnClassesFromZero() {
    Examples thai = glyphs.script("Thai");
    assertTrue(thai.size() >= 10, thai.toString());
    assertEquals(thai.size(), thai.classes().size());
    for (int i = 0; i < thai.size(); i++) {
      assertEquals(i, thai.labelArray()[i]);
      String name = thai.classes().get(i);
      assertTrue(name.startsWith("Thai U+0E"), name);
      int all = glyphs.letters().classes().indexOf(name);
      try (NDArray one = thai.inputs().get(i);
          NDArray same = glyphs.letters().inputs().get(all)) {
        assertEquals(same, one, name);
      }
    }
    int sum = glyphs.scripts().stream().mapToInt(script -> glyphs.script(script).size()).sum();
    assertEquals(glyphs.letters().size(), sum);
  }

  @Test
  void anUnknownScriptGetsAHint() {
    String near =
        assertThrows(IllegalArgumentException.class, () -> glyphs.script("thai")).getMessage();
    assertTrue(near.contains("Thai") && !near.contains("Yi"), near);
    String all = assertThrows(IllegalArgumentException.class, () -> glyphs.script("")).getMessage();
    assertTrue(all.contains("Thai") && all.contains("Yi"), all);
  }

  @Test
  void everyLoadGivesTheSameInTwoArrays() {
    try (Lab other = Lab.open(2)) {
      Glyphs again = Glyphs.load(other);
      assertEquals(2, other.manager().getManagedArrays().size());
      again.script("Thai");
      assertEquals(4, other.manager().getManagedArrays().size());
      assertEquals(glyphs.letters().classes(), again.letters().classes());
      assertArrayEquals(
          glyphs.letters().inputs().toFloatArray(), again.letters().inputs().toFloatArray());
    }
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    for (String file : List.of("CARD.md", "glyphs.png", "glyphs.csv")) {
      Files.copy(Lab.data().resolve("glyphs").resolve(file), folder.resolve(file));
    }
    assertEquals(glyphs.toString(), Glyphs.load(lab, folder).toString());
    byte[] bytes = Files.readAllBytes(folder.resolve("glyphs.png"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve("glyphs.png"), bytes);
    says("glyphs.png is damaged");
  }

  @Test
  void filesThatDoNotFitEachOtherAreNamed() throws IOException {
    String good = "script,code point,name\nThai,U+0E01,A\nThai,U+0E02,B\nYi,U+A000,C\n";
    sheet(good, 2, 2, 3);
    assertEquals("3 letters of 2 scripts, 28 x 28 pixels", Glyphs.load(lab, folder).toString());
    sheet(good, 2, 2, 4);
    says("cell 2 of Yi has no name");
    sheet(good, 2, 2, 2);
    says("cell 1 of Yi is empty");
    sheet(good, 3, 2, 3);
    says("not grey with 2 x 2 cells");
    sheet("script,code point,name\n", 2, 2, 3);
    says("names no letter");
    sheet("letters\n", 2, 2, 3);
    says("line 1");
    sheet(good.replace("U+0E02", "0E02"), 2, 2, 3);
    says("line 3");
    sheet(good.replace("U+0E02", "U+0E01"), 2, 2, 3);
    says("comes twice");
    sheet(good + "Thai,U+0E03,D\n", 2, 2, 3);
    says("out of order");
    sheet(good, 2, 2, 3);
    Files.writeString(folder.resolve("glyphs.png"), "no picture");
    card();
    says("it is no image");
  }

  /** Writes a table and a sheet whose first cells hold a dot each, with a card that fits. */
  private void sheet(String table, int columns, int rows, int filled) throws IOException {
    BufferedImage sheet = new BufferedImage(columns * 28, rows * 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < rows * 28; y++) {
      for (int x = 0; x < columns * 28; x++) {
        boolean dot = x % 28 == 9 && y % 28 == 9 && y / 28 * columns + x / 28 < filled;
        sheet.getRaster().setSample(x, y, 0, dot ? 100 : 255);
      }
    }
    ImageIO.write(sheet, "png", folder.resolve("glyphs.png").toFile());
    Files.writeString(folder.resolve("glyphs.csv"), table);
    card();
  }

  private void card() throws IOException {
    StringBuilder card = new StringBuilder();
    for (String file : List.of("glyphs.png", "glyphs.csv")) {
      String sum = Card.sha256(folder.resolve(file));
      card.append("| ").append(file).append(" | 1 | ").append(sum).append(" |\n");
    }
    Files.writeString(folder.resolve("CARD.md"), card);
  }

  private void says(String words) {
    String message = assertThrows(DataException.class, () -> Glyphs.load(lab, folder)).getMessage();
    assertTrue(message.contains(words), message);
    assertTrue(message.contains("git checkout"), message);
  }

  private static int codePoint(String name) {
    return Integer.parseInt(name.substring(name.indexOf("U+") + 2), 16);
  }
}
