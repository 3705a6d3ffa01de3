package adapt4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;

/** Reads an image file that may come from anywhere. */
final class PictureFile {
  /** What Java reads, as far as DJL's image folders take it. */
  static final String READ = "Read are .png, .jpg, .jpeg, .gif, .bmp and .wbmp.";

  /** The most pixels: a larger one would fill the memory, and may be made for that. */
  private static final long MOST = 40_000_000;

  private PictureFile() {}

  /**
   * Reads a file.
   *
   * @return the picture in plain RGB on white
   * @throws DataException if it is no image, or is damaged, cut off or too large
   */
  static BufferedImage read(Path file) {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      if (in == null) {
        throw new IOException("the file cannot be opened");
      }
      return read(file.toString(), in, MOST);
    } catch (IOException e) {
      throw damaged(file.toString(), e);
    }
  }

  /**
   * Reads a picture from wherever it is.
   *
   * @param name for messages
   * @param most pixels that it may have
   */
  static BufferedImage read(String name, ImageInputStream in, long most) {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    if (!readers.hasNext()) {
      throw new DataException(
          "The file " + name + " is no image, whatever its name says. " + READ + cure());
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(in, true, true);
      return read(name, reader, most);
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // damaged files make readers throw anything
      throw damaged(name, e);
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage read(String name, ImageReader reader, long most) throws IOException {
    long width = reader.getWidth(0); // from the header: nothing is decoded yet
    long height = reader.getHeight(0);
    if (width * height > most) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "The image %s has %,d x %,d pixels; at most %,d in all are read. Make it smaller, or"
                  + " take it out of the folder.",
              name,
              width,
              height,
              most));
    }
    List<String> warnings = new ArrayList<>();
    IIOReadWarningListener listener = (source, warning) -> warnings.add(warning);
    reader.addIIOReadWarningListener(listener);
    BufferedImage picture = reader.read(0);
    for (String warning : warnings) {
      // A JPEG that is cut off gives only a warning, and grey where the rest should be.
      if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
        throw damaged(name, warning, null);
      }
    }
    return Resize.onWhite(picture);
  }

  private static DataException damaged(String name, Exception e) {
    return damaged(name, e.getMessage() == null ? e.toString() : e.getMessage(), e);
  }

  private static DataException damaged(String name, String why, Exception cause) {
    return new DataException(
        "The image "
            + name
            + " is damaged or cut off, or of an unusual kind ("
            + why
            + ")."
            + cure(),
        cause);
  }

  private static String cure() {
    return " Save it anew as a PNG, or take it out of the folder.";
  }
}
