package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GlossesTest {
  private static TextSplits eight;

  @BeforeAll
  static void load() {
    eight = Glosses.eight().load();
  }

  @Test
  void threePartsOfKnownSizeWithAllClassesAlike() {
    for (Map.Entry<Texts, Integer> part :
        Map.of(eight.train(), 100, eight.dev(), 30, eight.test(), 60).entrySet()) {
      assertEquals(8, part.getKey().classes().size());
      for (int count : part.getKey().counts()) {
        assertEquals(part.getValue(), count);
      }
    }
    assertArrayEquals(
        new int[] {1, 1, 1, 1, 1, 1, 1, 1}, eight.train().select(0, 1, 2, 3, 4, 5, 6, 7).counts());
  }

  @Test
  void allFortyOneSupersensesAreThere() {
    TextSplits all = Glosses.all().load();
    assertEquals(41, all.train().classes().size());
    assertEquals(820, all.train().size());
    assertNoNearCopies(all);
  }

  @Test
  void noTextIsNearlyACopyOfAnother() {
    assertNoNearCopies(eight);
  }

  /** All with all, so independent of the index that the library uses. */
  private static void assertNoNearCopies(TextSplits splits) {
    List<String> texts = texts(splits);
    List<Set<String>> words = texts.stream().map(NearCopies::words).toList();
    for (int i = 0; i < texts.size(); i++) {
      assertTrue(words.get(i).size() >= 3, texts.get(i));
      for (int j = 0; j < i; j++) {
        double similarity = NearCopiesTest.jaccard(words.get(i), words.get(j));
        assertTrue(similarity < 0.5, texts.get(i) + " | " + texts.get(j));
      }
    }
  }

  private static List<String> texts(TextSplits splits) {
    List<String> texts = new ArrayList<>(splits.train().texts());
    texts.addAll(splits.dev().texts());
    texts.addAll(splits.test().texts());
    return texts;
  }

  @Test
  void noTextNamesWhatItDefinesAndEachHasItsLabelFromWordNet()
      throws IOException, TranslateException {
    WordNetGlosses wordNet = WordNetGlosses.builder().setSampling(1, false).build();
    wordNet.prepare();
    Map<String, List<Gloss>> byText =
        wordNet.glosses().stream().collect(Collectors.groupingBy(Gloss::text));
    for (Texts part : List.of(eight.train(), eight.dev(), eight.test())) {
      for (int i = 0; i < part.size(); i++) {
        String text = part.texts().get(i);
        String supersense = part.classes().get(part.labels().get(i));
        Gloss gloss =
            byText.get(text).stream()
                .filter(g -> g.supersense().equals(supersense))
                .findFirst()
                .orElseThrow(() -> new AssertionError(text + " is no " + supersense));
        for (String word : gloss.words()) {
          String spaced = " " + text.toLowerCase().replaceAll("[^\\p{L}\\p{N}]+", " ") + " ";
          assertFalse(spaced.contains(" " + word.toLowerCase() + " "), word + ": " + text);
          assertFalse(spaced.contains(" " + word.toLowerCase() + "s "), word + ": " + text);
        }
      }
    }
  }

  @Test
  void aWordIsFoundInTheFormsThatBeginWithIt() {
    assertTrue(Glosses.repeats("the act of moving something", "move"));
    assertTrue(Glosses.repeats("Steam-heat in pipes", "steam heat"));
    assertTrue(Glosses.repeats("acts that please", "act"));
    assertFalse(Glosses.repeats("an actor", "act"));
    assertFalse(Glosses.repeats("to remove something", "move"));
    assertFalse(Glosses.repeats("heat made by steam", "steam heat"));
  }

  @Test
  void moreTextsToTrainChangeNothingElse() {
    TextSplits more = Glosses.eight().optTrain(2_000).load();
    assertEquals(eight.test(), more.test());
    assertEquals(eight.dev(), more.dev());
    assertEquals(eight.train().texts(), more.train().texts().subList(0, 800));
    assertEquals(2_000 + 240 + 480, texts(more).stream().distinct().count());
  }

  @Test
  void anotherChoiceOfSupersenses() {
    TextSplits two =
        Glosses.of("noun.plant", "noun.food").optTrain(41).optDev(2).optTest(10).load();
    assertEquals(List.of("noun.plant", "noun.food"), two.train().classes());
    assertArrayEquals(new int[] {21, 20}, two.train().counts());
    Map<Boolean, Long> greens =
        two.train().texts().stream()
            .map(text -> text.contains("plant") || text.contains("tree") || text.contains("herb"))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertTrue(greens.get(true) > 5, "the plants look like plants");
  }

  @Test
  void badInputIsNamed() {
    says("1 text or more", () -> Glosses.eight().optTrain(0));
    says("two supersenses", () -> Glosses.of("noun.food", "noun.food"));
    says("noun.motive", () -> Glosses.all().optTrain(4_000).load());
    says("There is no supersense no.such", () -> Glosses.of("noun.food", "no.such").load());
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
