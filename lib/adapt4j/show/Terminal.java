package adapt4j.show;

import java.io.Console;

/** The terminal a plain program was started from. */
public final class Terminal {
  private static final int WIDTH = 79;

  private Terminal() {}

  /**
   * Whether a person looks on, so that a line may be written over, or a question asked.
   *
   * @return false where input or output is a file or a pipe
   */
  public static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From JDK 22 on there is a console even where input and output are files.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Writes a line over the one before. */
  static void rewrite(String line, boolean last) {
    String cut = line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line;
    System.err.print("\r" + cut + " ".repeat(Math.max(0, WIDTH - cut.length())));
    if (last) {
      System.err.println();
    }
    System.err.flush();
  }
}
