package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.train.ModelException;
import adapt4j.train.TrainingStopped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LmFitTest extends EachLab {
  @TempDir private Path folder;

  private Lm blank() {
    return Lm.create(lab, Tiny.size(), Tiny.BPE);
  }

  private static LmFit run(int steps) {
    return LmFit.steps(steps).optBatch(3).optRate(0.01).optDropout(0.1).optProgress(false);
  }

  private static Corpus corpus() {
    return Corpus.of(Tiny.samples(), 1);
  }

  @Test
  void learnsTextsByHeart() {
    try (Lm lm = blank()) {
      LmHistory history =
          LmFit.steps(300)
              .optBatch(4)
              .optRate(0.01)
              .optProgress(false)
              .optWatch(Tiny.samples(), 150)
              .on(lm, corpus());
      assertTrue(lm.perplexity(Tiny.samples()) < 1.5, history.toString());
      assertEquals("at 7:30", lm.generate(Tiny.ASK, Sampling.greedy()).text());
      assertEquals(300, history.losses().length);
      assertEquals(Math.log(lm.perplexity(Tiny.samples())), history.lastWatched(), 1e-5);
      assertEquals(2, history.curve("watched").y().length);
    }
  }

  /** A name that is new each time cannot be learnt by heart: it has to be copied. */
  @Test
  void learnsToCopy() {
    Corpus names =
        number -> {
          Random random = Corpus.random(7, number);
          String name = name(random);
          return Prompt.question("name?").passage("it is " + name).sample(Tiny.BPE, name);
        };
    try (Lm lm = blank()) {
      LmFit.steps(250).optBatch(16).optRate(0.01).optProgress(false).on(lm, names);
      int right = 0;
      for (int i = 0; i < 20; i++) {
        String name = name(new Random(1000 + i));
        Prompt prompt = Prompt.question("name?").passage("it is " + name);
        Generation answer = lm.generate(prompt, Sampling.greedy().optMost(8));
        right += answer.text().equals(name) ? 1 : 0;
      }
      assertTrue(right >= 15, right + " of 20");
    }
  }

  private static String name(Random random) {
    String consonants = "bdfgklmnprstvz";
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      name.append(consonants.charAt(random.nextInt(consonants.length())));
      name.append("aeiou".charAt(random.nextInt(5)));
    }
    return name.toString();
  }

  @Test
  void onlyTheAnswerIsLearnt() {
    // The same answer behind two instructions: the instruction itself stays unknown.
    List<Sample> pairs =
        List.of(
            Prompt.question("the dog").sample(Tiny.BPE, "log"),
            Prompt.question("the cat").sample(Tiny.BPE, "mat"));
    try (Lm lm = blank()) {
      Sample whole = new Sample(pairs.get(0).ids(), 1);
      int given = pairs.get(0).from() - 1;
      double before = sum(lm.score(List.of(whole)).get(0), 0, given);
      LmFit.steps(150).optBatch(2).optRate(0.01).optProgress(false).on(lm, Corpus.of(pairs, 1));
      assertTrue(lm.perplexity(pairs) < 1.2);
      assertTrue(sum(lm.score(List.of(whole)).get(0), 0, given) < before + 1);
    }
  }

  private static double sum(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).sum();
  }

  @Test
  void aResumedRunIsTheSameAsOneThatWasNotStopped() {
    Path file = folder.resolve("run.safetensors");
    Map<String, float[]> straight;
    double[] losses;
    try (Lm lm = blank()) {
      losses = run(40).optWatch(Tiny.samples(), 10).on(lm, corpus()).losses();
      straight = Tiny.weights(lm);
    }
    try (Lm lm = blank()) {
      Corpus stopping =
          number -> {
            if (number == 32 * 3) { // the second pool of batches: step 33
              Thread.currentThread().interrupt();
            }
            return corpus().get(number);
          };
      LmFit fit = run(40).optWatch(Tiny.samples(), 10).optCheckpoint(file, 100);
      assertThrows(TrainingStopped.class, () -> fit.on(lm, stopping));
      assertFalse(Thread.interrupted());
      assertTrue(Files.exists(file));
    }
    try (Lm other = Tiny.lm(lab)) { // other weights: all come from the file
      LmHistory history =
          run(40).optWatch(Tiny.samples(), 10).optCheckpoint(file, 100).on(other, corpus());
      assertArrayEquals(losses, history.losses(), 0);
      assertEquals(4, history.curve("watched").y().length);
      straight.forEach((n, w) -> assertArrayEquals(w, Tiny.weights(other).get(n), 0, n));
    }
    try (Lm again = blank()) { // a finished run is only read
      run(40).optCheckpoint(file, 100).on(again, number -> null);
      straight.forEach((n, w) -> assertArrayEquals(w, Tiny.weights(again).get(n), 0, n));
    }
  }

  @Test
  void aCheckpointOfAnotherRunIsAnError() throws Exception {
    Path file = folder.resolve("run.safetensors");
    try (Lm lm = blank()) {
      run(3).optCheckpoint(file, 100).on(lm, corpus());
      LmFit other = run(4).optCheckpoint(file, 100);
      assertThrows(ModelException.class, () -> other.on(lm, corpus()));
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      LmFit same = run(3).optCheckpoint(file, 100);
      assertThrows(ModelException.class, () -> same.on(lm, corpus()));
    }
  }

  @Test
  void sixteenBitsLearnToo() {
    try (Lm lm = blank()) {
      LmFit.steps(300)
          .optBatch(4)
          .optRate(0.01)
          .optBfloat16(true)
          .optProgress(false)
          .on(lm, corpus());
      assertTrue(lm.perplexity(Tiny.samples()) < 1.5);
    }
  }

  @Test
  void thousandStepsLeaveNothingBehind() {
    try (Lm lm = blank()) {
      run(2).on(lm, corpus());
      int before = lm.manager().getManagedArrays().size();
      int inLab = lab.manager().getManagedArrays().size();
      int[] seen = new int[2];
      Corpus counting =
          number -> {
            if (number == 32) {
              seen[0] = lm.manager().getManagedArrays().size();
            } else if (number == 30 * 32) {
              seen[1] = lm.manager().getManagedArrays().size();
            }
            return corpus().get(number);
          };
      run(1000).optBatch(1).on(lm, counting);
      assertEquals(seen[0], seen[1]);
      assertEquals(before, lm.manager().getManagedArrays().size());
      assertEquals(inLab, lab.manager().getManagedArrays().size());
    }
  }

  @Test
  void batchesHaveTextsOfLikeLength() {
    List<Sample> samples =
        IntStream.range(2, 102).mapToObj(n -> new Sample(new int[n], 1)).toList();
    Batches batches = new Batches(Corpus.of(samples, 1), 4, 1);
    for (int step : new int[] {1, 40, 17, 32, 33, 1}) {
      List<Sample> batch = batches.at(step);
      int shortest = batch.stream().mapToInt(Sample::length).min().orElseThrow();
      int longest = batch.stream().mapToInt(Sample::length).max().orElseThrow();
      assertTrue(longest - shortest <= 12, shortest + " to " + longest);
      assertEquals(batch, new Batches(Corpus.of(samples, 1), 4, 1).at(step));
    }
  }

  @Test
  void aCorpusGoesThroughEveryText() {
    Corpus corpus = Corpus.of(Tiny.samples(), 3);
    for (int round = 0; round < 3; round++) {
      int first = 4 * round;
      List<Sample> seen =
          IntStream.range(first, first + 4).mapToObj(i -> corpus.get(i)).distinct().toList();
      assertEquals(4, seen.size());
    }
    Sample one = new Sample(new int[] {1, 2}, 1);
    Corpus mixed = corpus.mixed(number -> one, 0.25);
    long others = IntStream.range(0, 400).filter(i -> mixed.get(i) == one).count();
    assertEquals(100, others);
    assertThrows(IllegalArgumentException.class, () -> Corpus.of(List.of(), 1));
    assertThrows(IllegalArgumentException.class, () -> corpus.mixed(corpus, 2));
  }

  @Test
  void badSettingsAreErrors() {
    LmFit fit = LmFit.steps(1);
    assertThrows(IllegalArgumentException.class, () -> LmFit.steps(0));
    assertThrows(IllegalArgumentException.class, () -> fit.optBatch(0));
    assertThrows(IllegalArgumentException.class, () -> fit.optRate(0));
    assertThrows(IllegalArgumentException.class, () -> fit.optWarmUp(0));
    assertThrows(IllegalArgumentException.class, () -> fit.optWeightDecay(-1));
    assertThrows(IllegalArgumentException.class, () -> fit.optClipNorm(0));
    assertThrows(IllegalArgumentException.class, () -> fit.optDropout(1));
  }
}
