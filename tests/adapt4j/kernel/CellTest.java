package adapt4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.kernel.Cell.Piece;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellTest {
  private static JShell jshell;
  private static SourceCodeAnalysis analysis;

  @BeforeAll
  static void open() {
    jshell = JShell.builder().executionEngine("local").build();
    analysis = jshell.sourceCodeAnalysis();
  }

  @AfterAll
  static void close() {
    jshell.close();
  }

  private static List<String> sources(String code) {
    return Cell.cut(1, code, analysis).pieces().stream().map(Piece::source).toList();
  }

  @Test
  void cutsSnippetBySnippet() {
    assertEquals(
        List.of("import java.util.*;", "int f() { return 1; }", "int a = f();", "a"),
        sources("import java.util.*;\n// a comment\nint f() { return 1; } int a = f();\n\na"));
    assertEquals(List.of(), sources(" \n // nothing \n /* at all */"));
    assertEquals(List.of("if (true) f();"), sources("if (true) f();"));
    assertEquals(List.of("if (a) b(); else c();", "d();"), sources("if (a) b(); else c();\nd();"));
  }

  @Test
  void addsTheLastSemicolon() {
    assertEquals(List.of("int a = 1;"), sources("int a = 1"));
  }

  @Test
  void knowsTheLineOfEachPiece() {
    List<Piece> pieces = Cell.cut(1, "\n\nint a;\n\n  int b;", analysis).pieces();
    assertEquals(3, pieces.get(0).lineOf(0));
    assertEquals(5, pieces.get(1).lineOf(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x;", "x; // c", "x; /* c */ ", "f(\";\");"})
  void hidesWhatEndsInASemicolon(String code) {
    assertFalse(Cell.cut(1, code, analysis).pieces().get(0).shows());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "x // ;", "\"a;\"", "x /* ; */", "';'"})
  void showsWhatDoesNot(String code) {
    assertTrue(Cell.cut(1, code, analysis).pieces().get(0).shows());
  }

  @Test
  void takesMagicsOnlyAtTheTop() {
    Cell cell =
        Cell.cut(1, "// c\n%classpath a.jar\n\n%classpath b.jar\nint a = 5\n% 3;", analysis);
    assertEquals(List.of("%classpath a.jar", "%classpath b.jar"), cell.magics());
    assertEquals(1, cell.pieces().size());
    assertEquals(5, cell.pieces().get(0).lineOf(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"class A {", "f(1,", "1 +", "String s = \"\"\"\n  text", "/* open"})
  void seesWhatIsOpen(String code) {
    assertTrue(Cell.cut(1, code, analysis).pieces().get(0).open());
  }

  @Test
  void indentsOpenCode() {
    assertEquals("    ", Cell.indentIfOpen("int a;\nclass A {", analysis));
    assertEquals("        ", Cell.indentIfOpen("void f() {\n    if (a(\"{\")) { // {", analysis));
    assertEquals("", Cell.indentIfOpen("String s = \"\"\"\n  text", analysis));
    assertNull(Cell.indentIfOpen("class A { }", analysis));
    assertNull(Cell.indentIfOpen("for (;;) f()\n", analysis));
    assertNull(Cell.indentIfOpen("", analysis));
  }

  @Test
  void seesNonsense() {
    assertTrue(Cell.isInvalid("f(])", analysis));
    assertFalse(Cell.isInvalid("f()", analysis));
  }
}
