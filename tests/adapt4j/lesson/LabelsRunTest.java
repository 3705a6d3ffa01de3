package adapt4j.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import adapt4j.data.Results;
import adapt4j.lesson.LabelsRecipe.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsRunTest {
  private static final double ONE_TEXT = 1 / 480.0; // of the test part

  @TempDir Path folder;

  /** The quick ones; another machine may decide one text otherwise. */
  @Test
  void whatIsCommittedIsMeasuredAgain() throws IOException {
    List<String> committed = Files.readAllLines(Path.of("data/methods/labels.csv"));
    Results results = Results.open(folder.resolve("labels.csv"), LabelsRecipe.COLUMNS);
    int compared = 0;
    try (LabelsRun run = new LabelsRun(1)) {
      for (String line : committed.subList(1, committed.size())) {
        String[] cells = line.split(",");
        boolean quick = List.of(LabelsRecipe.PROTOTYPES, LabelsRecipe.NEAREST).contains(cells[0]);
        if (quick && cells[4].equals("1")) {
          Way way =
              new Way(
                  cells[0],
                  Integer.parseInt(cells[1]),
                  Double.parseDouble(cells[2]),
                  Integer.parseInt(cells[3]));
          run.measure(way, results, true);
          double again = results.get(way.key(1));
          assertEquals(Double.parseDouble(cells[5]), again, 1.5 * ONE_TEXT, line);
          compared++;
        }
      }
    }
    assertEquals(4, compared); // both, with few labels and with many
  }
}
