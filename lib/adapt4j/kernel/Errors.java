package adapt4j.kernel;

import adapt4j.kernel.Cell.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.UnresolvedReferenceException;

/** Says what went wrong in the learner's own terms: lines of cells, not of JShell's classes. */
final class Errors {
  private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$\\w+[.$]");
  private static final Pattern MISSING = Pattern.compile("symbol:\\s+(?:variable|method) (\\w+)");
  private static final int MOST_DIAGNOSTICS = 5;
  private static final int MOST_FRAMES = 8;

  private final Map<String, Piece> snippets = new HashMap<>();

  /** Remembers where a snippet came from, so that a stack trace can name its cell. */
  void remember(String snippetId, Piece piece) {
    snippets.put(snippetId, piece);
  }

  /** A cell that does not compile. */
  static CellError compilation(Piece piece, List<Diag> diagnostics) {
    List<String> lines = new ArrayList<>();
    List<Diag> errors = diagnostics.stream().filter(Diag::isError).toList();
    for (Diag d : errors.subList(0, Math.min(errors.size(), MOST_DIAGNOSTICS))) {
      String[] message = clean(d.getMessage(Locale.ROOT)).split("\\R");
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add("line " + piece.lineOf((int) d.getStartPosition()) + ": " + message[0]);
      lines.addAll(quote(piece, (int) d.getStartPosition(), (int) d.getEndPosition()));
      boolean ofCell = false;
      for (int i = 1; i < message.length; i++) {
        if (message[i].strip().matches("location:\\s*class")) {
          ofCell = true;
        } else {
          lines.add(message[i]);
        }
      }
      Matcher missing = MISSING.matcher(String.join(" ", message));
      if (ofCell && missing.find()) {
        lines.add(
            missing.group(1)
                + " is not there (yet). Run the cell that makes it; if that cell has an error, mend it"
                + " first.");
      }
    }
    if (errors.size() > MOST_DIAGNOSTICS) {
      lines.add("... and " + (errors.size() - MOST_DIAGNOSTICS) + " more");
    }
    return new CellError("CompileError", "the cell does not compile", lines);
  }

  /** A name in a declaration that nothing declares, as JShell reports it: "class Strng". */
  static CellError unresolved(Piece piece, List<String> names) {
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      String word = name.replaceFirst("^\\w+ ", "").replaceFirst("\\(.*", "");
      Matcher place = Pattern.compile("\\b" + Pattern.quote(word) + "\\b").matcher(piece.source());
      int at = place.find() ? place.start() : 0;
      lines.add("line " + piece.lineOf(at) + ": cannot find " + name);
      lines.addAll(quote(piece, at, at + word.length()));
    }
    return new CellError("CompileError", "the cell does not compile", lines);
  }

  /** The line of the cell, and below it carets under the part that is meant. */
  private static List<String> quote(Piece piece, int from, int to) {
    String code = piece.code();
    int start = Math.min(piece.start() + Math.max(from, 0), code.length());
    // "Reached end of file": show the last line that has something on it.
    while (start == code.length() && start > 0 || start > 0 && isBlankFrom(code, start)) {
      start--;
    }
    int line = code.lastIndexOf('\n', start - 1) + 1;
    int end = code.indexOf('\n', start) < 0 ? code.length() : code.indexOf('\n', start);
    int length = Math.max(1, Math.min(piece.start() + to, end) - start);
    String indent = code.substring(line, start).replaceAll("[^\\t]", " ");
    return List.of("    " + code.substring(line, end), "    " + indent + "^".repeat(length));
  }

  private static boolean isBlankFrom(String code, int at) {
    return code.substring(at).isBlank();
  }

  /** A cell that threw something. */
  CellError thrown(EvalException error, Throwable thrown, int cell) {
    if (thrown instanceof Guard.Exit) {
      return new CellError(
          "Exit",
          thrown.getMessage() + ". The kernel and its variables live on.",
          List.of("To start afresh, use Restart in the Kernel menu."));
    }
    List<String> lines = new ArrayList<>(frames(error, cell));
    List<String> shown = List.copyOf(lines);
    String kind = className(error.getExceptionClassName());
    Optional<DeviceErrors> device = DeviceErrors.of(error);
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      String told = describe(cause);
      lines.add("caused by " + (device.isPresent() ? DeviceErrors.shortened(told) : told));
      frames(cause, cell).stream().filter(frame -> !shown.contains(frame)).forEach(lines::add);
    }
    if (thrown instanceof OutOfMemoryError && isHeap(thrown)) {
      lines.addAll(heapAdvice());
    }
    String message = clean(messageOf(error));
    if (device.isPresent()) {
      lines.addAll(device.get().advice());
      message = DeviceErrors.shortened(message);
    }
    return new CellError(kind, message, lines);
  }

  /** A declaration was used that was only accepted in the hope of things to come. */
  static CellError unresolvedUse(UnresolvedReferenceException error, List<String> names) {
    String source = error.getSnippet().source().strip().split("\\R")[0];
    return new CellError(
        "UnresolvedReference",
        "this declaration cannot be used yet, it needs " + String.join(", ", names),
        List.of("    " + source));
  }

  /** Something went wrong in the kernel itself: while it compiled, or showed a value. */
  static CellError inKernel(Throwable error) {
    boolean isHeap = error instanceof OutOfMemoryError && isHeap(error);
    List<String> device = DeviceErrors.of(error).map(DeviceErrors::advice).orElse(List.of());
    return new CellError(
        error.getClass().getName(), messageOf(error), isHeap ? heapAdvice() : device);
  }

  static CellError interrupted(boolean lostThread) {
    return new CellError(
        "Interrupted",
        "the cell was stopped. Variables keep the values they had.",
        lostThread
            ? List.of(
                "It was inside a library that does not let itself be interrupted. That call goes on"
                    + " in the background;",
                "if it uses too much of the machine, use Restart in the Kernel menu.")
            : List.of());
  }

  private static boolean isHeap(Throwable error) {
    String message = messageOf(error);
    return message.contains("heap space") || message.contains("GC overhead");
  }

  private static List<String> heapAdvice() {
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    return List.of(
        "The Java heap is full; its limit is " + megabytes + " MB. The kernel lives on.",
        "Variables that this cell declared are null now. Set others to null that you no longer need,",
        "or start the lab with a higher limit, for example: ADAPT4J_HEAP=4g ./lab");
  }

  private static String describe(Throwable error) {
    String name =
        error instanceof EvalException e ? e.getExceptionClassName() : error.getClass().getName();
    String message = clean(messageOf(error));
    return className(name) + (message.isEmpty() ? "" : ": " + message);
  }

  private static String messageOf(Throwable error) {
    return error.getMessage() == null ? "" : error.getMessage();
  }

  /** The frames that lie in cells, innermost first, each with its line. */
  private List<String> frames(Throwable error, int cell) {
    List<String> lines = new ArrayList<>();
    for (StackTraceElement frame : error.getStackTrace()) {
      String file = frame.getFileName();
      Piece piece = file != null && file.startsWith("#") ? snippets.get(file.substring(1)) : null;
      if (piece != null) {
        int line = piece.lineOf(0) + frame.getLineNumber() - 1;
        boolean here = piece.number() == cell;
        String[] code = piece.code().split("\\R", -1);
        String text = line <= code.length ? code[line - 1].strip() : "";
        lines.add(
            "    at line "
                + line
                + " of "
                + (here ? "this cell" : "cell " + piece.number())
                + ": "
                + text);
      }
    }
    List<String> distinct = lines.stream().distinct().toList();
    return distinct.size() <= MOST_FRAMES ? distinct : distinct.subList(0, MOST_FRAMES);
  }

  private static String className(String name) {
    return clean(name).replace('$', '.');
  }

  /** Takes the names of JShell's wrapper classes out of a text. */
  static String clean(String text) {
    return WRAPPER.matcher(text).replaceAll("");
  }
}
