package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LmTest extends EachLab {
  private static final Prompt LONG =
      Prompt.question("the cat sat?").passage("the cat sat on the mat, and the dog sat on a log.");

  private Lm lm;

  @BeforeEach
  void open() {
    lm = Tiny.lm(lab);
  }

  @AfterEach
  void close() {
    lm.close();
  }

  @Test
  void theCacheChangesNothing() {
    List<Prompt> prompts = List.of(Tiny.ASK, LONG, Prompt.text("the cat"), Prompt.question("on?"));
    Set<Integer> written = new HashSet<>();
    for (Sampling how : List.of(Sampling.greedy(), Sampling.temperature(1.3).optTopP(0.9))) {
      List<Generation> with = lm.write(prompts, how.optMost(30), null, true);
      List<Generation> without = lm.write(prompts, how.optMost(30), null, false);
      for (int i = 0; i < prompts.size(); i++) {
        assertArrayEquals(without.get(i).ids(), with.get(i).ids());
        assertArrayEquals(without.get(i).logProbs(), with.get(i).logProbs(), 1e-4);
        assertArrayEquals(without.get(i).copied(), with.get(i).copied(), 1e-4);
      }
      with.forEach(g -> Arrays.stream(g.ids()).forEach(written::add));
    }
    // The test would say nothing if it wrote the same token all the time.
    assertTrue(written.size() > 10, written.size() + " different tokens");
  }

  @Test
  void sideBySideIsTheSameAsOneByOne() {
    List<Prompt> prompts = List.of(Tiny.ASK, LONG, Prompt.text("the cat"));
    List<Generation> together = lm.generate(prompts, Sampling.greedy().optMost(25));
    for (int i = 0; i < prompts.size(); i++) {
      Generation alone = lm.generate(prompts.get(i), Sampling.greedy().optMost(25));
      assertArrayEquals(alone.ids(), together.get(i).ids());
    }
    double[] copied = together.get(0).copied();
    assertTrue(Arrays.stream(copied).allMatch(c -> c > 0 && c < 1));
    assertEquals(0, Arrays.stream(together.get(2).copied()).max().orElseThrow(), 0);
  }

  /** What was written has the probabilities that the same text has when it is judged. */
  @Test
  void writingAndJudgingAgree() {
    Generation written = lm.generate(Tiny.ASK, Sampling.temperature(1).optMost(20));
    int[] given = Tiny.ASK.ids(Tiny.BPE);
    int[] all = IntStream.concat(IntStream.of(given), IntStream.of(written.ids())).toArray();
    double[] judged = lm.score(List.of(new Sample(all, given.length))).get(0);
    assertArrayEquals(judged, written.logProbs(), 1e-4);
  }

  @Test
  void aLaterTokenNeverChangesAnEarlierOne() {
    laterTokensChangeNothing(Tiny.samples().get(2).ids(), 1);
    laterTokensChangeNothing(Tiny.samples().get(1).ids(), 1);
    // A passage is read as a whole; the answer to it is written token by token.
    Sample read = Tiny.samples().get(0);
    laterTokensChangeNothing(read.ids(), read.from());
  }

  private void laterTokensChangeNothing(int[] ids, int from) {
    Random random = new Random(3);
    double[] before = lm.score(List.of(new Sample(ids, 1))).get(0);
    for (int at = from; at < ids.length; at++) {
      int[] other = ids.clone();
      for (int i = at; i < other.length; i++) {
        other[i] = random.nextInt(Tiny.BPE.size());
      }
      double[] after = lm.score(List.of(new Sample(other, 1))).get(0);
      // Number i judges token i + 1, so those of the tokens before the change are the same.
      assertArrayEquals(Arrays.copyOf(before, at - 1), Arrays.copyOf(after, at - 1), 1e-5);
    }
  }

  @Test
  void theProbabilitiesOfAllTokensAddUpToOne() {
    for (Prompt prompt : List.of(Tiny.ASK, Prompt.text("the cat"))) {
      double sum = Arrays.stream(lm.nextLogProbs(prompt)).map(Math::exp).sum();
      assertEquals(1, sum, 1e-5);
    }
    List<NextToken> next = lm.next("the cat", 5);
    assertEquals(5, next.size());
    assertTrue(next.get(0).probability() >= next.get(4).probability());
    assertEquals(Tiny.BPE.piece(next.get(0).id()), next.get(0).token());
  }

  /** Against central differences, with passages and without, at every kind of layer. */
  @Test
  void gradientsEqualFiniteDifferences() {
    try (Lm exact = Tiny.lm(lab, DataType.FLOAT64);
        NDManager scope = lab.scope()) {
      Map<String, NDArray> weights = Layers.arrays(exact.block());
      LmBatch batch = exact.batch(scope, Tiny.samples());
      NDList gradients;
      try (Gradients recording = Gradients.record()) {
        NDArray loss = exact.logProbs(batch, true).sum();
        gradients = recording.of(loss, new NDList(new ArrayList<>(weights.values())), false);
      }
      List<String> names = new ArrayList<>(weights.keySet());
      Random random = new Random(5);
      double step = 1e-5;
      for (int n = 0; n < names.size(); n++) {
        NDArray weight = weights.get(names.get(n));
        double[] values = weight.toDoubleArray();
        double[] found = gradients.get(n).toDoubleArray();
        for (int k = 0; k < 6; k++) {
          int i = random.nextInt(values.length);
          double up = shifted(exact, batch, weight, values, i, step);
          double down = shifted(exact, batch, weight, values, i, -step);
          double expected = (up - down) / (2 * step);
          assertEquals(
              expected, found[i], 1e-6 * Math.max(1, Math.abs(expected)), names.get(n) + " " + i);
        }
        assertTrue(Arrays.stream(found).anyMatch(g -> g != 0), names.get(n));
      }
    }
  }

  private double shifted(Lm lm, LmBatch batch, NDArray weight, double[] values, int i, double by) {
    double[] moved = values.clone();
    moved[i] += by;
    return Gradients.without(
        () -> {
          weight.set(moved);
          double sum = lm.logProbs(batch, false).sum().getDouble();
          weight.set(values);
          return sum;
        });
  }

  @Test
  void onlyWhatIsAskedForCounts() {
    Sample answer = Tiny.samples().get(0);
    double[] asked = lm.score(List.of(answer)).get(0);
    double[] all = lm.score(List.of(new Sample(answer.ids(), 1))).get(0);
    assertEquals(answer.asked(), asked.length);
    assertArrayEquals(Arrays.copyOfRange(all, answer.from() - 1, all.length), asked, 1e-5);
    // Beside a text that asks for more, the rest of the row is 0.
    try (NDManager scope = lab.scope()) {
      LmBatch batch = lm.batch(scope, List.of(answer, new Sample(answer.ids(), 1)));
      float[] row = Gradients.without(() -> lm.logProbs(batch, false)).get(0).toFloatArray();
      for (int i = answer.asked(); i < row.length; i++) {
        assertEquals(0, row[i], 0);
      }
      assertEquals(answer.asked() + answer.length() - 1, batch.asked());
    }
  }

  @Test
  void perplexityOfAModelThatKnowsNothing() {
    try (Lm blank = Lm.create(lab, Tiny.size(), Tiny.BPE)) {
      Gradients.without(
          () -> {
            NDArray table = Layers.arrays(blank.block()).get("token.weight");
            table.muli(0); // every score is 0
            return null;
          });
      List<Sample> texts = List.of(Prompt.sampleOf(Tiny.BPE, "the cat"));
      assertEquals(Tiny.BPE.size(), blank.perplexity(texts), 1e-2);
    }
    List<Sample> samples = Tiny.samples();
    double[] all = lm.score(samples).stream().flatMapToDouble(Arrays::stream).toArray();
    double mean = Arrays.stream(all).average().orElseThrow();
    assertEquals(Math.exp(-mean), lm.perplexity(samples), 1e-6 * Math.exp(-mean));
    assertThrows(IllegalArgumentException.class, () -> lm.perplexity(List.of()));
  }

  @Test
  void badPromptsAreErrors() {
    Prompt full = Prompt.text("cat ".repeat(200));
    Sampling greedy = Sampling.greedy();
    String message =
        assertThrows(IllegalArgumentException.class, () -> lm.generate(full, greedy)).getMessage();
    assertTrue(message.contains("at most 96"), message);
    assertThrows(IllegalArgumentException.class, () -> lm.next(full, 3));
    assertThrows(
        IllegalArgumentException.class, () -> lm.score(List.of(new Sample(full.ids(Tiny.BPE), 1))));
    assertThrows(IllegalArgumentException.class, () -> lm.generate("", greedy));
    assertThrows(IllegalArgumentException.class, () -> lm.generate(" \n", greedy));
    assertThrows(IllegalArgumentException.class, () -> Prompt.question("a").passage(" "));
    assertThrows(IllegalArgumentException.class, () -> Prompt.text("a").passage("b"));
    assertThrows(IllegalArgumentException.class, () -> new Sample(new int[] {1, 2}, 0));
    assertThrows(IllegalArgumentException.class, () -> new Sample(new int[] {1, 2}, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> Lm.create(lab, new LmSize(7, 16, 2, 2, 32, 96), Tiny.BPE));
    assertThrows(IllegalArgumentException.class, () -> new LmSize(7, 15, 2, 2, 32, 96));
  }

  @Test
  void writingEndsAtTheLimitAtTheContextAndAtStops() {
    assertEquals(3, lm.generate("the cat", Sampling.greedy().optMost(3)).ids().length);
    Prompt prompt = Prompt.text("the cat");
    int room = 96 - prompt.ids(Tiny.BPE).length;
    Sampling hot = Sampling.temperature(50).optMost(1000);
    Generation all = null;
    for (int seed = 0; all == null || all.ended(); seed++) {
      all = lm.generate(prompt, hot.optSeed(seed));
    }
    assertEquals(room, all.ids().length);
    String stop = all.text().substring(10, 12);
    for (int seed = 0; seed < 20; seed++) {
      StringBuilder read = new StringBuilder();
      Generation cut = lm.generate(prompt, hot.optStop(stop, "e").optSeed(seed), read::append);
      assertEquals(cut.text(), read.toString());
      assertFalse(cut.text().contains("e"));
    }
  }

  @Test
  void thousandTokensLeaveNothingBehind() {
    lm.generate(Tiny.ASK, Sampling.temperature(3).optMost(40));
    int before = lm.manager().getManagedArrays().size();
    int inLab = lab.manager().getManagedArrays().size();
    for (int i = 0; i < 25; i++) {
      lm.generate(List.of(Tiny.ASK, LONG), Sampling.temperature(3).optMost(20).optSeed(i));
      lm.nextLogProbs(LONG);
      lm.score(Tiny.samples());
    }
    assertEquals(before, lm.manager().getManagedArrays().size());
    assertEquals(inLab, lab.manager().getManagedArrays().size());
  }
}
