package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KneserNeyTest {
  /**
   * By hand, for the text a b a c, with a = 0, b = 1, c = 2, one word d that never comes, and the
   * two marks ^ before it. Trigrams ^^a ^ab aba bac, all once: D3 = 4 / (4 + 2). There is no count
   * of 2; n2 = 0 would make D = 1 and leave no count, so 1 is taken. Bigrams before which something
   * stands: ^a ab ba ac, once each: D2 = 4/6. Words: a after ^ and b (2), b (1), c (1): n1 = 2, n2
   * = 1, D1 = 2 / (2 + 2) = 1/2.
   */
  @Test
  void asByHand() {
    KneserNey model = new KneserNey(List.of(new int[] {0, 1, 0, 2}), 4);
    double d = 4 / 6.0;
    double left = 0.5 * 3 / 4; // D1 for each of 3 different words, of 4 bigrams
    double b1 = (1 - 0.5) / 4 + left / 4;
    double b2 = (1 - d) / 2 + d * 2 / 2 * b1; // behind a stand b and c
    double b3 = (1 - d) / 1 + d * 1 / 1 * b2; // behind ^a stands b alone
    assertEquals(b3, model.probability(new int[] {0}, 1), 1e-12);
    double d1 = left / 4;
    double d2 = d * 2 / 2 * d1;
    assertEquals(d2, model.probability(new int[] {3, 0}, 3), 1e-12, "an unseen context");
    assertEquals(d1, model.probability(new int[] {1, 2}, 3), 1e-12, "nothing stands behind c");
  }

  @Test
  void probabilitiesAddUpToOneInEveryContext() {
    Random random = new Random(1);
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      texts.add(random.ints(1 + random.nextInt(9), 0, 6).map(x -> x * x / 6).toArray());
    }
    KneserNey model = new KneserNey(texts, 7);
    for (int u = 0; u < 7; u++) {
      for (int v = 0; v < 7; v++) {
        for (int[] before : List.of(new int[] {}, new int[] {v}, new int[] {u, v})) {
          double sum = 0;
          for (int w = 0; w < 7; w++) {
            double p = model.probability(before, w);
            assertTrue(p > 0);
            sum += p;
          }
          assertEquals(1, sum, 1e-12);
        }
      }
    }
  }

  /** "Francisco" is frequent, but only behind "San": elsewhere it should be rare. */
  @Test
  void aWordThatFollowsOneWordOnlyIsUnlikelyBehindOthers() {
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      texts.add(new int[] {0, 1}); // San Francisco
      texts.add(new int[] {2 + i % 5, 7}); // five words before "glasses"
    }
    KneserNey model = new KneserNey(texts, 10);
    double francisco = model.probability(new int[] {9, 8}, 1);
    double glasses = model.probability(new int[] {9, 8}, 7);
    assertTrue(glasses > 3 * francisco, glasses + " and " + francisco);
  }

  @Test
  void perplexityIsThatOfTheProbabilities() {
    KneserNey model = new KneserNey(List.of(new int[] {0, 1, 0, 2}, new int[] {0, 1}), 3);
    double log =
        Math.log(model.probability(new int[] {}, 0))
            + Math.log(model.probability(new int[] {0}, 2))
            + Math.log(model.probability(new int[] {}, 1));
    double perplexity = model.perplexity(List.of(new int[] {0, 2}, new int[] {1}));
    assertEquals(Math.exp(-log / 3), perplexity, 1e-12);
  }

  @Test
  void badInputIsNamed() {
    says("at least one token", () -> new KneserNey(List.of(new int[] {}), 3));
    says("There is no token 3", () -> new KneserNey(List.of(new int[] {3}), 3));
    KneserNey model = new KneserNey(List.of(new int[] {1}), 3);
    says("There is no token -1", () -> model.probability(new int[] {}, -1));
    says("no token is not defined", () -> model.perplexity(List.of()));
  }

  private static void says(String words, org.junit.jupiter.api.function.Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
