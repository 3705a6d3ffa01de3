package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.data.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LmRecipeTest {
  @TempDir Path folder;

  private void make(Lab lab) throws Exception {
    try (Lm lm = Lm.create(lab, Tiny.size(), Tiny.BPE)) {
      LmFit fit = LmFit.steps(6).optBatch(4).optProgress(false);
      LmRecipe.train(lm, fit, Corpus.of(Tiny.samples(), 1), Tiny.samples(), folder);
    }
  }

  @Test
  void aRunLeavesAModelAndItsLosses() throws Exception {
    try (Lab lab = Lab.open(1)) {
      make(lab);
      List<String> losses = Files.readAllLines(folder.resolve("loss.csv"));
      assertEquals("curve,step,loss", losses.get(0));
      assertEquals(6, losses.stream().filter(line -> line.startsWith("training,")).count());
      assertEquals(1, losses.stream().filter(line -> line.startsWith("watched,6,")).count());
      assertFalse(Files.exists(folder.resolve("run.safetensors")));
      Lm.load(lab, folder).close();
    }
  }

  @Test
  void theLossesOfTwoStagesAreThoseOfOneRun() throws Exception {
    Path first =
        Files.write(folder.resolve("1.csv"), List.of("curve,step,loss", "training,35,2.5"));
    Path second =
        Files.write(folder.resolve("2.csv"), List.of("curve,step,loss", "training,10,1.5"));
    Path both = folder.resolve("loss.csv");
    LmRecipe.joinLosses(first, second, 40, both);
    assertEquals(
        List.of("curve,step,loss", "training,35,2.5", "training,50,1.5"), Files.readAllLines(both));
  }

  @Test
  void theWeightsAreTheMeanOfBothStages() throws Exception {
    try (Lab lab = Lab.open(1)) {
      Path first = folder.resolve("1");
      Path second = folder.resolve("2");
      try (Lm one = Lm.create(lab, Tiny.size(), Tiny.BPE);
          Lm two = Lm.create(lab, Tiny.size(), Tiny.BPE)) {
        one.block().getParameters().values().forEach(p -> p.getArray().muli(0).addi(1));
        two.block().getParameters().values().forEach(p -> p.getArray().muli(0).addi(2));
        one.saveSmall(first);
        two.saveSmall(second);
      }
      LmRecipe.average(first, second, folder);
      try (Lm mean = Lm.load(lab, folder)) {
        mean.block()
            .getParameters()
            .values()
            .forEach(p -> assertEquals(1.7, p.getArray().mean().getFloat(), 1e-3));
      }
    }
  }

  @Test
  void whatIsMadeIsNotMadeAgain() throws Exception {
    Path weights = Files.writeString(folder.resolve("model.safetensors"), "made");
    LmRecipe.base(folder);
    LmRecipe.reader(folder);
    assertEquals("made", Files.readString(weights));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(weights), files.toList());
    }
  }

  @Test
  void theCoursesModelsReadAndGoOn() {
    try (Lab lab = Lab.open(1);
        Lm base = Lm.base(lab);
        Lm reader = Lm.reader(lab)) {
      Prompt ask =
          Prompt.question("When does the office open?")
              .passage(
                  "The office stands in the old post office of Brindle, opposite the church. It opens"
                      + " at 7:30 on weekdays and closes at noon.");
      assertTrue(reader.generate(ask, Sampling.greedy()).text().contains("7:30"));
      assertFalse(base.generate("harbor (noun):", Sampling.greedy()).text().isBlank());
    }
  }

  @Test
  void filesThatAreNotThoseOfTheCardAreNotLoaded() throws Exception {
    try (Lab lab = Lab.open(1)) {
      make(lab);
      Path weights = folder.resolve("model.safetensors");
      String sum = Card.sha256(weights);
      StringBuilder card = new StringBuilder("# lm\n");
      for (String name : List.of("model.safetensors", "tokenizer.json")) {
        Path file = folder.resolve(name);
        card.append("| %s | %d | %s |%n".formatted(name, Files.size(file), Card.sha256(file)));
      }
      Files.writeString(folder.resolve("CARD.md"), card);
      Lm.checked(lab, folder).close();

      byte[] bytes = Files.readAllBytes(weights);
      bytes[bytes.length - 1] ^= 1;
      Files.write(weights, bytes);
      String message =
          assertThrows(DataException.class, () -> Lm.checked(lab, folder)).getMessage();
      assertTrue(message.contains(weights.toString()), message);
      assertTrue(message.contains(sum) && message.contains(Card.sha256(weights)), message);
      assertTrue(message.contains("git checkout"), message);
    }
  }

  @Test
  void aPlaceInARowAlwaysHasTheSameText() {
    Corpus reading = LmCorpus.reading(Tiny.BPE, 400, 1);
    Sample third = reading.get(3);
    reading.get(8);
    assertArrayEquals(third.ids(), reading.get(3).ids());
    assertArrayEquals(third.ids(), LmCorpus.reading(Tiny.BPE, 400, 1).get(3).ids());
    assertFalse(java.util.Arrays.equals(third.ids(), reading.get(4).ids()));
    assertTrue(reading.get(5).length() <= 400);
  }
}
