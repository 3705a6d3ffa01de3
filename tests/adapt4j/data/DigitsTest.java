package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitsTest {
  private static Lab lab;
  private static Splits digits;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    digits = Digits.load(lab);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void threePartsOfKnownSizeAndShape() {
    assertEquals(new Shape(7_000, 1, 28, 28), digits.train().inputs().getShape());
    assertEquals(1_000, digits.dev().size());
    assertEquals(2_000, digits.test().size());
    assertEquals(10, digits.train().classes().size());
    assertEquals(0, digits.train().inputs().min().getFloat());
    assertEquals(1, digits.train().inputs().max().getFloat());
  }

  @Test
  void classesHaveTheSameShareInEveryPart() {
    int[] train = digits.train().counts();
    int[] dev = digits.dev().counts();
    int[] test = digits.test().counts();
    for (int c = 0; c < 10; c++) {
      double all = (train[c] + dev[c] + test[c]) / 10_000.0;
      assertEquals(all, train[c] / 7_000.0, 0.001);
      assertEquals(all, dev[c] / 1_000.0, 0.001);
      assertEquals(all, test[c] / 2_000.0, 0.001);
    }
  }

  @Test
  void noImageIsInTwoParts() {
    Set<Integer> seen = new HashSet<>();
    int images = 0;
    for (Examples part : new Examples[] {digits.train(), digits.dev(), digits.test()}) {
      float[] pixels = part.inputs().toFloatArray();
      for (int i = 0; i < part.size(); i++) {
        seen.add(Arrays.hashCode(Arrays.copyOfRange(pixels, i * 784, (i + 1) * 784)));
        images++;
      }
    }
    // Two unlike images may share a 32-bit hash; among 10,000 hardly one pair does.
    assertTrue(seen.size() >= images - 1, images - seen.size() + " images occur twice");
  }

  @Test
  void theSplitDoesNotDependOnTheSeed() {
    try (Lab other = Lab.open(2)) {
      Splits again = Digits.load(other);
      assertArrayEquals(digits.dev().labelArray(), again.dev().labelArray());
      assertEquals(digits.dev().inputs().sum().getFloat(), again.dev().inputs().sum().getFloat());
    }
  }

  @Test
  void loadingLeavesSixArraysBehind() {
    try (Lab other = Lab.open(1)) {
      Digits.load(other);
      assertEquals(6, other.manager().getManagedArrays().size());
    }
  }

  @Test
  void aDamagedFileIsNamedBeforeAnythingIsRead(@TempDir Path copy) throws IOException {
    try (Stream<Path> files = Files.list(Lab.data().resolve("digits"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path images = copy.resolve("train-images-idx3-ubyte.gz");
    byte[] bytes = Files.readAllBytes(images);
    bytes[bytes.length / 2] ^= 1;
    Files.write(images, bytes);
    DataException damaged = assertThrows(DataException.class, () -> Digits.load(lab, copy));
    assertTrue(damaged.getMessage().contains("train-images-idx3-ubyte.gz is damaged"));
    Files.delete(images);
    DataException missing = assertThrows(DataException.class, () -> Digits.load(lab, copy));
    assertTrue(missing.getMessage().contains("train-images-idx3-ubyte.gz is missing"));
  }

  @Test
  void loadingLeavesNoFileBehind() throws IOException {
    Set<Path> before = leftovers();
    try (Lab other = Lab.open(1)) {
      Digits.load(other);
    }
    assertEquals(before, leftovers());
  }

  private static Set<Path> leftovers() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path cache = Utils.getCacheDir().resolve("cache/repo/dataset/cv/adapt4j");
    Set<Path> found = new HashSet<>();
    for (Path folder : new Path[] {temporary, cache}) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(f -> f.getFileName().toString().startsWith("adapt4j-")).forEach(found::add);
      }
    }
    return found;
  }

  @Test
  void theFullSetSaysWhatItNeedsWhenOffline() {
    DataException offline = assertThrows(DataException.class, () -> Digits.full(lab));
    assertTrue(offline.getMessage().contains("internet"), offline.getMessage());
    assertTrue(offline.getMessage().contains("Digits.load(lab)"), offline.getMessage());
  }
}
