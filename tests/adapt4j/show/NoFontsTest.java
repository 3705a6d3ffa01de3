package adapt4j.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Font;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Charts come out the same on a machine without any font, in a Java of its own. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "fontconfig is what finds fonts on Linux only")
class NoFontsTest {
  @Test
  void chartsAreTheSameWithoutFonts(@TempDir Path folder) throws Exception {
    Path noFonts =
        Files.writeString(
            folder.resolve("fonts.conf"), "<fontconfig><dir>" + folder + "</dir></fontconfig>");
    List<String> there = run(folder, noFonts);
    assertEquals(drawings(), there.subList(0, 4), String.join("\n", there));
    assertTrue(there.get(4).startsWith("no fonts"), "the machine still has fonts: " + there.get(4));
  }

  private static List<String> run(Path folder, Path fontConfig) throws Exception {
    Path output = folder.resolve("output.txt");
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // No -Djava.awt.headless here: without a display Java finds out for itself.
            // Java remembers fonts in the home folder; a fresh one knows none.
            "-Duser.home=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            NoFontsTest.class.getName());
    child.environment().put("FONTCONFIG_FILE", fontConfig.toString());
    child.environment().remove("DISPLAY");
    child.redirectErrorStream(true).redirectOutput(output.toFile());
    child.start().waitFor();
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  /** Runs in the child: prints what it draws, and that it really has no fonts of its own. */
  public static void main(String[] arguments) {
    drawings().forEach(System.out::println);
    try {
      BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB);
      image.createGraphics().drawString("a", 1, 8);
      System.out.println(new Font(Font.SANS_SERIF, Font.PLAIN, 12).getFamily());
    } catch (RuntimeException | Error e) {
      System.out.println("no fonts: " + e.getClass());
    }
  }

  private static List<String> drawings() {
    List<String> labels = List.of("eins", "zwei");
    double[] values = {1, 2};
    Tile tile = new Tile(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), "seven", true);
    double[][] cells = {{1, 2}, {3, 4}};
    List<String> drawings = new ArrayList<>();
    drawings.add(
        print(Chart.lines("Loss").xAxis("epoch").add("a", values).add("b", values).logY().image()));
    drawings.add(print(Chart.bars("Images").add("train", labels, values).note("Two.").image()));
    drawings.add(print(Chart.heat("Confusion", Matrix.of(labels, labels, cells)).image()));
    drawings.add(print(Grid.of(List.of(tile)).title("Digits").image()));
    return drawings;
  }

  private static String print(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return image.getWidth() + " " + image.getHeight() + " " + Arrays.hashCode(pixels);
  }
}
