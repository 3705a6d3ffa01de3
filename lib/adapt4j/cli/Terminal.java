package adapt4j.cli;

import java.io.PrintStream;
import java.nio.charset.Charset;

/** What the commands say, with ticks where the terminal can show them. */
final class Terminal {
  private final PrintStream out;
  private final boolean ticks;
  private final boolean live;

  /** The real terminal. */
  Terminal() {
    this(System.out, System.getenv("ADAPT4J_ASCII") == null && canShow('✓'), isInteractive());
  }

  Terminal(PrintStream out, boolean ticks, boolean live) {
    this.out = out;
    this.ticks = ticks;
    this.live = live;
  }

  /** Whether a person looks on, and can answer. */
  static boolean isInteractive() {
    return adapt4j.show.Terminal.isInteractive();
  }

  private static boolean canShow(char c) {
    String charset = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
    return charset != null && Charset.forName(charset).newEncoder().canEncode(c);
  }

  void say(String line) {
    out.println(line);
  }

  String tick(boolean good) {
    return good ? (ticks ? "✓" : "ok") : (ticks ? "✗" : "!!");
  }

  /** One line of a report: a tick or a cross, what was looked at, and what was found. */
  void report(boolean good, String what, String found) {
    out.printf("%-2s %-9s %s%n", tick(good), what, found);
  }

  /** A line that the next one replaces; said only where somebody is watching. */
  void progress(String line) {
    if (live) {
      out.print("\r\u001b[K" + line);
      out.flush();
    }
  }
}
