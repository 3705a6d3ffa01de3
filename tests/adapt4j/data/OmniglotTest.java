package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** On small archives of the layout of the author's. */
class OmniglotTest extends EachLab {
  @TempDir Path folder;

  @BeforeEach
  void open() throws IOException {
    write(Omniglot.BACKGROUND, alphabets(Omniglot.BACKGROUND, "A", "B", "N_Ko", "D", "E", "F"));
    write(Omniglot.EVALUATION, alphabets(Omniglot.EVALUATION, "Tibetan", "Keble"));
  }

  /** 3 letters an alphabet with 2 drawings each: a bar whose place says which letter it is. */
  private static Map<String, byte[]> alphabets(String root, String... names) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("__MACOSX/._" + root, new byte[] {1});
    entries.put(root + "/.DS_Store", new byte[] {1});
    for (String name : names) {
      for (int letter = 1; letter <= 3; letter++) {
        for (int drawing = 1; drawing <= 2; drawing++) {
          entries.put(
              String.format("%s/%s/character%02d/0394_%02d.png", root, name, letter, drawing),
              drawing(letter));
        }
      }
    }
    return entries;
  }

  private static byte[] drawing(int letter) throws IOException {
    BufferedImage image = new BufferedImage(105, 105, BufferedImage.TYPE_BYTE_BINARY);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 105, 105);
    graphics.setColor(Color.BLACK);
    graphics.fillRect(0, 30 * (letter - 1), 105, 30);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private Path write(String name, Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve(name + ".zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  @Test
  void theAuthorsSplitWithInkOnPaper() {
    Splits splits = Omniglot.load(lab, folder);
    assertEquals(
        List.of(
            "Keble/character01",
            "Keble/character02",
            "Keble/character03",
            "Tibetan/character01",
            "Tibetan/character02",
            "Tibetan/character03"),
        splits.test().classes());
    assertArrayEquals(new int[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5}, splits.test().labelArray());
    float[] second = splits.test().inputs().get(2).toFloatArray(); // the bar from 30 to 60 of 105
    for (int y = 0; y < 28; y++) {
      float expected = y > 8 && y < 15 ? 1 : 0;
      if (y != 8 && y != 15 && y != 16 && y != 7) { // where the edges are blended
        assertEquals(expected, second[y * 28 + 14], 0.02, "row " + y);
      }
    }
    Set<String> train = alphabets(splits.train());
    Set<String> dev = alphabets(splits.dev());
    assertEquals(5, train.size());
    assertEquals(1, dev.size());
    assertTrue(dev.stream().noneMatch(train::contains));
  }

  private static Set<String> alphabets(Examples part) {
    return part.classes().stream().map(name -> name.split("/")[0]).collect(Collectors.toSet());
  }

  @Test
  void aMissingOrDamagedFileIsNamed() throws IOException {
    Path file = folder.resolve("images_evaluation.zip");
    byte[] whole = Files.readAllBytes(file);
    Files.delete(file);
    says("There is no " + file);
    Files.write(file, "no archive".getBytes(StandardCharsets.UTF_8));
    says(file + " is no zip archive, or is damaged");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    says(file + " is no zip archive, or is damaged");
    write(Omniglot.EVALUATION, Map.of("__MACOSX/x", new byte[1]));
    says("holds no image");
    write(Omniglot.EVALUATION, Map.of(place("0394_01.png"), new byte[100]));
    says("is no image, whatever its name says");
  }

  private static String place(String name) {
    return Omniglot.EVALUATION + "/Greek/character01/" + name;
  }

  /** Names that would lead out of a folder are refused, and nothing is written anywhere. */
  @Test
  void namesThatLeadElsewhereAreRefused() throws IOException {
    Set<Path> before = files();
    for (String name :
        List.of(
            "../evil.png",
            Omniglot.EVALUATION + "/../../evil/character01/x.png",
            "/etc/Greek/character01/x.png",
            Omniglot.EVALUATION + "/Greek/character01/..\\x.png",
            Omniglot.EVALUATION + "/Greek/character01/x.sh")) {
      write(Omniglot.EVALUATION, Map.of(name, drawing(1)));
      says("which is not in Omniglot");
    }
    assertEquals(before, files());
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder.getParent())) {
      return files.filter(file -> file.startsWith(folder)).collect(Collectors.toSet());
    }
  }

  @Test
  void anEntryThatUnpacksToMuchMoreIsRefused() throws IOException {
    Path bomb = write(Omniglot.EVALUATION, Map.of(place("0394_01.png"), new byte[20_000_000]));
    assertTrue(Files.size(bomb) < 40_000);
    says("is over 65536 bytes");
    ByteArrayOutputStream wide = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(3_000, 3_000, BufferedImage.TYPE_BYTE_BINARY), "png", wide);
    assertTrue(wide.size() < 10_000);
    write(Omniglot.EVALUATION, Map.of(place("0394_01.png"), wide.toByteArray()));
    says("3,000 x 3,000 pixels");
    Map<String, byte[]> many = new LinkedHashMap<>();
    for (int i = 0; i < 40_001; i++) {
      many.put(place(i + ".png"), new byte[0]);
    }
    write(Omniglot.EVALUATION, many);
    says("40001 entries");
  }

  private void says(String words) {
    Executable load = () -> Omniglot.load(lab, folder);
    String message = assertThrows(DataException.class, load).getMessage();
    assertTrue(message.contains(words), message);
    assertFalse(message.contains("null"), message);
  }
}
