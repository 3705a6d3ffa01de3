package adapt4j.show;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * The low level: puts HTML, text or an image into the notebook, or text into a plain terminal.
 *
 * <p>Every output carries a plain text, so that nothing is lost where HTML or images are not shown.
 */
public final class Display {
  static final String TEXT = "text/plain";
  static final String HTML = "text/html";
  static final String PNG = "image/png";

  private Display() {}

  /** Shows HTML. A terminal gets its text without the tags. */
  public static void html(String html) {
    html(html, Html.strip(need(html, "HTML")));
  }

  /** Shows HTML. A terminal gets the given text. */
  public static void html(String html, String text) {
    show(Map.of(HTML, need(html, "HTML"), TEXT, need(text, "text")), Map.of());
  }

  /** Shows text as it is. */
  public static void text(String text) {
    show(Map.of(TEXT, need(text, "text")), Map.of());
  }

  /**
   * Shows an image, pixel by pixel.
   *
   * @param alt what the image shows, in words: for a terminal and for those who cannot see it
   */
  public static void image(BufferedImage image, String alt) {
    need(image, "image");
    image(image, need(alt, "alternative text"), alt, image.getWidth());
  }

  /**
   * Shows data of several MIME types; the front end takes the richest one it knows.
   *
   * @param data MIME type to data: strings, and maps of plain values for types that end in {@code
   *     +json}. There must be a {@code text/plain}.
   */
  public static void bundle(Map<String, ?> data) {
    show(checked(data), Map.of());
  }

  /** A place in the output whose content can be replaced as often as wanted. */
  public static Live live() {
    return new Live();
  }

  /** An image drawn at a higher resolution than it is shown with: {@code width} pixels wide. */
  static void image(BufferedImage image, String alt, String text, int width) {
    show(Map.of(PNG, base64(image), TEXT, text), pngMetadata(alt, width));
  }

  static Map<String, Object> pngMetadata(String alt, int width) {
    Map<String, Object> png = new LinkedHashMap<>();
    png.put("width", width);
    png.put("alt", alt);
    return Map.of(PNG, png);
  }

  static Map<String, Object> checked(Map<String, ?> data) {
    if (need(data, "bundle").get(TEXT) == null) {
      throw new IllegalArgumentException(
          "The bundle has no text/plain. Add a short text, so that a terminal has something to"
              + " show.");
    }
    return new LinkedHashMap<>(data);
  }

  static <T> T need(T value, String what) {
    if (value == null) {
      throw new IllegalArgumentException("The " + what + " to show is null. Pass a value.");
    }
    return value;
  }

  private static void show(Map<String, Object> data, Map<String, Object> metadata) {
    Optional<Notebook> notebook = Notebook.running();
    if (notebook.isPresent()) {
      notebook.get().display(data, metadata, null);
    } else {
      System.out.println(data.get(TEXT));
    }
  }

  private static String base64(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // ImageIO would otherwise keep a file in the temporary directory for every image.
    try (var stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
