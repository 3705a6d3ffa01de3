package adapt4j.data;

import adapt4j.Lab;
import adapt4j.show.Progress;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * One of Omniglot's zip files, which may come from anywhere: entries are taken into memory one by
 * one, with a limit for each, and no entry's name becomes a path.
 */
final class OmniglotZip {
  private static final Pattern IMAGE = Pattern.compile("([^/\\\\]+/character\\d+)/[^/\\\\]+\\.png");

  /** What systems leave in archives. */
  private static final Pattern IGNORED = Pattern.compile("__MACOSX/.*|.*/|(.*/)?\\.DS_Store");

  private static final long MOST_ARCHIVE = 64 << 20;

  /** Twice what is in the larger file. */
  private static final int MOST_IMAGES = 40_000;

  /** A drawing has about 300 bytes and 105 x 105 pixels. */
  private static final int MOST_BYTES = 1 << 16;

  private static final int MOST_PIXELS = 1 << 16;
  private static final int SIZE = Digits.SIZE;

  private OmniglotZip() {}

  static Examples read(Lab lab, Path folder, String name) {
    Path file = folder.resolve(name + ".zip");
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          "There is no "
              + file
              + ". Get it from https://github.com/brendenlake/omniglot (folder python), or call"
              + " Omniglot.load(lab) to have it fetched.");
    }
    if (file.toFile().length() > MOST_ARCHIVE) {
      throw new DataException(
          file + " has over " + (MOST_ARCHIVE >> 20) + " MB, but Omniglot's have 10. Get it anew.");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return read(lab, zip, file, images(zip, file, name + "/"), name + "/");
    } catch (IOException e) {
      throw damaged(file, e);
    }
  }

  private static DataException damaged(Path file, IOException e) {
    return new DataException(
        "The file "
            + file
            + " is no zip archive, or is damaged ("
            + e.getMessage()
            + "). Get it anew.",
        e);
  }

  private static List<ZipEntry> images(ZipFile zip, Path file, String root) {
    if (zip.size() > MOST_IMAGES) {
      throw new DataException(
          file + " has " + zip.size() + " entries, but Omniglot has at most " + MOST_IMAGES + ".");
    }
    List<ZipEntry> images = new ArrayList<>();
    zip.stream()
        .filter(entry -> !IGNORED.matcher(entry.getName()).matches())
        .forEach(
            entry -> {
              String name = entry.getName();
              if (!name.startsWith(root)
                  || !IMAGE.matcher(name.substring(root.length())).matches()) {
                throw new DataException(
                    file
                        + " holds "
                        + name
                        + ", which is not in Omniglot: its images are named as in "
                        + root
                        + "Greek/character01/0394_01.png. Get it anew.");
              }
              images.add(entry);
            });
    if (images.isEmpty()) {
      throw new DataException(file + " holds no image. Get it anew.");
    }
    images.sort(Comparator.comparing(ZipEntry::getName));
    return images;
  }

  private static Examples read(Lab lab, ZipFile zip, Path file, List<ZipEntry> images, String root)
      throws IOException {
    float[] ink = new float[images.size() * SIZE * SIZE];
    float[] labels = new float[images.size()];
    Set<String> classes = new LinkedHashSet<>();
    try (Progress progress = Progress.of("Reading " + file.getFileName(), images.size())) {
      for (int i = 0; i < labels.length; i++) {
        if (Thread.interrupted()) {
          throw new CancellationException("Reading " + file + " was stopped.");
        }
        ZipEntry image = images.get(i);
        Matcher place = IMAGE.matcher(image.getName().substring(root.length()));
        place.matches();
        classes.add(place.group(1));
        labels[i] = classes.size() - 1; // they are sorted
        put(picture(zip, file, image), ink, i * SIZE * SIZE);
        progress.step();
      }
    }
    return new Examples(
        lab.manager().create(ink, new Shape(labels.length, 1, SIZE, SIZE)),
        lab.manager().create(labels),
        List.copyOf(classes));
  }

  private static BufferedImage picture(ZipFile zip, Path file, ZipEntry image) throws IOException {
    byte[] bytes;
    try (InputStream in = zip.getInputStream(image)) {
      bytes = in.readNBytes(MOST_BYTES + 1); // whatever size the archive states
    }
    String name = file + ", " + image.getName();
    if (bytes.length > MOST_BYTES) {
      throw new DataException(
          name + " is over " + MOST_BYTES + " bytes, but a drawing has some hundred. Get it anew.");
    }
    // Not by ImageIO, which would write a file for each.
    InputStream memory = new ByteArrayInputStream(bytes);
    return PictureFile.read(name, new MemoryCacheImageInputStream(memory), MOST_PIXELS);
  }

  private static void put(BufferedImage picture, float[] ink, int from) {
    BufferedImage small = Images.ink(Resize.fit(picture, SIZE, SIZE));
    for (int i = 0; i < SIZE * SIZE; i++) {
      ink[from + i] = small.getRaster().getSample(i % SIZE, i / SIZE, 0) / 255f;
    }
  }
}
