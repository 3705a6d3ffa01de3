package adapt4j;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import adapt4j.cli.CourseRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every notebook of the course runs whole, in the real kernel, through a real Jupyter client. */
@Tag("course")
class CourseTest {
  private final CourseRun course = new CourseRun();

  @TestFactory
  List<DynamicTest> lessons() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path notebook : course.notebooks("")) {
      for (long seed : course.seeds()) {
        tests.add(runs("lesson, seed " + seed, notebook, seed, null));
      }
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> exercisesRunThroughUntouched() throws IOException {
    return course.notebooks("exercises").stream()
        .map(n -> runs("exercises", n, 1, "todo"))
        .toList();
  }

  @TestFactory
  List<DynamicTest> solutionsPassEveryCheck() throws IOException {
    return course.notebooks("solutions").stream()
        .map(n -> runs("solutions", n, 1, "passed"))
        .toList();
  }

  @Test
  void lessonsAndSolutionsAreCommittedWithTheirOutputs() throws IOException {
    for (String folder : List.of("", "solutions")) {
      for (Path notebook : course.notebooks(folder)) {
        assertTrue(course.hasOutputs(notebook), notebook + " has no outputs: ./lab run --in-place");
      }
    }
  }

  private DynamicTest runs(String what, Path notebook, long seed, String states) {
    return dynamicTest(
        notebook.getFileName() + ", " + what,
        () -> {
          List<String> complaints = course.complaints(notebook, seed, states);
          assertTrue(complaints.isEmpty(), () -> notebook + "\n" + String.join("\n", complaints));
        });
  }
}
