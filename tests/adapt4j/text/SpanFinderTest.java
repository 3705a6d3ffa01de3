package adapt4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.lora.Lora;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import adapt4j.text.SpanFinder.Found;
import adapt4j.text.SpanFit.Example;
import adapt4j.train.TrainingStopped;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpanFinderTest {
  private static final String ROOF =
      "Ida cooks. Old Jon mends the roof, and Jon sings 😀 at night.";
  private static final String SHOP = "The shop opens at nine.";
  private static final List<Example> EXAMPLES =
      List.of(
          new Example("Who mends the roof?", List.of(ROOF, SHOP), "Jon"),
          new Example("When does it open?", List.of(SHOP), "nine"),
          new Example("Who sells bread?", List.of(SHOP, ROOF), ""));

  private final Lab lab = Lab.open(1);
  private final SentenceEncoder minilm = SentenceEncoder.miniLm(lab);
  private final SpanFinder finder = SpanFinder.of(minilm.named("reads"));

  @AfterEach
  void close() {
    lab.close();
  }

  private Lora lora() {
    return Lora.builder().setRank(2).optAlso("head").inject(lab, finder.net());
  }

  private static SpanFit fit(int steps) {
    return SpanFit.steps(steps).optBatch(3).optProgress(false);
  }

  @Test
  void eachTokenKnowsItsPlace() {
    Tokens.Pair pair = minilm.pair("Who sings?", ROOF, 64);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < pair.starts().length; i++) {
      all.append(ROOF, pair.starts()[i], pair.ends()[i]);
    }
    assertEquals(ROOF.replace(" ", ""), all.toString());
    assertEquals(pair.first() + pair.starts().length + 1, pair.ids().length);
    int sings = pair.tokenAt(ROOF.indexOf("sings"));
    assertEquals("sings", ROOF.substring(pair.starts()[sings], pair.ends()[sings]));
    assertEquals(-1, pair.tokenAt(ROOF.indexOf(" cooks")));
    Tokens.Pair cut = minilm.pair("why ".repeat(100) + "?", "It rains. ".repeat(400), 64);
    assertEquals(256, cut.ids().length);
    assertEquals(64, cut.first());
    assertEquals(256 - 64 - 1, cut.starts().length);
  }

  /** Against a search over all pairs of tokens. */
  @Test
  void theBestSpanHasTheGreatestSum() {
    SpanFinder.Reading reading = finder.read("Who mends the roof?", List.of(ROOF)).get(0);
    Tokens.Pair pair = finder.pair("Who mends the roof?", ROOF);
    float[] scores;
    try (NDManager scope = lab.scope()) {
      scores = Gradients.without(() -> finder.scores(scope, List.of(pair)).toFloatArray());
    }
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < pair.starts().length; i++) {
      for (int j = i; j < Math.min(i + 24, pair.starts().length); j++) {
        greatest =
            Math.max(greatest, scores[2 * (pair.first() + i)] + scores[2 * (pair.first() + j) + 1]);
      }
    }
    assertEquals(greatest, reading.best().score(), 1e-6);
    assertTrue(reading.best(20).start() >= 20 && !reading.best(20).of(ROOF).isEmpty());
    assertEquals(Double.NEGATIVE_INFINITY, reading.best(ROOF.length()).score());
    assertEquals(Double.NEGATIVE_INFINITY, finder.read("Who?", List.of("")).get(0).best().score());
    assertTrue(finder.read("Who?", List.of()).isEmpty());
  }

  /** A passage is read the same alone and among longer ones. */
  @Test
  void passagesDoNotSeeEachOther() {
    Found alone = finder.read("When does it open?", List.of(SHOP)).get(0).best();
    List<String> many = new ArrayList<>(List.of(SHOP));
    for (int i = 0; i < 20; i++) {
      many.add(ROOF);
    }
    Found among = finder.read("When does it open?", many).get(0).best();
    assertEquals(alone.start(), among.start());
    assertEquals(alone.end(), among.end());
    assertEquals(alone.score(), among.score(), 1e-4);
  }

  /** Shared normalisation by hand, from the finder's own scores. */
  @Test
  void theLossIsThatOfThePaper() {
    double expected = 0;
    for (Example example : EXAMPLES) {
      for (int side = 0; side < 2; side++) {
        double all = 1; // "none says it" has the score 0
        double right = 0;
        for (String passage : example.passages()) {
          Tokens.Pair pair = finder.pair(example.question(), passage);
          float[] scores;
          try (NDManager scope = lab.scope()) {
            scores = Gradients.without(() -> finder.scores(scope, List.of(pair)).toFloatArray());
          }
          for (int t = 0; t < pair.starts().length; t++) {
            double e = Math.exp(scores[2 * (pair.first() + t) + side]);
            all += e;
            String word = passage.substring(pair.starts()[t], pair.ends()[t]);
            right += word.equals(example.answer()) ? e : 0;
          }
        }
        right = example.answer().isEmpty() ? 1 : right;
        expected -= Math.log(right / all) / 6;
      }
    }
    try (NDManager scope = lab.scope()) {
      NDArray loss = Gradients.without(() -> SpanFit.loss(finder, scope, EXAMPLES));
      assertEquals(expected, loss.getFloat(), 1e-4);
    }
  }

  @Test
  void gradientsEqualFiniteDifferences() {
    lora();
    fit(4).optRate(5e-3).on(finder, EXAMPLES); // at the start the adapter's own are tiny
    List<NDArray> weights = SteepestSlope.trained(finder.net());
    assertEquals(6 * 2 * 2 + 2, weights.size());
    for (NDArray weight : List.of(weights.get(21), weights.get(weights.size() - 2))) {
      SteepestSlope.equalsFiniteDifference(
          lab, weight, scope -> SpanFit.loss(finder, scope, EXAMPLES));
    }
  }

  @Test
  void itLearnsWhatItIsShown() {
    float[] before = minilm.embed(List.of(ROOF)).toFloatArray();
    lora();
    double[] losses = fit(40).optRate(5e-3).on(finder, EXAMPLES);
    assertTrue(losses[39] < 0.2 * losses[0], losses[0] + " before, " + losses[39] + " after");
    Found found = finder.read("Who mends the roof?", List.of(ROOF)).get(0).best();
    assertEquals("Jon", found.of(ROOF));
    assertTrue(found.score() > 0);
    assertTrue(finder.read("Who sells bread?", List.of(SHOP)).get(0).best().score() < 0);
    assertArrayEquals(before, minilm.embed(List.of(ROOF)).toFloatArray(), 0);
  }

  @Test
  void theSameSeedGivesTheSameLosses() {
    lora();
    double[] once = fit(2).on(finder, EXAMPLES);
    SpanFinder again = SpanFinder.of(minilm.named("reads"));
    Lora.builder().setRank(2).optAlso("head").inject(lab, again.net());
    assertArrayEquals(once, fit(2).on(again, EXAMPLES), 1e-6);
  }

  @Test
  void nothingIsLeftInMemory() {
    lora();
    fit(1).on(finder, EXAMPLES);
    int before = lab.manager().getManagedArrays().size();
    fit(20).on(finder, EXAMPLES);
    finder.read("Who?", List.of(ROOF, SHOP));
    assertEquals(before, lab.manager().getManagedArrays().size());
  }

  @Test
  void whatCannotBeTrainedIsSaid() {
    lora();
    Layers.freeze(finder.net(), "head");
    says("a batch takes 3", () -> fit(1).on(finder, EXAMPLES.subList(0, 2)));
    says("1 step or more", () -> SpanFit.steps(0));
    says("1 question or more", () -> fit(1).optBatch(0));
    says("above 0", () -> fit(1).optRate(0));
    says("no passage", () -> new Example("Who?", List.of(), ""));
    Thread.currentThread().interrupt();
    assertThrows(TrainingStopped.class, () -> fit(1).on(finder, EXAMPLES));
  }

  private static void says(String part, org.junit.jupiter.api.function.Executable work) {
    String message = assertThrows(IllegalArgumentException.class, work).getMessage();
    assertTrue(message.contains(part), message);
  }
}
