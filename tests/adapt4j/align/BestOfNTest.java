package adapt4j.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.lm.Generation;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sampling;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestOfNTest {
  @Test
  void theBestOfMoreTextsIsBetter() {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      prompts.addAll(Toy.PROMPTS);
    }
    try (Lab lab = Lab.open(1);
        Lm lm = Toy.writer(lab)) {
      double[] shares = new double[2];
      for (int i = 0; i < 2; i++) {
        List<BestOfN.Best> best = BestOfN.of(i == 0 ? 1 : 4, Toy.CATS).write(lm, prompts);
        assertEquals(prompts.size(), best.size());
        for (BestOfN.Best one : best) {
          assertEquals(Toy.CATS.score(prompts.get(0), one.text()), one.reward());
          shares[i] += one.reward() / prompts.size();
        }
      }
      // Of four texts all must be about dogs to lose: about one in sixteen.
      assertTrue(shares[0] < 0.75 && shares[1] > 0.85, shares[0] + " " + shares[1]);
    }
  }

  /** Each prompt gets its own texts, and the first of equally good ones. */
  @Test
  void takesTheBestOfEachPrompt() {
    Reward first = (prompt, text) -> 0;
    Reward longest = (prompt, text) -> text.length();
    Sampling how = Sampling.temperature(1).optMost(6).optSeed(3);
    try (Lab lab = Lab.open(1);
        Lm lm = Lm.create(lab, Toy.size(Toy.BPE), Toy.BPE)) {
      List<Prompt> each = new ArrayList<>();
      for (Prompt prompt : Toy.PROMPTS) {
        each.addAll(List.of(prompt, prompt, prompt));
      }
      List<String> texts = lm.generate(each, how).stream().map(Generation::text).toList();
      List<BestOfN.Best> plain = BestOfN.of(3, first).optSampling(how).write(lm, Toy.PROMPTS);
      List<BestOfN.Best> best = BestOfN.of(3, longest).optSampling(how).write(lm, Toy.PROMPTS);
      for (int i = 0; i < 3; i++) {
        assertEquals(texts.get(3 * i), plain.get(i).text());
        int most =
            texts.subList(3 * i, 3 * i + 3).stream().mapToInt(String::length).max().orElseThrow();
        assertEquals(most, best.get(i).reward());
      }
    }
  }

  @Test
  void fewerThanOneTextIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> BestOfN.of(0, Toy.CATS)).getMessage();
    assertTrue(message.contains("N of best-of-n must be 1 or more"), message);
  }
}
