package adapt4j.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a check shows. In a plain JVM it is text. */
final class Shown {
  private Shown() {}

  static void passes(Runnable check) {
    String text = shown(check);
    assertTrue(text.startsWith("✓"), text);
  }

  static void fails(String words, Runnable check) {
    String text = shown(check);
    assertTrue(text.startsWith("✗"), text);
    assertTrue(text.contains(words), text);
  }

  static void waits(Runnable check) {
    String text = shown(check);
    assertTrue(text.startsWith("…"), text);
  }

  /** One line: what a check says. */
  static String shown(Runnable show) {
    String text = text(show);
    assertEquals(1, text.strip().lines().count(), text);
    return text;
  }

  static String text(Runnable show) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      show.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
