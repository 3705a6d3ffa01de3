package adapt4j.kernel;

import adapt4j.kernel.Cell.Piece;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/**
 * What could come next.
 *
 * @param options the texts to choose from, those of a fitting type first
 * @param start where in the cell the text to be replaced begins; it ends at the cursor
 */
record Completion(List<String> options, int start) {
  private static final Set<String> OF_EVERY_OBJECT =
      Arrays.stream(Object.class.getMethods()).map(Method::getName).collect(Collectors.toSet());

  /** Completes the code before a position. */
  static Completion at(String code, int cursor, SourceCodeAnalysis analysis) {
    String before = code.substring(0, cursor);
    String line = before.substring(before.lastIndexOf('\n') + 1);
    if (line.startsWith("%")) {
      boolean begun = Classpath.NAME.startsWith(line);
      return new Completion(begun ? List.of(Classpath.NAME) : List.of(), cursor - line.length());
    }
    Completion inContext = suggest(context(before, analysis), cursor, analysis);
    return inContext.options.isEmpty()
        ? suggest(lastPiece(before, analysis), cursor, analysis)
        : inContext;
  }

  private static Completion suggest(String text, int cursor, SourceCodeAnalysis analysis) {
    int[] anchor = new int[1];
    List<Suggestion> found = analysis.completionSuggestions(text, text.length(), anchor);
    List<String> options =
        found.stream()
            .sorted(Comparator.comparingInt(Completion::rank))
            .map(Suggestion::continuation)
            .distinct()
            .toList();
    return new Completion(options, cursor - (text.length() - anchor[0]));
  }

  /** What fits the type first; what every object has, which is hardly ever looked for, last. */
  private static int rank(Suggestion suggestion) {
    String name = suggestion.continuation().replaceFirst("\\(.*", "");
    return OF_EVERY_OBJECT.contains(name) ? 2 : suggestion.matchesType() ? 0 : 1;
  }

  /**
   * The code before the cursor without the imports, classes, methods and blocks of the same cell,
   * because JShell takes either declarations or statements. What ends in a semicolon is kept: it
   * may declare the variables that the cursor's line uses.
   */
  static String context(String before, SourceCodeAnalysis analysis) {
    List<Piece> pieces = Cell.cut(0, before, analysis).pieces();
    if (pieces.size() < 2) {
      return lastPiece(before, analysis);
    }
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces.subList(0, pieces.size() - 1)) {
      boolean isImport = piece.source().startsWith("import ");
      if (SourceText.endsWithSemicolon(piece.source()) && !isImport) {
        text.append(piece.source()).append('\n');
      }
    }
    return text + lastPiece(before, analysis);
  }

  private static String lastPiece(String before, SourceCodeAnalysis analysis) {
    List<Piece> pieces = Cell.cut(0, before, analysis).pieces();
    return pieces.isEmpty() ? "" : before.substring(pieces.get(pieces.size() - 1).start());
  }
}
