package adapt4j.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Keeps texts, and turns down those that are nearly a copy of one that it has: texts that share at
 * least half of their different words (Jaccard similarity, {@code |A and B| / |A or B|}, at or
 * above 0.5; case and punctuation do not count).
 *
 * <p>It is exact, and need not compare each text with all: of two near copies, one of the {@code
 * |A| - ceil(|A| / 2) + 1} rarest words of each is in both (prefix filtering, <a
 * href="https://doi.org/10.1145/1242572.1242591">Bayardo et al. 2007</a>, section 4.2).
 */
public final class NearCopies {
  static final double THRESHOLD = 0.5;

  private final Map<String, Integer> frequency = new HashMap<>();
  private final Map<String, List<Set<String>>> byRareWord = new HashMap<>();

  /**
   * @param all texts that may come: they say which words are rare
   */
  public NearCopies(Iterable<String> all) {
    for (String text : all) {
      words(text).forEach(word -> frequency.merge(word, 1, Integer::sum));
    }
  }

  /**
   * Keeps a text, unless it is a near copy of one that was kept.
   *
   * @param text any
   * @return whether it was kept
   */
  public boolean keep(String text) {
    return take(text, true);
  }

  /**
   * Whether a text is a near copy of one that was kept. It is not kept itself.
   *
   * @param text any
   * @return true if there is one
   */
  public boolean has(String text) {
    return !take(text, false);
  }

  private boolean take(String text, boolean keep) {
    Set<String> words = words(text);
    List<String> rare = new ArrayList<>(words);
    rare.sort(
        Comparator.comparing((String w) -> frequency.getOrDefault(w, 0)).thenComparing(w -> w));
    int prefix = words.size() - (words.size() + 1) / 2 + 1;
    rare = rare.subList(0, Math.min(prefix, rare.size()));
    for (String word : rare) {
      for (Set<String> other : byRareWord.getOrDefault(word, List.of())) {
        if (similarity(words, other) >= THRESHOLD) {
          return false;
        }
      }
    }
    if (!keep) {
      return true;
    }
    rare.forEach(word -> byRareWord.computeIfAbsent(word, w -> new ArrayList<>()).add(words));
    return true;
  }

  /** From 0 (no word in common) to 1 (the same words). */
  static double similarity(Set<String> a, Set<String> b) {
    int both = 0;
    for (String word : a.size() < b.size() ? a : b) {
      both += (a.size() < b.size() ? b : a).contains(word) ? 1 : 0;
    }
    return (double) both / (a.size() + b.size() - both);
  }

  /** The different words of a text, in lower case: runs of letters and numbers. */
  static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    String lower = text.toLowerCase(Locale.ROOT);
    int from = 0;
    for (int at = 0; at <= lower.length(); at++) {
      if (at == lower.length() || !isPart(lower.charAt(at))) {
        if (at > from) {
          words.add(lower.substring(from, at));
        }
        from = at + 1;
      }
    }
    return words;
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c)
        || Character.getType(c) == Character.OTHER_NUMBER
        || Character.getType(c) == Character.LETTER_NUMBER;
  }
}
