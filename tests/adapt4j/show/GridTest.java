package adapt4j.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GridTest {
  @Test
  void smallImagesStayCrisp() {
    BufferedImage chess = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 28 * 28; i++) {
      chess.setRGB(i % 28, i / 28, (i % 28 + i / 28) % 2 == 0 ? 0xFF0000 : 0x000000);
    }
    BufferedImage grid = Grid.of(Collections.nCopies(10, new Tile(chess, ""))).image();
    Set<Integer> colours = new HashSet<>();
    for (int x = 60; x < 140; x++) {
      colours.add(grid.getRGB(x, 80));
    }
    assertEquals(2, colours.size(), "blurred: " + colours);
  }

  @Test
  void everyTileHasItsPlace() {
    BufferedImage red = filled(28, 28);
    BufferedImage ten = Grid.of(Collections.nCopies(10, new Tile(red, "7"))).columns(10).image();
    BufferedImage forty = Grid.of(Collections.nCopies(40, new Tile(red, "7"))).columns(10).image();
    assertEquals(1440, ten.getWidth());
    assertEquals(4 * reds(ten), reds(forty));
    assertTrue(forty.getHeight() < 4 * ten.getHeight());
  }

  @Test
  void aMarkIsSeenInColourAndInWords() {
    Tile wrong = new Tile(filled(28, 28), "4 read 9", true);
    Grid grid = Grid.of(List.of(wrong)).title("Mistakes");
    assertEquals("Mistakes (1 image)\n  ✗ 4 read 9", grid.text());
    BufferedImage image = grid.image();
    int marks = 0;
    for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
      int pixel = image.getRGB(i % image.getWidth(), i / image.getWidth());
      marks += pixel == Style.VERMILLION.getRGB() ? 1 : 0;
    }
    assertTrue(marks > 500, "only " + marks + " pixels are marked");
  }

  @Test
  void imagesOfAllSizesFit() {
    Grid.of(List.of(new Tile(filled(2000, 10), "wide\nand flat"), new Tile(filled(1, 1), "dot")))
        .columns(40)
        .image();
  }

  @Test
  void wrongInputSaysWhatToDo() {
    assertEquals(
        "The grid has no tiles. Give it at least one.",
        assertThrows(IllegalArgumentException.class, () -> Grid.of(List.of())).getMessage());
    assertEquals(
        "Tile '7' has no image. Pass a BufferedImage.",
        assertThrows(IllegalArgumentException.class, () -> new Tile(null, "7")).getMessage());
    Grid grid = Grid.of(List.of(new Tile(filled(1, 1), "")));
    assertThrows(IllegalArgumentException.class, () -> grid.columns(0));
  }

  private static BufferedImage filled(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  private static int reds(BufferedImage image) {
    int reds = 0;
    for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
      reds += image.getRGB(i % image.getWidth(), i / image.getWidth()) == 0xFFFF0000 ? 1 : 0;
    }
    return reds;
  }
}
