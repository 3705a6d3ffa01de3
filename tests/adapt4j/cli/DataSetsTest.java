package adapt4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
  @TempDir Path data;

  @Test
  void whatIsMissingIsNamedWithTheCure() throws IOException {
    for (Path folder : new Path[] {data.resolve("nowhere"), data}) {
      var problems = DataSets.problems(folder);
      assertEquals(Recipes.ALL.keySet(), problems.keySet());
      String said = problems.get("digits").toString();
      assertTrue(said.contains("git checkout -- data/digits"), said);
    }
    Files.createDirectories(data.resolve("digits")); // there, but without its card
    assertEquals(1, DataSets.problems(data).get("digits").size());
  }

  @Test
  void theCourseIsComplete() {
    DataSets.problems(Path.of("data"))
        .forEach((name, problems) -> assertTrue(problems.isEmpty(), name + ": " + problems));
  }
}
