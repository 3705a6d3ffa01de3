package adapt4j.kernel;

import java.util.List;

/** What went wrong in a cell, ready to be shown. */
final class CellError extends Exception {
  private static final long serialVersionUID = 1;
  private static final String RED = "\u001b[1;31m";
  private static final String PLAIN = "\u001b[0m";

  private final String kind;
  private final transient List<String> details;

  /**
   * An error to show.
   *
   * @param kind its name: the class of an exception, or a word such as {@code CompileError}
   * @param message one or more lines
   * @param details lines below the message, such as where it happened
   */
  CellError(String kind, String message, List<String> details) {
    super(message);
    this.kind = kind;
    this.details = details;
  }

  /** The error's name. */
  String kind() {
    return kind;
  }

  /** All lines, name and message in red. */
  List<String> lines() {
    List<String> lines = new java.util.ArrayList<>();
    lines.add(RED + kind + PLAIN + (getMessage().isEmpty() ? "" : ": " + getMessage()));
    lines.addAll(details);
    return lines;
  }
}
