package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionTest {
  private static Lab lab;
  private static Splits fashion;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    fashion = Fashion.load(lab);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void threePartsWithAsManyOfEachClass() {
    assertEquals(new Shape(4_500, 1, 28, 28), fashion.train().inputs().getShape());
    assertArrayEquals(each(450), fashion.train().counts());
    assertArrayEquals(each(50), fashion.dev().counts());
    assertArrayEquals(each(100), fashion.test().counts());
    assertEquals(0, fashion.train().inputs().min().getFloat());
    assertEquals(1, fashion.train().inputs().max().getFloat());
    assertEquals("Ankle boot", fashion.test().classes().get(9));
  }

  @Test
  void noImageIsInTwoParts() {
    Set<FloatBuffer> seen = new HashSet<>();
    for (Examples part : new Examples[] {fashion.train(), fashion.dev(), fashion.test()}) {
      float[] pixels = part.inputs().toFloatArray();
      for (int i = 0; i < part.size(); i++) {
        assertTrue(seen.add(FloatBuffer.wrap(pixels, i * 784, 784).slice()), "image " + i);
      }
    }
    assertEquals(6_000, seen.size());
  }

  @Test
  void labelsBelongToTheirImages() {
    // Guessing would make about 100 of them right.
    try (NDManager scope = lab.scope()) {
      NDList means = new NDList();
      int[] labels = fashion.train().labelArray();
      for (int c = 0; c < 10; c++) {
        int wanted = c;
        int[] members = IntStream.range(0, 4_500).filter(i -> labels[i] == wanted).toArray();
        Examples one = fashion.train().select(members);
        one.inputs().attach(scope);
        one.labels().attach(scope);
        means.add(one.inputs().reshape(-1, 784).mean(new int[] {0}));
      }
      NDArray mean = NDArrays.stack(means);
      float[] images = fashion.test().inputs().toFloatArray();
      int right = 0;
      for (int i = 0; i < 1_000; i++) {
        NDArray image = scope.create(Arrays.copyOfRange(images, i * 784, (i + 1) * 784));
        long nearest = mean.sub(image).square().sum(new int[] {1}).argMin().getLong();
        right += nearest == fashion.test().labelArray()[i] ? 1 : 0;
      }
      assertTrue(right > 600, right + " of 1,000 are nearest to the mean of their class");
    }
  }

  @Test
  void everySeedLoadsTheSameInSixArrays() {
    try (Lab other = Lab.open(2)) {
      Splits again = Fashion.load(other);
      assertEquals(6, other.manager().getManagedArrays().size());
      assertArrayEquals(fashion.dev().labelArray(), again.dev().labelArray());
      assertArrayEquals(fashion.dev().inputs().toFloatArray(), again.dev().inputs().toFloatArray());
    }
  }

  @Test
  void aDamagedFileIsNamed(@TempDir Path copy) throws IOException {
    try (Stream<Path> files = Files.list(Lab.data().resolve("fashion"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Path labels = copy.resolve("t10k-labels-idx1-ubyte.gz");
    Files.write(labels, new byte[] {1, 2, 3});
    DataException damaged = assertThrows(DataException.class, () -> Fashion.load(lab, copy));
    assertTrue(damaged.getMessage().contains("t10k-labels-idx1-ubyte.gz is damaged"));
  }

  @Test
  void theFullSetSaysWhatItNeedsWhenOffline() {
    String offline = assertThrows(DataException.class, () -> Fashion.full(lab)).getMessage();
    assertTrue(offline.contains("Fashion-MNIST") && offline.contains("internet"), offline);
    assertTrue(offline.contains("Fashion.load(lab)"), offline);
  }

  @Test
  void idxFilesComeBackAsTheyWereAndRubbishIsRefused(@TempDir Path folder) throws IOException {
    byte[] pixels = new byte[784];
    pixels[3] = (byte) 200;
    Idx.write(folder, "train", List.of(new Idx.Item(pixels, 7)));
    Idx.Item back = Idx.read(folder, "train").get(0);
    assertArrayEquals(pixels, back.pixels());
    assertEquals(7, back.label());
    Files.copy(
        folder.resolve("train-images-idx3-ubyte.gz"), folder.resolve("t10k-labels-idx1-ubyte.gz"));
    Files.copy(
        folder.resolve("train-labels-idx1-ubyte.gz"), folder.resolve("t10k-images-idx3-ubyte.gz"));
    IOException swapped = assertThrows(IOException.class, () -> Idx.read(folder, "t10k"));
    assertTrue(swapped.getMessage().contains("not in IDX format"), swapped.getMessage());
  }

  private static int[] each(int count) {
    return IntStream.generate(() -> count).limit(10).toArray();
  }
}
