package adapt4j.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.lm.GlossText;
import adapt4j.lm.GlossText.Definition;
import java.util.List;
import org.junit.jupiter.api.Test;

class RagBenchTest extends EachLab {
  @Test
  void aSmallCollectionIsFoundWhole() {
    GlossText glosses = GlossText.load();
    List<String> texts = glosses.dev().stream().map(Definition::text).limit(300).toList();
    List<String> questions = glosses.test().stream().map(Definition::text).limit(20).toList();
    BenchReport report = RagBench.of(lab, texts, questions);
    assertEquals("rag", report.name());
    BenchReport.Line recall = report.lines().get(0);
    assertTrue(recall.value() >= 0.99 && recall.value() <= 1, recall.toString());
    assertTrue(report.lines().stream().allMatch(line -> line.value() > 0), report.toString());
  }
}
