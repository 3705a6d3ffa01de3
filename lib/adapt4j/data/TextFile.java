package adapt4j.data;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of text that people have written, read so that an error says what to do. */
public final class TextFile {
  private TextFile() {}

  /**
   * Reads a whole file.
   *
   * @param file in UTF-8
   * @return its text
   * @throws DataException if it cannot be read, or is not UTF-8
   */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new DataException(file + " is not text in UTF-8. Save it as UTF-8.", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read.", e);
    }
  }

  /**
   * Reads the lines of a file.
   *
   * @param file in UTF-8
   * @return its lines
   * @throws DataException if it cannot be read, or is not UTF-8
   */
  public static List<String> lines(Path file) {
    return read(file).lines().toList();
  }
}
