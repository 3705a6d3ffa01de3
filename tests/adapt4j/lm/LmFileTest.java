package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.lora.Lora;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import adapt4j.nn.SafeTensors;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LmFileTest extends EachLab {
  @TempDir private Path folder;
  private Lm lm;
  private Path file;

  @BeforeEach
  void open() {
    lm = Tiny.lm(lab);
    file = folder.resolve(LmFile.WEIGHTS);
  }

  @AfterEach
  void close() {
    lm.close();
  }

  @Test
  void isTheSameWhenItComesBack() {
    lm.save(folder);
    try (Lm back = Lm.load(lab, folder)) {
      Tiny.weights(lm).forEach((n, w) -> assertArrayEquals(w, Tiny.weights(back).get(n), 0, n));
      assertEquals(
          lm.generate(Tiny.ASK, Sampling.greedy()).text(),
          back.generate(Tiny.ASK, Sampling.greedy()).text());
      assertEquals(lm.size(), back.size());
    }
  }

  @Test
  void halfTheSpaceHasThreeDigits() throws Exception {
    lm.save(folder);
    long full = Files.size(file);
    lm.saveSmall(folder);
    assertTrue(Files.size(file) < 0.7 * full); // the header of so small a model counts
    try (Lm back = Lm.load(lab, folder)) {
      Map<String, float[]> found = Tiny.weights(back);
      Tiny.weights(lm)
          .forEach(
              (name, values) -> {
                for (int i = 0; i < values.length; i++) {
                  float bound = Math.max(1e-6f, Math.abs(values[i]) / 2048);
                  assertEquals(values[i], found.get(name)[i], bound, name);
                }
              });
    }
  }

  @Test
  void aCopyIsOnItsOwn() {
    try (Lm copy = lm.copy()) {
      float[] before = Tiny.weights(lm).get("token.weight");
      Gradients.without(() -> Layers.arrays(copy.block()).get("token.weight").muli(2));
      assertArrayEquals(before, Tiny.weights(lm).get("token.weight"), 0);
      assertEquals(2 * before[5], Tiny.weights(copy).get("token.weight")[5], 0);
    }
  }

  @Test
  void whatCannotBeReadIsSaid() throws Exception {
    assertTrue(message().contains("missing"), message());
    lm.save(folder);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 10));
    assertTrue(message().contains("cut off"), message());
    Files.write(file, Arrays.copyOf(whole, 100));
    assertTrue(message().contains("cannot be used"), message());
    Files.write(file, new byte[0]);
    assertTrue(message().contains("cannot be used"), message());
    rewrite("version", "2");
    assertTrue(message().contains("version 2"), message());
    rewrite("size", new LmSize(Tiny.BPE.size(), 16, 3, 2, 32, 96).json());
    assertTrue(message().contains("layer.2"), message());
    rewrite("size", "{}");
    assertTrue(message().contains("cannot be used"), message());
    rewrite("version", null);
    assertTrue(message().contains("not written by Lm.save"), message());
    lm.save(folder);
    Files.delete(folder.resolve(LmFile.TOKENS));
    assertTrue(message().contains("tokeniser"), message());
  }

  private String message() {
    return assertThrows(ModelException.class, () -> Lm.load(lab, folder).close()).getMessage();
  }

  private void rewrite(String note, String value) throws Exception {
    lm.save(folder);
    try (NDManager scope = lab.scope()) {
      SafeTensors saved = SafeTensors.read(file, scope);
      Map<String, String> notes = new HashMap<>(saved.notes());
      notes.remove(note);
      if (value != null) {
        notes.put(note, value);
      }
      SafeTensors.write(file, saved.arrays(), notes);
    }
  }

  @Test
  void loraChangesNothingAtFirstAndCanBeMerged() {
    double[] before = lm.nextLogProbs(Tiny.ASK);
    Map<String, float[]> plain = Tiny.weights(lm);
    Lora lora =
        Lora.builder()
            .setRank(2)
            .optTargets("query", "value", "mlp", "copy.key")
            .inject(lab, lm.block());
    assertEquals(2 * 4 + 2, lora.layers().size());
    assertArrayEquals(before, lm.nextLogProbs(Tiny.ASK), 0);
    double start = lm.perplexity(Tiny.samples());
    LmFit.steps(30).optRate(0.02).optProgress(false).optBatch(4).on(lm, corpus());
    double learnt = lm.perplexity(Tiny.samples());
    assertTrue(learnt < 0.5 * start, learnt + " after " + start);
    plain.forEach((name, values) -> assertArrayEquals(values, Tiny.weights(lm).get(name), 0));
    double[] apart = lm.nextLogProbs(Tiny.ASK);
    lora.merge();
    assertArrayEquals(apart, lm.nextLogProbs(Tiny.ASK), 1e-3);
    assertThrows(IllegalArgumentException.class, () -> lm.save(folder));
    lora.unmerge();
    lora.remove();
    assertArrayEquals(before, lm.nextLogProbs(Tiny.ASK), 0);
  }

  private static Corpus corpus() {
    return Corpus.of(Tiny.samples(), 1);
  }
}
