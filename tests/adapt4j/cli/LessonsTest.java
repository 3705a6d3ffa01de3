package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LessonsTest {
  @TempDir Path folder;

  @BeforeEach
  void twoLessons() throws IOException {
    for (String name :
        List.of("05-meta-learning.ipynb", "00-start-here.ipynb", "notes.ipynb", "README.md")) {
      Files.writeString(folder.resolve(name), "{}");
    }
    Files.createDirectories(folder.resolve("exercises"));
  }

  private List<String> select(String... wanted) {
    return Lessons.select(folder, List.of(wanted)).stream()
        .map(p -> p.getFileName().toString())
        .toList();
  }

  @Test
  void everyLessonInOrderWhenNoneIsNamed() {
    assertEquals(List.of("00-start-here.ipynb", "05-meta-learning.ipynb"), select());
  }

  @Test
  void numbersAreReadAlikeInEveryLanguage() {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
    try {
      assertEquals(List.of("05-meta-learning.ipynb"), select("5"));
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  @Test
  void aLessonByNumberNameOrPath() {
    assertEquals(List.of("05-meta-learning.ipynb"), select("5"));
    assertEquals(List.of("05-meta-learning.ipynb"), select("05", "05-meta-learning"));
    assertEquals(List.of("notes.ipynb"), select(folder.resolve("notes.ipynb").toString()));
  }

  @Test
  void anUnknownLessonIsToldWhichExist() {
    assertEquals(
        "There is no lesson 42. These exist: 00-start-here, 05-meta-learning.",
        assertThrows(Problem.class, () -> select("42")).getMessage());
    assertThrows(Problem.class, () -> select("fine-tuning"));
    assertThrows(Problem.class, () -> select("nowhere.ipynb"));
  }

  @Test
  void anEmptyCourseIsAProblemNotASuccess() {
    assertThrows(Problem.class, () -> Lessons.select(folder.resolve("exercises"), List.of()));
    assertThrows(Problem.class, () -> Lessons.select(folder.resolve("missing"), List.of()));
  }

  @Test
  void noTwoResultsShareAFile() {
    Path exercise = folder.resolve("exercises/00-start-here.ipynb");
    Path lesson = folder.resolve("00-start-here.ipynb");
    Path out = Path.of("/out");
    List<Path> written =
        RunCommand.jobs(folder, List.of(lesson, exercise), List.of(1L, 2L), out, false).stream()
            .map(Runner.Job::output)
            .toList();
    assertEquals(
        List.of(
            out.resolve("00-start-here-seed1.ipynb"),
            out.resolve("00-start-here-seed2.ipynb"),
            out.resolve("exercises/00-start-here-seed1.ipynb"),
            out.resolve("exercises/00-start-here-seed2.ipynb")),
        written);
    assertThrows(
        Problem.class, () -> RunCommand.jobs(folder, List.of(lesson), List.of(1L, 2L), out, true));
  }
}
