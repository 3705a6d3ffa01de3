package adapt4j.data;

import ai.djl.basicdataset.cv.classification.AbstractImageFolder;
import ai.djl.modality.cv.BufferedImageFactory;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.transform.ToTensor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.util.Pair;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * DJL's folder of class folders, made fit for files from anywhere: {@code ImageFolder} itself takes
 * the files in the order of the disk, decodes them whatever their size, and does not say which one
 * it could not read.
 */
final class PictureFolder extends AbstractImageFolder {
  private final Path root;
  private final int width;
  private final int height;
  private int scaled;

  private PictureFolder(Settings settings, Path root, int width, int height) {
    super(settings);
    this.root = root;
    this.width = width;
    this.height = height;
  }

  static PictureFolder of(Path root, int channels, int width, int height) {
    if (!Files.isDirectory(root)) {
      throw new DataException(
          "There is no folder "
              + root
              + ". The working directory is "
              + Path.of("").toAbsolutePath()
              + ".");
    }
    Image.Flag flag = channels == 1 ? Image.Flag.GRAYSCALE : Image.Flag.COLOR;
    Settings settings = new Settings().setRepositoryPath(root).optFlag(flag).setSampling(32, false);
    return new PictureFolder(settings, root, width, height);
  }

  private static final class Settings extends ImageFolderBuilder<Settings> {
    @Override
    protected Settings self() {
      return this;
    }
  }

  /** Looks at what is there; no image is read yet. */
  @Override
  public void prepare(ai.djl.util.Progress ignored) {
    if (prepared) {
      return;
    }
    for (Path folder : visible(root)) {
      if (Files.isDirectory(folder)) {
        check(folder);
        synset.add(folder.getFileName().toString());
      }
    }
    if (synset.isEmpty()) {
      throw new DataException(
          "The folder "
              + root
              + " has no class folder in it. Put the images of each class into a"
              + " folder of its own, such as "
              + root.resolve("cat")
              + " and "
              + root.resolve("dog")
              + ".");
    }
    if (synset.size() == 1) {
      throw new DataException(
          "The folder "
              + root
              + " has one class folder only, "
              + synset.get(0)
              + ". To tell classes apart there must be at least two.");
    }
    listImages(root, synset);
    List<Pair<String, Integer>> sorted = new ArrayList<>();
    items.forEach(sorted::add);
    sorted.sort(
        Comparator.comparing((Pair<String, Integer> item) -> item.getValue())
            .thenComparing(Pair::getKey));
    items.clear();
    sorted.forEach(items::add);
    prepared = true;
  }

  private void check(Path folder) {
    boolean empty = true;
    for (Path file : visible(folder)) {
      if (Files.isDirectory(file)) {
        continue; // as DJL does
      }
      if (!isImage(file.toFile())) {
        throw new DataException(
            "The file "
                + file
                + " is no image by its name. "
                + PictureFile.READ
                + " Convert it, or take it out of the folder.");
      }
      empty = false;
    }
    if (empty) {
      throw new DataException(
          "The class folder " + folder + " holds no image. Put some in, or remove it.");
    }
  }

  /** Without hidden files and those that Windows leaves in folders of images. */
  private static List<Path> visible(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !isHidden(file.getFileName().toString())).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new DataException("The folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  static boolean isHidden(String name) {
    return name.startsWith(".") || name.equals("Thumbs.db") || name.equals("desktop.ini");
  }

  @Override
  protected Path getImagePath(String key) {
    return Path.of(key);
  }

  @Override
  protected Image getImage(long index) {
    if (Thread.interrupted()) {
      throw new CancellationException("Reading the images was stopped.");
    }
    BufferedImage picture = PictureFile.read(Path.of(items.get((int) index).getKey()));
    if (picture.getWidth() != width || picture.getHeight() != height) {
      scaled++;
      picture = Resize.fit(picture, width, height);
    }
    boolean colour = flag == Image.Flag.COLOR;
    return new BufferedImageFactory().fromImage(colour ? picture : Images.ink(picture));
  }

  /** An image as an array: channels first, from 0 to 1. */
  NDArray image(NDManager manager, int index) throws IOException {
    try (NDManager scope = manager.newSubManager()) {
      NDArray image = new ToTensor().transform(get(scope, index).getData().head());
      image.attach(manager);
      return image;
    }
  }

  /** The class of an image, as its index. */
  int label(int index) {
    return items.get(index).getValue();
  }

  /** How many of the images that were read had another size. */
  int scaled() {
    return scaled;
  }
}
