package adapt4j.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes {@code data/fashion} from Debian's package {@code dataset-fashion-mnist}, which holds all
 * 70,000 images: 500 of each class from the training files, 100 of each from the test files, drawn
 * by a fixed seed. No image is taken twice.
 */
public final class FashionRecipe {
  private static final String PACKAGE = "dataset-fashion-mnist";
  private static final String FILES = "usr/share/datasets/fashion-mnist";
  private static final long SEED = 1;

  private FashionRecipe() {}

  /**
   * Writes the four gzipped IDX files.
   *
   * @param folder {@code data/fashion}
   * @throws IOException if apt-get cannot fetch the package, or a file cannot be written
   */
  public static void make(Path folder) throws IOException {
    Random random = new Random(SEED);
    Set<ByteBuffer> taken = new HashSet<>(); // a few images of the data set occur twice
    try (Fetched debian = Fetched.debian(PACKAGE)) {
      Path all = debian.path(FILES);
      List<Idx.Item> train = draw(Idx.read(all, "train"), 500, random, taken);
      List<Idx.Item> test = draw(Idx.read(all, "t10k"), 100, random, taken);
      Idx.write(folder, "train", train);
      Idx.write(folder, "t10k", test);
      System.out.println(train.size() + " images to train, " + test.size() + " to test: " + folder);
    }
  }

  private static List<Idx.Item> draw(
      List<Idx.Item> all, int each, Random random, Set<ByteBuffer> taken) {
    Collections.shuffle(all, random);
    int[] counts = new int[10];
    List<Idx.Item> drawn = new ArrayList<>();
    for (Idx.Item item : all) {
      if (counts[item.label()] < each && taken.add(ByteBuffer.wrap(item.pixels()))) {
        counts[item.label()]++;
        drawn.add(item);
      }
    }
    return drawn;
  }
}
