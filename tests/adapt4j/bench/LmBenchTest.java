package adapt4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.lesson.DefinitionExam;
import adapt4j.lm.Bpe;
import adapt4j.lm.GlossText.Definition;
import adapt4j.lm.Lm;
import adapt4j.lm.LmSize;
import adapt4j.text.SentenceEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The measuring, with a model that was never trained. */
class LmBenchTest {
  private static final Bpe BPE =
      Bpe.train(List.of("the cat sat on the mat and the dog sat on the log"), 290);

  private static Definition definition(String word, String text) {
    return new Definition(List.of(word), "noun", "noun.artifact", text, List.of(), "");
  }

  private static Lm lm(Lab lab) {
    return Lm.create(lab, new LmSize(BPE.size(), 16, 1, 2, 32, 1_024), BPE);
  }

  @Test
  void definitionsAreComparedByTheirCosines() {
    List<Definition> three =
        List.of(
            definition("harbor", "a sheltered port where ships lie"),
            definition("robin", "a small bird with a red breast"),
            definition("flute", "a wind instrument of wood or metal"));
    try (Lab lab = Lab.open(1);
        Lm lm = lm(lab)) {
      DefinitionExam exam = DefinitionExam.of(lab, lm, three);
      DefinitionExam.Item first = exam.items().get(0);
      List<String> texts = new ArrayList<>(List.of(first.written()));
      three.forEach(definition -> texts.add(definition.text()));
      float[] v = SentenceEncoder.miniLm(lab).embed(texts).toFloatArray();
      assertEquals(cosine(v, 1), first.own(), 1e-5);
      assertEquals(cosine(v, 2), first.other(), 1e-5); // half the list away
      assertEquals((cosine(v, 2) + cosine(v, 3)) / 2, first.others(), 1e-5);
      assertThrows(
          IllegalArgumentException.class, () -> DefinitionExam.of(lab, lm, three.subList(0, 1)));
    }
  }

  private static double cosine(float[] vectors, int with) {
    int width = vectors.length / 4;
    return IntStream.range(0, width).mapToDouble(i -> vectors[i] * vectors[with * width + i]).sum();
  }

  @Test
  void closerOnesAreCountedAndEveryTenthIsShown() {
    List<DefinitionExam.Item> items = new ArrayList<>();
    for (int i = 24; i >= 0; i--) {
      String word = String.valueOf((char) ('a' + i));
      items.add(new DefinitionExam.Item(definition(word, "x"), "y", 0.5, i / 24.0, i / 48.0));
    }
    DefinitionExam exam = new DefinitionExam(items);
    assertEquals(12, exam.closer());
    assertEquals(24, exam.closerThanOthers());
    assertEquals(
        List.of("a", "k", "u"),
        exam.everyTenth().stream().map(i -> i.definition().words().get(0)).toList());
  }

  @Test
  void aReportSaysWhatWasMissed() {
    BenchReport.Builder some = new BenchReport.Builder("x");
    some.atLeast("high", 0.9, 0.8);
    some.atMost("low", 0.1, 0.2);
    some.only("any", -1);
    assertTrue(some.build().reached());
    some.atMost("too high", 3, 2);
    assertFalse(some.build().reached());
    assertEquals("<= 2", some.build().lines().get(3).wanted());
    some.atLeast("no number", Double.NaN, 0);
    assertFalse(some.build().lines().get(4).reached());
  }

  @Test
  void everythingIsMeasured() {
    try (Lab lab = Lab.open(1);
        Lm lm = lm(lab)) {
      BenchReport report = LmBench.dev(lab, lm, lm, 30);
      assertEquals(21, report.lines().size());
      assertTrue(report.lines().get(20).what().contains("sampled"), report.toString());
      assertFalse(report.reached());
      report.lines().forEach(line -> assertTrue(Double.isFinite(line.value()), line.toString()));
      assertTrue(report.shown().size() > 50, report.shown().size() + " lines");
    }
  }
}
