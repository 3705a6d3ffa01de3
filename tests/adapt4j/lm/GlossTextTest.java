package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.lm.GlossText.Definition;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GlossTextTest {
  private static final GlossText GLOSSES = GlossText.load();

  @Test
  void sizes() {
    assertEquals(100, GLOSSES.words().size());
    assertEquals(1_000, GLOSSES.dev().size());
    assertEquals(2_000, GLOSSES.test().size());
    assertTrue(GLOSSES.train().size() > 90_000, GLOSSES.train().size() + " to train");
  }

  @Test
  void noWordOfOnePartIsDefinedInAnother() {
    List<Set<String>> forms =
        List.of(GLOSSES.words(), GLOSSES.test(), GLOSSES.dev(), GLOSSES.train()).stream()
            .map(
                part ->
                    part.stream()
                        .flatMap(definition -> definition.words().stream())
                        .map(word -> word.toLowerCase(Locale.ROOT).replaceAll("[ '.-]", ""))
                        .collect(Collectors.toSet()))
            .toList();
    for (int i = 0; i < forms.size(); i++) {
      for (int j = 0; j < i; j++) {
        Set<String> both = new HashSet<>(forms.get(i));
        both.retainAll(forms.get(j));
        assertEquals(Set.of(), both);
      }
    }
  }

  /** Each of the 100 words with all training texts, independent of the index of near copies. */
  @Test
  void noDefinitionOfAnUnseenWordIsNearlyThatOfAnother() {
    List<Set<String>> unseen = GLOSSES.words().stream().map(GlossTextTest::words).toList();
    for (Definition definition : GLOSSES.train()) {
      Set<String> words = words(definition);
      for (Set<String> other : unseen) {
        Set<String> both = new HashSet<>(words);
        both.retainAll(other);
        double all = words.size() + other.size() - both.size();
        assertTrue(both.size() / all < 0.5, definition.line());
      }
    }
  }

  private static Set<String> words(Definition definition) {
    String plain = definition.text().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ");
    return new HashSet<>(Arrays.asList(plain.strip().split(" ")));
  }

  @Test
  void unseenWordsAreWhatTheRuleSays() {
    for (Definition definition : GLOSSES.words()) {
      String word = definition.words().get(0);
      assertTrue(word.matches("[a-z]{4,12}"), word);
      assertTrue(definition.text().split(" ").length >= 4, definition.line());
      assertFalse(definition.text().contains(word), definition.line());
    }
  }

  @Test
  void examplesAreKeptWithoutQuotationsOfAuthors() {
    String gloss =
        "move fast; \"He ran home at once\"; \"run\"; \"I run with the wind\"- A. Poet; \"they ran"
            + " uphill\"";
    assertEquals(List.of("He ran home at once", "they ran uphill"), GlossText.examples(gloss));
    assertTrue(GLOSSES.train().stream().filter(d -> !d.examples().isEmpty()).count() > 10_000);
  }

  @Test
  void spellingsOfAWordAreOne() {
    assertEquals(GlossText.form("Steam-Heats"), GlossText.form("steam heat"));
    assertFalse(GlossText.form("glass").equals(GlossText.form("gla")));
    assertEquals("glass", GlossText.form("glass"));
  }

  @Test
  void aLineIsThatOfADictionary() {
    Definition definition =
        new Definition(
            List.of("harbor", "seaport"), "noun", "noun.artifact", "a port", List.of(), "port");
    assertEquals("harbor, seaport (noun): a port", definition.line());
    assertEquals(new Instruction("define", "define: harbor", "a port"), definition.instruction());
  }
}
