package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WordNetGlossesTest {
  private static WordNetGlosses wordNet;

  @BeforeAll
  static void read() throws IOException, TranslateException {
    wordNet = WordNetGlosses.builder().setSampling(32, false).build();
    wordNet.prepare();
  }

  @Test
  void holdsTheNounsAndVerbsOfWordNet31() {
    assertEquals(95_981, wordNet.size());
    assertEquals(41, wordNet.supersenses().size());
    Gloss cat =
        wordNet.glosses().stream().filter(g -> g.words().contains("true cat")).findFirst().get();
    assertEquals("noun.animal", cat.supersense());
    assertEquals(
        "feline mammal usually having thick soft fur and no ability to roar: domestic cats; wildcats",
        cat.text());
  }

  @Test
  void noTextHasAQuotationOrALooseEnd() {
    for (Gloss gloss : wordNet.glosses()) {
      assertTrue(gloss.text().matches("[^\"]*[^\\s;:,(\"-]"), gloss.text());
    }
  }

  @Test
  void examplesAreCutOff() {
    assertEquals(
        "make cool or cooler",
        WordNetGlosses.definition("make cool or cooler; \"Chill the food\""));
    assertEquals(
        "act of assembling: of troops (in war)",
        WordNetGlosses.definition(
            "act of assembling: of troops (in war): \"mobilize!\"; \"again\""));
    assertEquals("no examples", WordNetGlosses.definition("no examples "));
  }

  @Test
  void isADataSetOfDjl() throws IOException, TranslateException {
    try (Lab lab = Lab.open(1);
        NDManager scope = lab.scope()) {
      Set<String> seen = new HashSet<>();
      int batches = 0;
      for (Batch batch : wordNet.getData(scope)) {
        try (batch) {
          String[] texts = batch.getData().singletonOrThrow().toStringArray();
          int[] labels = batch.getLabels().singletonOrThrow().toIntArray();
          List<Gloss> glosses = wordNet.glosses().subList(32 * batches, 32 * batches + 32);
          for (int i = 0; i < 32; i++) {
            assertEquals(glosses.get(i).text(), texts[i]);
            assertEquals(glosses.get(i).supersense(), wordNet.supersenses().get(labels[i]));
            seen.add(texts[i]);
          }
        }
        if (++batches == 4) {
          break;
        }
      }
      assertTrue(seen.size() > 100);
    }
  }
}
