package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotebookTest {
  @TempDir Path folder;

  private Notebook with(String... outputs) throws IOException {
    Path file = folder.resolve("run.ipynb");
    Files.writeString(
        file,
        """
        {"cells": [
          {"cell_type": "markdown", "source": "# A title"},
          {"cell_type": "code", "source": ["int a;\\n", "a"], "outputs": [%s]}]}"""
            .formatted(String.join(",", outputs)));
    return Notebook.read(file);
  }

  private static String data(String type, String content) {
    return "{\"output_type\": \"display_data\", \"data\": {\"%s\": %s}}".formatted(type, content);
  }

  private static String stream(String name, String text) {
    return "{\"output_type\": \"stream\", \"name\": \"%s\", \"text\": [\"%s\"]}"
        .formatted(name, text);
  }

  @Test
  void gathersClaimsAndExercises() throws IOException {
    String claim =
        "{\"text\": \"It reads\", \"value\": 0.97, \"bound\": \"at least 0.95\", \"holds\": true}";
    String exercise = "{\"exercise\": \"mean\", \"state\": \"todo\"}";
    Notebook notebook =
        with(
            data("application/vnd.adapt4j.claim+json", claim),
            data("application/vnd.adapt4j.claim+json", Json.GSON.toJson(claim)),
            data("application/vnd.adapt4j.exercise+json", exercise));
    var expected = new Notebook.Claim("It reads", 0.97, "at least 0.95", true);
    assertEquals(List.of(expected, expected), notebook.claims());
    assertEquals(List.of(new Notebook.Exercise("mean", "todo")), notebook.exercises());
    assertEquals(List.of(), notebook.blemishes());
  }

  @Test
  void aClaimWithoutANumberStaysReadable() throws IOException {
    String claim = "{\"text\": \"It reads\", \"value\": %s, \"bound\": \"\", \"holds\": false}";
    for (String value : List.of("null", "NaN", "\"NaN\"")) {
      List<Notebook.Claim> claims =
          with(data("application/vnd.adapt4j.claim+json", claim.formatted(value))).claims();
      assertEquals(List.of(new Notebook.Claim("It reads", null, "", false)), claims);
      assertTrue(Json.GSON.toJson(claims).contains("\"value\": null"), "for " + value);
    }
    Notebook odd = with(data("application/vnd.adapt4j.claim+json", claim.formatted("[]")));
    assertThrows(Problem.class, odd::claims);
    assertThrows(Problem.class, with(data("application/vnd.adapt4j.claim+json", "null"))::claims);
  }

  @Test
  void namesTheCellsThatWereNotRun() throws IOException {
    Path file = folder.resolve("half.ipynb");
    Files.writeString(
        file,
        """
        {"cells": [
          {"cell_type": "code", "source": "1", "execution_count": 1, "outputs": []},
          {"cell_type": "code", "source": "", "execution_count": null, "outputs": []},
          {"cell_type": "code", "source": "2", "execution_count": null, "outputs": []}]}""");
    assertEquals(List.of(3), Notebook.read(file).notRun());
  }

  @Test
  void showsTheFailingCellWithoutColourCodes() throws IOException {
    Notebook notebook =
        with(
            "{\"output_type\": \"error\", \"ename\": \"E\", \"evalue\": \"v\","
                + " \"traceback\": [\"\\u001b[31mE: v\\u001b[0m\", \"at line 1\"]}");
    assertEquals(
        new Notebook.Failure(1, "int a;\na", "E: v\nat line 1"), notebook.failure().orElseThrow());
    assertTrue(with().failure().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai.djl.ndarray.NDArray@1b2c3d4e",
        "REPL.$JShell$11$Foo",
        "jdk.jshell.EvalException",
        "Main$$Lambda$14",
        "[I@6d06d69c"
      })
  void findsWhatAReaderShouldNeverMeet(String noise) throws IOException {
    assertFalse(with(stream("stdout", "see " + noise)).blemishes().isEmpty());
    assertFalse(with(data("text/plain", "\"" + noise + "\"")).blemishes().isEmpty());
    assertFalse(with(data("text/html", "\"<b>" + noise + "</b>\"")).blemishes().isEmpty());
  }

  @Test
  void standardErrorIsABlemishAndPlainTextIsNone() throws IOException {
    assertEquals(
        List.of("code cell 1 writes to standard error: oh"),
        with(stream("stderr", "oh")).blemishes());
    assertEquals(
        List.of(),
        with(
                stream("stdout", "3 of 4, a@b.example, jdk 17"),
                data("text/html", "\"<img src='data:image/png;base64,iVBORw0KGgo=='/>\""))
            .blemishes());
  }

  @Test
  void tellsWhetherThereAreOutputs() throws IOException {
    assertFalse(with().hasOutputs());
    assertTrue(with(stream("stdout", "1")).hasOutputs());
  }

  @Test
  void whatIsNoNotebookIsSaidSo() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.ipynb"), "{}");
    assertThrows(IOException.class, () -> Notebook.read(file));
    Files.writeString(file, "half {");
    assertThrows(IOException.class, () -> Notebook.read(file));
  }
}
