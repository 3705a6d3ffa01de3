package adapt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the notebooks are written; {@code CourseTest} runs them. */
class NotebooksTest {
  private static final Path NOTEBOOKS = Path.of("notebooks");

  /** A link to a file: in notebooks and in pages alike. */
  static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#]+)[^)]*\\)");

  record Cell(String type, List<String> tags, String source) {
    boolean is(String tag) {
      return type.equals("code") && tags.contains(tag);
    }
  }

  @Test
  void everyLessonHasExercisesAndSolutions() throws IOException {
    List<String> lessons = names(NOTEBOOKS);
    assertFalse(lessons.isEmpty());
    assertEquals(lessons, names(NOTEBOOKS.resolve("exercises")));
    assertEquals(lessons, names(NOTEBOOKS.resolve("solutions")));
  }

  @Test
  void aSolutionIsItsExerciseWithTheAnswersFilledIn() throws IOException {
    for (String name : names(NOTEBOOKS)) {
      List<Cell> exercise = new ArrayList<>(cells(NOTEBOOKS.resolve("exercises").resolve(name)));
      List<Cell> solution = cells(NOTEBOOKS.resolve("solutions").resolve(name));
      long hints = exercise.stream().filter(cell -> cell.is("hint")).count();
      exercise.removeIf(cell -> cell.is("hint"));
      assertEquals(exercise.size(), solution.size(), name);
      int answers = 0;
      for (int i = 1; i < exercise.size(); i++) { // the first cell is the title
        Cell asked = exercise.get(i);
        Cell solved = solution.get(i);
        assertEquals(asked.tags(), solved.tags(), name);
        if (asked.is("answer")) {
          answers++;
          assertNotEquals(asked.source(), solved.source(), name);
        } else {
          assertEquals(asked.source(), solved.source(), name);
        }
      }
      assertTrue(answers >= 3, name + " has " + answers + " exercises");
      assertEquals(answers, hints, name);
    }
  }

  @Test
  void importsStandInTheFirstCellOnly() throws IOException {
    for (Path notebook : all()) {
      List<Cell> code = cells(notebook).stream().filter(c -> c.type().equals("code")).toList();
      assertTrue(code.get(0).source().contains("Lab.open()"), notebook.toString());
      for (Cell cell : code.subList(1, code.size())) {
        assertFalse(cell.source().lines().anyMatch(l -> l.startsWith("import ")), cell.source());
      }
    }
  }

  @Test
  void linksBetweenNotebooksLeadSomewhere() throws IOException {
    for (Path notebook : all()) {
      for (Cell cell : cells(notebook)) {
        Matcher link = LINK.matcher(cell.type().equals("markdown") ? cell.source() : "");
        while (link.find()) {
          Path target = notebook.resolveSibling(link.group(1)).normalize();
          assertTrue(Files.exists(target), notebook + " links to " + link.group(1));
        }
      }
    }
  }

  private static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(NOTEBOOKS)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".ipynb"))
          .sorted()
          .toList();
    }
  }

  static List<Cell> cells(Path notebook) throws IOException {
    JsonObject json = new Gson().fromJson(Files.readString(notebook), JsonObject.class);
    List<Cell> cells = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("cells")) {
      JsonObject cell = element.getAsJsonObject();
      StringBuilder source = new StringBuilder();
      cell.getAsJsonArray("source").forEach(line -> source.append(line.getAsString()));
      List<String> tags = new ArrayList<>();
      JsonObject metadata = cell.getAsJsonObject("metadata");
      if (metadata.has("tags")) {
        metadata.getAsJsonArray("tags").forEach(tag -> tags.add(tag.getAsString()));
      }
      cells.add(new Cell(cell.get("cell_type").getAsString(), tags, source.toString()));
    }
    return cells;
  }
}
