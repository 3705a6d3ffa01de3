package adapt4j.data;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Gzipped IDX, the format of MNIST: grey images of 28 x 28 unsigned bytes in one file, their labels
 * in another. For recipes; DJL's classes read what they write.
 */
final class Idx {
  private static final int SIZE = Digits.SIZE;
  private static final int IMAGES = 0x803; // unsigned bytes in 3 dimensions
  private static final int LABELS = 0x801; // unsigned bytes in 1 dimension

  private Idx() {}

  /**
   * @param pixels 784 bytes, row by row
   * @param label index of the class
   */
  record Item(byte[] pixels, int label) {}

  /**
   * Writes both files of a part.
   *
   * @param part {@code train} or {@code t10k}
   */
  static void write(Path folder, String part, List<Item> items) throws IOException {
    Files.createDirectories(folder);
    try (DataOutputStream images = out(images(folder, part));
        DataOutputStream labels = out(labels(folder, part))) {
      images.writeInt(IMAGES);
      images.writeInt(items.size());
      images.writeInt(SIZE);
      images.writeInt(SIZE);
      labels.writeInt(LABELS);
      labels.writeInt(items.size());
      for (Item item : items) {
        images.write(item.pixels());
        labels.writeByte(item.label());
      }
    }
  }

  /** Reads both files of a part. */
  static List<Item> read(Path folder, String part) throws IOException {
    List<Item> items = new ArrayList<>();
    try (DataInputStream images = in(images(folder, part));
        DataInputStream labels = in(labels(folder, part))) {
      int n = header(images, IMAGES, part);
      if (images.readInt() != SIZE || images.readInt() != SIZE) {
        throw new IOException("The images of " + part + " are not of 28 x 28 pixels.");
      }
      if (header(labels, LABELS, part) != n) {
        throw new IOException("There are not as many labels as images in " + part + ".");
      }
      for (int i = 0; i < n; i++) {
        byte[] pixels = new byte[SIZE * SIZE];
        images.readFully(pixels);
        items.add(new Item(pixels, labels.readUnsignedByte()));
      }
    }
    return items;
  }

  private static int header(DataInputStream file, int magic, String part) throws IOException {
    if (file.readInt() != magic) {
      throw new IOException("The files of " + part + " are not in IDX format.");
    }
    return file.readInt();
  }

  private static Path images(Path folder, String part) {
    return folder.resolve(part + "-images-idx3-ubyte.gz");
  }

  private static Path labels(Path folder, String part) {
    return folder.resolve(part + "-labels-idx1-ubyte.gz");
  }

  private static DataInputStream in(Path file) throws IOException {
    return new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
  }

  private static DataOutputStream out(Path file) throws IOException {
    return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)));
  }
}
