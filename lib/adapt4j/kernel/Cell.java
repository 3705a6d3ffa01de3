package adapt4j.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * A cell, cut into the magic lines at its top and the snippets that JShell takes one by one.
 *
 * @param magics the lines that begin with a percent sign, before the first Java code
 * @param pieces the Java code
 */
record Cell(List<String> magics, List<Piece> pieces) {
  private static final Pattern MAGIC_LINE = Pattern.compile("%[^\\n]*\\n?");
  private static final String INDENT = "    ";

  /**
   * One snippet of a cell.
   *
   * @param number the number of its cell, as the notebook shows it
   * @param code the cell's whole text
   * @param start where it begins in the cell's code
   * @param source what JShell gets; a missing last semicolon is added
   * @param shows true if the cell wrote no semicolon, so that the value is to be shown
   * @param open true if a bracket, comment or text block is not closed
   */
  record Piece(int number, String code, int start, String source, boolean shows, boolean open) {
    /** The line in the cell, from 1, of a position in the source. */
    int lineOf(int position) {
      int at = Math.min(start + Math.max(position, 0), code.length());
      return 1 + (int) code.substring(0, at).chars().filter(c -> c == '\n').count();
    }
  }

  /**
   * Cuts a cell. Never fails: what is no Java becomes a piece that JShell will refuse.
   *
   * @param number the execution count, as the notebook shows it
   */
  static Cell cut(int number, String code, SourceCodeAnalysis analysis) {
    List<String> magics = new ArrayList<>();
    List<Piece> pieces = new ArrayList<>();
    int at = endOfMagics(code, magics);
    for (at = SourceText.skipBlank(code, at);
        at < code.length();
        at = SourceText.skipBlank(code, at)) {
      String rest = code.substring(at);
      CompletionInfo info = analysis.analyzeCompletion(rest);
      String source = info.source();
      boolean takesAll = info.remaining() == null || info.remaining().isBlank();
      if (info.completeness() == Completeness.DEFINITELY_INCOMPLETE || source == null) {
        pieces.add(new Piece(number, code, at, rest, false, true));
        break;
      }
      if (info.completeness() == Completeness.CONSIDERED_INCOMPLETE) {
        // Could go on, but this is all there is. JShell then repeats the text as what remains.
        takesAll = true;
      }
      int end = takesAll ? code.length() : code.length() - info.remaining().length();
      boolean shows = !SourceText.endsWithSemicolon(code.substring(at, end));
      pieces.add(new Piece(number, code, at, source, shows, false));
      at = end;
    }
    return new Cell(List.copyOf(magics), List.copyOf(pieces));
  }

  /** How far a front end should read on: null if the code is complete, otherwise the indent. */
  static String indentIfOpen(String code, SourceCodeAnalysis analysis) {
    String rest = code.substring(endOfMagics(code, new ArrayList<>()));
    CompletionInfo info = analysis.analyzeCompletion(rest);
    while (info.completeness().isComplete() && !info.remaining().isBlank()) {
      rest = info.remaining();
      info = analysis.analyzeCompletion(rest);
    }
    // After "if (x) y();" an else may follow; an empty line says that it does not.
    boolean open =
        info.completeness() == Completeness.DEFINITELY_INCOMPLETE
            || info.completeness() == Completeness.CONSIDERED_INCOMPLETE && !code.endsWith("\n");
    return open ? indent(rest) : null;
  }

  /** True if JShell cannot make sense of the code. */
  static boolean isInvalid(String code, SourceCodeAnalysis analysis) {
    return cut(0, code, analysis).pieces.stream()
        .map(piece -> analysis.analyzeCompletion(piece.source).completeness())
        .anyMatch(completeness -> completeness == Completeness.UNKNOWN);
  }

  private static String indent(String code) {
    int depth = 0;
    for (int i = SourceText.skipBlank(code, 0);
        i < code.length();
        i = SourceText.skipBlank(code, SourceText.endOfToken(code, i))) {
      if ("{([".indexOf(code.charAt(i)) >= 0) {
        depth++;
      } else if ("})]".indexOf(code.charAt(i)) >= 0) {
        depth--;
      }
    }
    return SourceText.endsInsideToken(code) ? "" : INDENT.repeat(Math.max(depth, 0));
  }

  private static int endOfMagics(String code, List<String> magics) {
    Matcher line = MAGIC_LINE.matcher(code);
    int at = SourceText.skipBlank(code, 0);
    while (at < code.length() && line.find(at) && line.start() == at) {
      magics.add(line.group().strip());
      at = SourceText.skipBlank(code, line.end());
    }
    return at;
  }
}
