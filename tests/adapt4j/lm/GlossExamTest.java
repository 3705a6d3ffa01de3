package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.lm.GlossText.Definition;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlossExamTest {
  private static Definition of(String word, String text) {
    return new Definition(List.of(word), "noun", "noun.artifact", text, List.of(), "");
  }

  @Test
  void theDefinitionAloneIsAskedFor() {
    Sample sample = GlossExam.sample(Tiny.BPE, of("cat", "the cat sat on the mat"));
    int[] ids = sample.ids();
    int[] asked = java.util.Arrays.copyOfRange(ids, sample.from(), ids.length);
    assertEquals(" the cat sat on the mat", Tiny.BPE.decode(asked));
    assertEquals(Special.END.id(), asked[asked.length - 1]);
  }

  @Test
  void bothAreAskedForTheSameTokens() {
    List<Definition> train = List.of(of("mat", "what the cat sat on"), of("log", "the dog sat"));
    List<Definition> test = List.of(of("cat", "it sat on the mat"), of("dog", "it sat"));
    List<Sample> samples = test.stream().map(d -> GlossExam.sample(Tiny.BPE, d)).toList();
    KneserNey counts =
        new KneserNey(
            train.stream().map(d -> Prompt.sampleOf(Tiny.BPE, d.line()).ids()).toList(),
            Tiny.BPE.size());
    double sum = 0;
    int n = 0;
    for (Sample sample : samples) {
      for (int i = sample.from(); i < sample.length(); i++, n++) {
        int[] before = java.util.Arrays.copyOf(sample.ids(), i);
        sum -= Math.log(counts.probability(before, sample.ids()[i]));
      }
    }
    try (Lab lab = Lab.open(1);
        Lm lm = Tiny.lm(lab)) {
      GlossExam exam = GlossExam.of(lm, train, test);
      assertEquals(Math.exp(sum / n), exam.trigrams(), 1e-9);
      assertEquals(lm.perplexity(samples), exam.model(), 1e-9);
      assertEquals(exam.model() / exam.trigrams(), exam.ratio());
      assertTrue(exam.ratio() > 1); // it was not trained
    }
  }
}
