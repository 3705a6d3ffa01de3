package adapt4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShellTest {
  private Shell shell;
  private int count;

  @BeforeEach
  void open() {
    shell = Shell.open();
  }

  private Object run(String... lines) throws CellError {
    shell.thread().beginCell();
    try {
      return shell.run(shell.cut(++count, String.join("\n", lines)));
    } finally {
      shell.thread().endCell();
    }
  }

  private String error(String... lines) {
    CellError error = assertThrows(CellError.class, () -> run(lines));
    return String.join("\n", error.lines()).replaceAll("\u001b\\[[\\d;]*m", "");
  }

  @Test
  void returnsTheValueOfTheLastExpression() throws CellError {
    assertEquals(3, run("int a = 1;", "a + 2"));
    assertArrayEquals(new int[] {1}, (int[]) run("new int[] {a}"));
    assertEquals("null", run("(String) null"));
    assertNull(run("a;"));
    assertNull(run("a = 4"));
    assertNull(run("a++;", "System.nanoTime();"));
    assertEquals(5, run("a"));
  }

  @Test
  void keepsNoResultAlive() throws CellError {
    assertEquals("x", run("\"x\""));
    assertTrue(error("$2").contains("cannot find symbol"));
  }

  @Test
  void quotesTheLineThatDoesNotCompile() {
    assertEquals(
        """
        CompileError: the cell does not compile
        line 3: cannot find symbol
            \tint b = mising(a, "{");
            \t        ^^^^^^
          symbol:   method mising(int,java.lang.String)
        mising is not there (yet). Run the cell that makes it; if that cell has an error, mend it first.""",
        error("// first", "int a = 1;", "\tint b = mising(a, \"{\");"));
  }

  @Test
  void saysWhatAMethodLacks() throws CellError {
    assertEquals(
        """
        CompileError: the cell does not compile
        line 2: cannot find class Strng
              Strng s = null;
              ^^^^^""",
        error("int f() {", "  Strng s = null;", "  return 1;", "}"));
    assertEquals(
        3,
        run(
            "int even(int n) { return n == 0 ? 3 : odd(n - 1); }",
            "int odd(int n) { return even(n - 1); }",
            "even(4)"));
  }

  @Test
  void runsNothingOfACellThatIsNotClosed() throws CellError {
    assertTrue(error("int a = 1;", "class B {", "  int c;", "").contains("line 3"));
    assertTrue(error("a").contains("cannot find symbol"));
  }

  @Test
  void showsOnlyTheLearnersFrames() throws CellError {
    run(
        "int half(int n) {",
        "  if (n % 2 == 1) {",
        "    throw new IllegalArgumentException(",
        "        \"odd: \" + n, new RuntimeException(\"root\"));",
        "  }",
        "  return n / 2;",
        "}");
    assertEquals(
        """
        java.lang.IllegalArgumentException: odd: 3
            at line 3 of cell 1: throw new IllegalArgumentException(
            at line 3 of this cell: .map(n -> half(n))
            at line 4 of this cell: .forEach(n -> {});
        caused by java.lang.RuntimeException: root""",
        error(
            "// halves", "IntStream.of(2, 3)", "    .map(n -> half(n))", "    .forEach(n -> {});"));
  }

  @Test
  void namesExceptionsOfCellsAsTheyWereDeclared() throws CellError {
    run("class Lab { static class Burnt extends Exception {} }");
    assertTrue(error("throw new Lab.Burnt();").startsWith("Lab.Burnt\n    at line 1"));
  }

  @Test
  void turnsExitIntoASentence() throws CellError {
    run("int a = 6;");
    assertTrue(error("System.exit(1);").startsWith("Exit: System.exit(1) ended this cell"));
    assertEquals(6, run("a"));
  }

  @Test
  void keepsVariablesThroughLaterImports() throws CellError {
    run(
        "List<String> list = new ArrayList<>(List.of(\"a\"));",
        "class Holder { List<String> held = list; }",
        "Holder holder = new Holder();",
        "var size = list.size();",
        "int size() { return list.size(); }");
    Object list = run("list");
    Object holder = run("holder");
    for (String name :
        List.of(
            "java.util.*",
            "java.util.concurrent.*",
            "java.util.*",
            "java.util.List",
            "java.util.*")) {
      run("import " + name + ";");
      assertSame(list, run("list"), name);
      assertSame(holder, run("holder"), name);
      assertEquals(2, run("size + size()"), name);
    }
  }

  @Test
  void keepsVariablesWhenAMethodChanges() throws CellError {
    run("int f() { return 1; }", "int a = f();", "Object o = new int[f()];");
    run("int f() { return 2; }");
    assertEquals(1, run("a"));
    assertEquals(3, run("a + f()"));
    assertFalse(run("o") == "null");
    assertEquals(0, run("int a;", "a"));
  }

  @Test
  void tellsWhichVariablesAChangedClassTakesAlong() throws CellError {
    run("class P { int v = 5; }", "P p = new P();", "List<P> all = List.of(p);", "int n = p.v;");
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      run("class P { int v = 6; int w; }");
    } finally {
      System.setOut(out);
    }
    assertEquals(5, run("n"));
    assertEquals("null", run("p"));
    assertEquals("null", run("all"));
    assertEquals(
        "null from now on, because their class was declared anew: all, p",
        printed.toString(StandardCharsets.UTF_8).strip().replace("p, all", "all, p"));
  }

  @Test
  void refusesAnImportThatTakesVariablesAway() throws CellError {
    run("List<String> list = new ArrayList<>();", "Date date = new Date(5);");
    run("List<Date> dates = new ArrayList<>();", "Object other = new Date(6);");
    List<Object> before = List.of(run("list"), run("date"), run("dates"), run("other"));
    String error = error("import java.awt.*;");
    assertTrue(error.contains("line 1: import java.awt.*;"), error);
    assertTrue(error.contains("list"), error);
    assertEquals(before, List.of(run("list"), run("date"), run("dates"), run("other")));
    error = error("import java.sql.Date;");
    assertTrue(error.contains("lost: date, dates"), error);
    assertEquals(before, List.of(run("list"), run("date"), run("dates"), run("other")));
    assertSame(before.get(1), run("date"));
    assertEquals(1, run("dates.add(date);", "dates.size()"));
  }

  @Test
  void keepsAVariableWhoseClassJShellMakesAnew() throws CellError {
    run("List<String> list = new ArrayList<>();", "Object other = new Date(6);");
    Object other = run("other");
    run("import java.sql.Date;"); // now the line that made it would mean something else
    error("import java.awt.*;"); // and now JShell compiles it again
    assertSame(other, run("other"));
  }

  @Test
  void permitsTheSubtypesOfTheCell() throws CellError {
    assertEquals(
        "Dog[name=Rex]",
        run(
                "sealed interface Animal<T> {}",
                "record Dog(String name) implements Comparable<Dog>, Animal<Integer> {",
                "  public int compareTo(Dog o) { return 0; }",
                "}",
                "final class Cat implements Animal<String> {}",
                "new Dog(\"Rex\")")
            .toString());
    assertTrue(error("sealed interface Alone {}").contains("sealed class must have subclasses"));
  }

  @Test
  void interruptsALoopAndKeepsVariables() throws CellError {
    run("int a = 6;");
    CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)
        .execute(() -> shell.thread().interrupt());
    assertTrue(error("a = 7;", "while (true) {}", "a = 8;").startsWith("Interrupted"));
    assertEquals(7, run("a"));
  }

  @Test
  void runsAllCellsOnOneThread() throws CellError {
    Object thread = run("Thread.currentThread()");
    error("throw new Error();");
    assertSame(thread, run("Thread.currentThread()"));
  }
}
