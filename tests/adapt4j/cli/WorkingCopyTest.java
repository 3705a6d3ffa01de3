package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingCopyTest {
  private static final String LESSON = "00-start-here.ipynb";
  private static final String SOLUTION = "solutions/00-start-here.ipynb";

  @TempDir Path root;
  private Home home;

  @BeforeEach
  void aCourse() throws IOException {
    home = new Home(root);
    deliver(LESSON, "1 + 1");
    deliver(SOLUTION, "2");
    deliver("picture.svg", "<svg/>");
  }

  private void deliver(String name, String source) throws IOException {
    Path file = home.notebooks().resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, name.endsWith(".ipynb") ? notebook(source, "") : source);
  }

  private static String notebook(String source, String output) {
    return """
        {"cells": [{"cell_type": "code", "source": ["%s"], "outputs": [%s]}], "nbformat": 4}"""
        .formatted(source, output);
  }

  private String mine(String name) throws IOException {
    return Files.readString(home.work().resolve(name));
  }

  private List<String> update() {
    return new WorkingCopy(home).update();
  }

  @Test
  void theFirstStartCopiesEverything() throws IOException {
    assertEquals(List.of(), update());
    for (String name : List.of(LESSON, SOLUTION, "picture.svg")) {
      assertEquals(Files.readString(home.notebooks().resolve(name)), mine(name));
    }
  }

  @Test
  void aDamagedRecordCountsAsNone() throws IOException {
    update();
    Path record = home.state().resolve("work.json");
    for (String damaged : List.of("", "[]", "half {", "{\"a\": null}")) {
      Files.writeString(record, damaged);
      assertEquals(List.of(), update());
      assertTrue(Json.read(record).has(LESSON));
    }
  }

  @Test
  void whatWasNeverChangedIsRefreshed() throws IOException {
    update();
    deliver(LESSON, "1 + 2");
    assertEquals(List.of(), update());
    assertEquals(notebook("1 + 2", ""), mine(LESSON));
  }

  @Test
  void toRunALessonIsNoChange() throws IOException {
    update();
    String text = "{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": \"2\"}";
    Files.writeString(home.work().resolve(LESSON), notebook("1 + 1", text));
    assertEquals(List.of(), update());
    assertTrue(mine(LESSON).contains("stream"), "an update without news leaves the outputs alone");
    deliver(LESSON, "1 + 2");
    assertEquals(List.of(), update());
    assertEquals(notebook("1 + 2", ""), mine(LESSON));
  }

  @Test
  void whatTheLearnerChangedIsKeptAndTheNewerVersionMentioned() throws IOException {
    update();
    Files.writeString(home.work().resolve(LESSON), notebook("my own", ""));
    assertEquals(List.of(), update(), "no news, no mention");
    deliver(LESSON, "1 + 2");
    assertEquals(List.of(LESSON), update());
    assertEquals(List.of(LESSON), update(), "mentioned for as long as it is so");
    assertEquals(notebook("my own", ""), mine(LESSON));
  }

  @Test
  void withoutTheRecordNothingIsOverwritten() throws IOException {
    update();
    Files.delete(home.state().resolve("work.json"));
    Files.writeString(home.work().resolve(LESSON), notebook("my own", ""));
    assertEquals(List.of(LESSON), update());
    assertEquals(notebook("my own", ""), mine(LESSON));
  }

  @Test
  void aBrokenNotebookOfTheLearnersIsKept() throws IOException {
    update();
    Files.writeString(home.work().resolve(LESSON), "{ half a file");
    deliver(LESSON, "1 + 2");
    assertEquals(List.of(LESSON), update());
    assertEquals("{ half a file", mine(LESSON));
  }

  @Test
  void resetGivesTheDeliveredVersionAndKeepsTheLearners() throws IOException {
    update();
    Files.writeString(home.work().resolve(SOLUTION), notebook("my own", ""));
    Path backup = new WorkingCopy(home).reset("00");
    assertEquals(notebook("my own", ""), Files.readString(backup.resolve(SOLUTION)));
    assertEquals(notebook("2", ""), mine(SOLUTION));
    assertNull(new WorkingCopy(home).reset("00"), "nothing to keep the second time");

    Files.writeString(home.work().resolve(SOLUTION), notebook("again", ""));
    Path second = new WorkingCopy(home).reset("00");
    assertEquals(notebook("again", ""), Files.readString(second.resolve(SOLUTION)));
    assertEquals(notebook("my own", ""), Files.readString(backup.resolve(SOLUTION)));
  }

  @Test
  void resetOfAnUnknownLessonNamesThoseThatExist() {
    Problem problem = assertThrows(Problem.class, () -> new WorkingCopy(home).reset("07"));
    assertEquals("There is no lesson 07. These exist: 00-start-here.", problem.getMessage());
  }
}
