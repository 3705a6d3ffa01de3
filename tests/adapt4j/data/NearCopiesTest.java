package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NearCopiesTest {
  @Test
  void halfOfTheDifferentWordsInCommonMakeANearCopy() {
    List<String> texts =
        List.of(
            "the capital of Norway",
            "The capital (of Sweden).", // 3 of 5
            "a city of Norway", // 2 of 6
            "capital of Norway and of the north", // 4 of 6
            "of");
    NearCopies kept = new NearCopies(texts);
    List<Boolean> found = texts.stream().map(kept::keep).toList();
    assertEquals(List.of(true, false, true, false, true), found);
  }

  @Test
  void similarityIsJaccards() {
    assertEquals(0.5, NearCopies.similarity(new int[] {1, 2, 3}, new int[] {2, 3, 4}));
    assertEquals(0, NearCopies.similarity(new int[] {1}, new int[] {2, 3}));
    assertEquals(1, NearCopies.similarity(new int[] {1, 2}, new int[] {1, 2}));
  }

  /** The same by the definition, without the library. */
  static double jaccard(Set<String> a, Set<String> b) {
    Set<String> both = new HashSet<>(a);
    both.retainAll(b);
    Set<String> either = new HashSet<>(a);
    either.addAll(b);
    return (double) both.size() / either.size();
  }

  /** The index must find exactly what a comparison of all with all finds. */
  @Test
  void findsTheSameAsComparingAllWithAll() {
    Random random = new Random(1);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int w = 1 + random.nextInt(7); w > 0; w--) {
        // Few common words and many rare ones, as in a language.
        text.append(" w").append((int) Math.pow(200, random.nextDouble()));
      }
      texts.add(text.toString());
    }
    NearCopies kept = new NearCopies(texts);
    List<Set<String>> all = new ArrayList<>();
    int copies = 0;
    for (String text : texts) {
      Set<String> words = NearCopies.words(text);
      boolean isNew = all.stream().noneMatch(o -> jaccard(words, o) >= NearCopies.THRESHOLD);
      assertEquals(!isNew, kept.has(text), text);
      assertEquals(isNew, kept.keep(text), text);
      if (isNew) {
        all.add(words);
      } else {
        copies++;
      }
    }
    assertTrue(copies > 300 && copies < 2_700, copies + " copies");
  }

  @Test
  void textsThatWereNotAnnouncedAreComparedToo() {
    NearCopies kept = new NearCopies(List.of());
    assertTrue(kept.keep("an unknown text of words"));
    assertFalse(kept.keep("an unknown text of names"));
  }
}
