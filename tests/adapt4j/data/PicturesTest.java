package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PicturesTest {
  private static Lab lab;

  @TempDir Path temporary;
  private Path root;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @BeforeEach
  void twoClasses() throws IOException {
    root = temporary.resolve("my images, schön"); // not every path is a plain address
    write(square(28, Color.BLACK), "cat/1.png");
    write(square(28, Color.WHITE), "dog/1.png");
  }

  @Test
  void whatWasSavedIsLoadedBitByBit() {
    Examples digits = Digits.load(lab).dev().fewShot(3, new Random(1));
    Path folder = temporary.resolve("digits");
    for (int twice = 0; twice < 2; twice++) {
      Pictures.save(digits, folder);
      Examples back = Pictures.load(lab, folder);
      assertEquals(digits.classes(), back.classes());
      assertArrayEquals(digits.labelArray(), back.labelArray());
      assertEquals(digits.labels().getDataType(), back.labels().getDataType());
      assertArrayEquals(digits.inputs().toFloatArray(), back.inputs().toFloatArray());
    }
  }

  @Test
  void colourGoesThereAndBackToo() {
    float[] values = new float[2 * 3 * 4 * 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * i / 255f;
    }
    NDArray inputs = lab.manager().create(values, new Shape(2, 3, 4, 5));
    Examples colour =
        new Examples(inputs, lab.manager().create(new float[] {0, 1}), List.of("a", "b"));
    Pictures.save(colour, temporary.resolve("colour"));
    Examples back = Pictures.load(lab, temporary.resolve("colour"), new Shape(3, 4, 5));
    assertArrayEquals(values, back.inputs().toFloatArray(), 1e-6f);
  }

  @Test
  void classesAndFilesComeInTheOrderOfTheAlphabet() throws IOException {
    write(square(28, Color.WHITE), "cat/2.png");
    write(square(28, Color.BLACK), "ant/b.PNG");
    write(square(28, Color.WHITE), "ant/a.png");
    Examples examples = Pictures.load(lab, root);
    assertEquals(List.of("ant", "cat", "dog"), examples.classes());
    assertArrayEquals(new int[] {0, 0, 1, 1, 2}, examples.labelArray());
    float[] ink = new float[5];
    for (int i = 0; i < 5; i++) {
      ink[i] = examples.inputs().get(i).mean().getFloat();
    }
    assertArrayEquals(new float[] {0, 1, 1, 0, 0}, ink);
  }

  @Test
  void anotherSizeIsScaledOnPaperAndSaid() throws IOException {
    assertEquals("", said(() -> Pictures.load(lab, root)));
    BufferedImage wide = new BufferedImage(560, 280, BufferedImage.TYPE_INT_RGB); // black
    write(wide, "cat/2.png");
    String said = said(() -> Pictures.load(lab, root));
    assertEquals("1 of 3 images were scaled to 28 x 28.", said.strip());
    float[] pixels = Pictures.load(lab, root).inputs().get(1).toFloatArray();
    for (int i = 0; i < 784; i++) {
      assertEquals(i / 28 >= 7 && i / 28 < 21 ? 1 : 0, pixels[i], 0.01, "pixel " + i);
    }
  }

  @Test
  void scalingKeepsTheInkAndSmallImagesGrow() throws IOException {
    BufferedImage fine = square(1_000, Color.WHITE); // lines one pixel wide, a quarter of them
    for (int x = 0; x < 1_000; x += 4) {
      for (int y = 0; y < 1_000; y++) {
        fine.setRGB(x, y, 0);
      }
    }
    write(fine, "cat/2.png");
    write(square(7, Color.BLACK), "cat/3.png");
    Examples examples = Pictures.load(lab, root);
    assertEquals(0.25, examples.inputs().get(1).mean().getFloat(), 0.01);
    float uneven = examples.inputs().get(1).sub(0.25f).abs().max().getFloat();
    assertTrue(uneven < 0.2, "stripes that are not there: " + uneven);
    assertEquals(1, examples.inputs().get(2).mean().getFloat(), 1e-6);
  }

  @Test
  void colourIsRedGreenBlueOnWhite() throws IOException {
    BufferedImage red = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
    fill(red, new Color(255, 51, 0));
    write(red, "cat/2.png");
    Examples examples = Pictures.load(lab, root, new Shape(3, 4, 4));
    assertEquals(new Shape(3, 3, 4, 4), examples.inputs().getShape());
    float[] pixels = examples.inputs().get(1).toFloatArray();
    assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1, 1, 1}, Arrays.copyOf(pixels, 8)); // red
    float[] green = Arrays.copyOfRange(pixels, 16, 32);
    assertArrayEquals(new float[] {1, 1, 1, 1, .2f, .2f, .2f, .2f}, Arrays.copyOf(green, 8));
    assertEquals(0, pixels[32 + 4]); // blue, in the second row
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void greyIsTheSameInEveryKindOfFile(int type) throws IOException {
    BufferedImage image = new BufferedImage(28, 28, type);
    for (int i = 0; i < 784; i++) {
      if (type == BufferedImage.TYPE_BYTE_GRAY) {
        image.getRaster().setSample(i % 28, i / 28, 0, 102);
      } else if (type == BufferedImage.TYPE_USHORT_GRAY) {
        image.getRaster().setSample(i % 28, i / 28, 0, 102 * 257);
      } else {
        image.setRGB(i % 28, i / 28, 0x666666);
      }
    }
    write(image, "cat/1.png");
    assertEquals(0.6f, Pictures.load(lab, root).inputs().getFloat(0, 0, 9, 9), 1e-6f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "jpeg", "JPG", "gif", "bmp", "wbmp"})
  void everyKindIsReadAndItsTornFileRefused(String ending) throws IOException {
    boolean bits = ending.equals("wbmp");
    int type = bits ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_INT_RGB;
    BufferedImage noise = new BufferedImage(28, 28, type);
    Random random = new Random(1);
    for (int i = 0; i < 784; i++) {
      noise.setRGB(i % 28, i / 28, random.nextBoolean() ? 0xFFFFFF : 0);
    }
    Path file = write(noise, "cat/2." + ending);
    Examples examples = Pictures.load(lab, root);
    float[] expected = Images.array(lab.manager(), noise).toFloatArray();
    boolean lossy = ending.toLowerCase().startsWith("j");
    float[] found = examples.inputs().get(1).toFloatArray();
    for (int i = 0; i < 784; i++) {
      assertEquals(expected[i], found[i], lossy ? 0.4 : 0, "pixel " + i);
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length * 6 / 10));
    says("2." + ending);
    says("out of the folder");
  }

  @Test
  void hiddenFilesAreSkipped() throws IOException {
    for (String hidden :
        List.of(".DS_Store", "cat/.DS_Store", "cat/Thumbs.db", "dog/desktop.ini")) {
      Files.writeString(root.resolve(hidden), "hidden");
    }
    Files.createDirectory(root.resolve(".ipynb_checkpoints"));
    Files.writeString(root.resolve("README.txt"), "beside the classes");
    assertEquals(2, Pictures.load(lab, root).size());
  }

  @Test
  void aFolderThatIsNotAsItShouldBeIsNamed() throws IOException {
    Path none = root.resolve("none");
    assertTrue(problem(none).contains("There is no folder " + none), problem(none));
    assertTrue(problem(root.resolve("cat/1.png")).contains("no folder"));
    String flat = problem(root.resolve("cat"));
    assertTrue(flat.contains("no class folder in it"), flat);
    Files.createDirectory(root.resolve("emu"));
    says("class folder " + root.resolve("emu") + " holds no image");
    Files.delete(root.resolve("emu"));
    Files.delete(root.resolve("dog/1.png"));
    Files.delete(root.resolve("dog"));
    says("one class folder only, cat");
  }

  @Test
  void whatIsNoImageIsNamed() throws IOException {
    Path notes = Files.writeString(root.resolve("cat/notes.txt"), "feed twice a day");
    says(notes + " is no image by its name. Read are .png, .jpg");
    Files.delete(notes);
    Path liar = Files.writeString(root.resolve("cat/liar.png"), "I am a picture");
    says(liar + " is no image, whatever its name says");
    Files.write(liar, new byte[0]);
    says(liar + " is no image");
  }

  @Test
  void aHugeImageIsRefusedByItsHeader() throws IOException {
    Path file = root.resolve("cat/1.png");
    byte[] png = Files.readAllBytes(file);
    ByteBuffer header = ByteBuffer.wrap(png);
    header.putInt(16, 60_000).putInt(20, 50_000); // width and height, after 8 + 4 + 4 bytes
    CRC32 sum = new CRC32();
    sum.update(png, 12, 17);
    header.putInt(29, (int) sum.getValue());
    Files.write(file, png);
    says(file + " has 60,000 x 50,000 pixels");
  }

  @Test
  void aShapeThatCannotBeIsRefused() {
    for (Shape shape : List.of(new Shape(28, 28), new Shape(2, 28, 28), new Shape(1, 0, 28))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Pictures.load(lab, root, shape))
              .getMessage();
      assertTrue(message.contains(shape.toString()), message);
    }
    Shape vast = new Shape(3, 10_000, 10_000);
    String message =
        assertThrows(DataException.class, () -> Pictures.load(lab, root, vast)).getMessage();
    assertTrue(message.contains("1 GB"), message);
  }

  @Test
  void twoArraysAreLeftOrNone() throws IOException {
    try (Lab other = Lab.open(1)) {
      Pictures.load(other, root);
      assertEquals(2, other.manager().getManagedArrays().size());
      Files.writeString(root.resolve("dog/2.png"), "damaged");
      assertThrows(DataException.class, () -> Pictures.load(other, root));
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, () -> Pictures.load(other, root));
      assertFalse(Thread.interrupted());
      assertEquals(2, other.manager().getManagedArrays().size());
    }
  }

  @Test
  void classNamesBecomeFolderNames() throws IOException {
    Path folder = temporary.resolve("saved");
    Pictures.save(named("T-shirt/top", ".."), folder);
    assertTrue(Files.exists(folder.resolve("T-shirt-top/000.png")));
    assertTrue(Files.exists(folder.resolve("-/001.png")));
    assertEquals(2, Pictures.load(lab, folder).size());
    String message =
        assertThrows(IllegalArgumentException.class, () -> Pictures.save(named("a/", "A?"), folder))
            .getMessage();
    assertTrue(message.contains("\"a/\" and \"A?\" would share"), message);
    message =
        assertThrows(DataException.class, () -> Pictures.save(named("a", "b"), folder))
            .getMessage();
    assertTrue(message.contains("holds other files"), message);
  }

  private Examples named(String... classes) {
    NDArray inputs = lab.manager().zeros(new Shape(2, 1, 28, 28));
    return new Examples(inputs, lab.manager().create(new float[] {0, 1}), List.of(classes));
  }

  private Path write(BufferedImage image, String place) throws IOException {
    Path file = root.resolve(place);
    Files.createDirectories(file.getParent());
    String ending = place.substring(place.lastIndexOf('.') + 1).toLowerCase();
    assertTrue(ImageIO.write(image, ending, file.toFile()), ending);
    return file;
  }

  private static BufferedImage square(int size, Color color) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    fill(image, color);
    return image;
  }

  private static void fill(BufferedImage image, Color color) {
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.dispose();
  }

  private static String said(Runnable work) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private void says(String words) {
    String message = problem(root);
    assertTrue(message.contains(words), message);
  }

  private static String problem(Path folder) {
    return assertThrows(DataException.class, () -> Pictures.load(lab, folder)).getMessage();
  }
}
