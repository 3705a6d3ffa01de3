package adapt4j.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encoded words in the header of a mail: {@code =?iso-8859-1?Q?caf=E9?=} stands for café (<a
 * href="https://www.rfc-editor.org/rfc/rfc2047">RFC 2047</a>).
 */
public final class EncodedWords {
  private static final Pattern WORD =
      Pattern.compile("=\\?([^?*\\s]+)(?:\\*[^?]*)?\\?([bBqQ])\\?([^?]*)\\?=");
  private static final Pattern SPACE_BETWEEN = Pattern.compile("(?<=\\?=)\\s+(?==\\?)");

  private EncodedWords() {}

  /**
   * Decodes what is encoded and leaves the rest as it is.
   *
   * @param text such as a subject
   * @return the text; a word that is not encoded as the standard says stays as it is
   */
  public static String decode(String text) {
    String joined = SPACE_BETWEEN.matcher(text).replaceAll("");
    return WORD.matcher(joined)
        .replaceAll(
            hit ->
                Matcher.quoteReplacement(
                    word(hit.group(), hit.group(1), hit.group(2), hit.group(3))));
  }

  private static String word(String whole, String charset, String encoding, String content) {
    try {
      byte[] bytes =
          encoding.equalsIgnoreCase("B") ? Base64.getDecoder().decode(content) : quoted(content);
      return new String(bytes, Charset.forName(charset));
    } catch (IllegalArgumentException e) {
      return whole; // an unknown character set, or broken bytes
    }
  }

  /** In the Q encoding {@code _} is a space, and {@code =E9} a byte. */
  private static byte[] quoted(String content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      if (c == '=') {
        if (i + 3 > content.length()) {
          throw new IllegalArgumentException("A byte has two digits.");
        }
        bytes.write(Integer.parseInt(content.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.writeBytes((c == '_' ? " " : String.valueOf(c)).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
