package adapt4j.kernel;

import adapt4j.kernel.Cell.Piece;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;

/** Evaluates cells, one snippet after another, in one JShell. */
final class Shell {
  private static final List<String> IMPORTS =
      List.of("java.util.*", "java.util.function.*", "java.util.stream.*");

  /** What a cell shows when its last expression is null, which is not the same as nothing. */
  private static final Object NULL = "null";

  private final CellLoader loader = new CellLoader(Shell.class.getClassLoader());
  private final CellThread thread = new CellThread(loader);
  private final Control control = new Control(loader, thread);
  private final JShell jshell = JShell.builder().executionEngine(control, Map.of()).build();
  private final Errors errors = new Errors();

  /** Opens a shell and warms it up, so that the first cell need not wait for the compiler. */
  static Shell open() {
    Shell shell = new Shell();
    IMPORTS.forEach(name -> shell.jshell.eval("import " + name + ";"));
    shell.analysis().analyzeCompletion("1");
    shell.drop(shell.jshell.eval("1 + 1"));
    return shell;
  }

  SourceCodeAnalysis analysis() {
    return jshell.sourceCodeAnalysis();
  }

  CellThread thread() {
    return thread;
  }

  /** Adds a jar or a folder of classes for the cells that follow. */
  void addToClasspath(String path) {
    jshell.addToClasspath(path);
  }

  /** Cuts a cell's code into pieces. */
  Cell cut(int number, String code) {
    return Cell.cut(number, code, analysis());
  }

  /** Runs a cell's Java code and returns what it is to show, or null. */
  Object run(Cell cell) throws CellError {
    loader.beginCell();
    List<Piece> pieces = Sealed.complete(cell.pieces());
    // A bracket that is not closed: say so before anything runs.
    for (Piece piece : pieces) {
      if (piece.open()) {
        Snippet snippet = jshell.eval(piece.source()).get(0).snippet();
        throw Errors.compilation(piece, jshell.diagnostics(snippet).toList());
      }
    }
    Object shown = null;
    Map<Snippet, Piece> hoping = new LinkedHashMap<>();
    for (Piece piece : pieces) {
      shown = evaluate(piece, hoping);
    }
    for (Map.Entry<Snippet, Piece> entry : hoping.entrySet()) {
      refuseUnresolved(entry.getKey(), entry.getValue());
    }
    return shown;
  }

  private Object evaluate(Piece piece, Map<Snippet, Piece> hoping) throws CellError {
    List<SnippetEvent> events = jshell.eval(piece.source());
    Object value = control.takeValue();
    Throwable thrown = control.takeThrown();
    if (thrown instanceof OutOfMemoryError) {
      loader.forgetNew();
    }
    try {
      if (thread.isInterrupted()) {
        throw Errors.interrupted(thread.hasLostThread());
      }
      Object shown = null;
      for (SnippetEvent event : events) {
        Snippet snippet = event.snippet();
        if (event.causeSnippet() == null) {
          errors.remember(snippet.id(), piece);
          refuseRejected(piece, event);
          refuseThrown(piece, event, thrown);
          if (isUnresolved(event.status())) {
            hoping.put(snippet, piece);
          }
          shown = piece.shows() && isExpression(snippet) ? (value == null ? NULL : value) : null;
        }
      }
      if (thrown != null) {
        throw Errors.inKernel(thrown);
      }
      refuseHarmfulImport(piece, events);
      tellLostVariables(events);
      return shown;
    } finally {
      drop(events);
    }
  }

  private void refuseRejected(Piece piece, SnippetEvent event) throws CellError {
    if (event.status() == Status.REJECTED) {
      throw Errors.compilation(piece, jshell.diagnostics(event.snippet()).toList());
    }
  }

  private void refuseThrown(Piece piece, SnippetEvent event, Throwable thrown) throws CellError {
    if (event.exception() instanceof EvalException e) {
      throw errors.thrown(e, thrown, piece.number());
    }
    if (event.exception() instanceof UnresolvedReferenceException e) {
      throw Errors.unresolvedUse(e, jshell.unresolvedDependencies(e.getSnippet()).toList());
    }
  }

  /**
   * JShell accepts a method that uses what is not declared yet. By the end of the cell it must be.
   */
  private void refuseUnresolved(Snippet snippet, Piece piece) throws CellError {
    if (isUnresolved(jshell.status(snippet))) {
      List<String> names = jshell.unresolvedDependencies((DeclarationSnippet) snippet).toList();
      throw names.isEmpty()
          ? Errors.compilation(piece, jshell.diagnostics(snippet).toList())
          : Errors.unresolved(piece, names);
    }
  }

  /** An import that changes the meaning of earlier cells would cost their variables: undone. */
  private void refuseHarmfulImport(Piece piece, List<SnippetEvent> events) throws CellError {
    List<String> harmed =
        events.stream()
            .filter(e -> isCausedBy(Kind.IMPORT, e) && e.previousStatus() == Status.VALID)
            .filter(e -> isUnresolved(e.status()) || isLost(e.snippet()))
            .map(e -> ((PersistentSnippet) e.snippet()).name())
            .toList();
    if (!harmed.isEmpty()) {
      jshell.drop(events.get(0).snippet());
      throw new CellError(
          "ImportRefused",
          "this import would change what earlier cells mean",
          List.of(
              "line " + piece.lineOf(0) + ": " + piece.source().strip(),
              "It brings in a name that they use in another sense. These would be lost: "
                  + String.join(", ", harmed),
              "Import only the classes that you need, or write this one with its full name."));
    }
  }

  /** A class that is declared anew takes the variables of its old self along. */
  private void tellLostVariables(List<SnippetEvent> events) {
    List<String> names =
        events.stream()
            .filter(e -> isCausedBy(Kind.TYPE_DECL, e) && isLost(e.snippet()))
            .map(e -> ((VarSnippet) e.snippet()).name())
            .toList();
    if (!names.isEmpty()) {
      System.out.println(
          "null from now on, because their class was declared anew: " + String.join(", ", names));
    }
  }

  private static boolean isCausedBy(Kind kind, SnippetEvent event) {
    return event.causeSnippet() != null && event.causeSnippet().kind() == kind;
  }

  private boolean isLost(Snippet snippet) {
    return snippet instanceof VarSnippet variable && loader.lost().contains(variable.name());
  }

  /** Lets go of the values of expressions: nobody can ask for them again in a notebook. */
  private void drop(List<SnippetEvent> events) {
    for (SnippetEvent event : events) {
      if (event.snippet().subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND
          && event.status() != Status.REJECTED) {
        jshell.drop(event.snippet());
        loader.forget(((VarSnippet) event.snippet()).name());
      }
    }
  }

  private static boolean isUnresolved(Status status) {
    return status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED;
  }

  private static boolean isExpression(Snippet snippet) {
    return switch (snippet.subKind()) {
      case VAR_VALUE_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND, OTHER_EXPRESSION_SUBKIND -> true;
      default -> false;
    };
  }
}
