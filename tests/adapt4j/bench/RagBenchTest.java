package adapt4j.bench;

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
    BenchReport report = RagBench.of(lab, texts, questions, 100);
    assertEquals("rag", report.name());
    BenchReport.Line recall = report.lines().get(0);
    assertTrue(recall.value() >= 0.99 && recall.value() <= 1, recall.toString());
    assertTrue(report.lines().stream().allMatch(line -> line.value() > 0), report.toString());
    assertEquals(List.of(300.0, 100.0), values(report, "... texts"));
    List<Double> half = values(report, "... p50 of the index, ms");
    List<Double> most = values(report, "... p95 of the index, ms");
    assertEquals(2, half.size());
    assertTrue(half.get(0) <= most.get(0) && half.get(1) <= most.get(1), report.toString());
  }

  private static List<Double> values(BenchReport report, String what) {
    return report.lines().stream()
        .filter(line -> line.what().equals(what))
        .map(BenchReport.Line::value)
        .toList();
  }
}
