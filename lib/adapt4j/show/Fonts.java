package adapt4j.show;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Loads the fonts that come with the library, also on machines that have no font at all. */
final class Fonts {
  private Fonts() {}

  /** A font from a file beside this class, in pixels of the page. */
  static Font load(String name, float size) {
    try {
      return read(name).deriveFont(size);
    } catch (IOException e) {
      // Where fontconfig knows no font, Java's fonts do not even start.
      startWithoutFonts();
    }
    try {
      return read(name).deriveFont(size);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read adapt4j's font " + name, e);
    }
  }

  private static Font read(String name) throws IOException {
    try (InputStream file = Fonts.class.getResourceAsStream(name)) {
      Objects.requireNonNull(file, () -> "adapt4j's font " + name + " is not on the class path");
      return Font.createFont(Font.TRUETYPE_FONT, file);
    } catch (FontFormatException e) {
      throw new IllegalStateException("adapt4j's font " + name + " is damaged", e);
    }
  }

  /** Gives Java an empty description of the machine's fonts, so that it asks for no other. */
  private static void startWithoutFonts() {
    try {
      Path description = Files.createTempFile("adapt4j-fonts", ".properties");
      description.toFile().deleteOnExit();
      Files.writeString(description, "version=1\nsequence.allfonts=default\n");
      System.setProperty("sun.awt.fontconfig", description.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to the folder for temporary files", e);
    }
  }
}
