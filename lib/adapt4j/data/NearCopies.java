package adapt4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

  private final Map<String, Integer> rank = new HashMap<>(); // 0 is the rarest word
  private final Map<Integer, List<int[]>> byRareWord = new HashMap<>();
  private int unknown; // words that were not announced are rarer than all others: -1, -2, ...

  /**
   * @param all texts that may come: they say which words are rare
   */
  public NearCopies(Collection<String> all) {
    Map<String, Long> frequency =
        all.parallelStream()
            .flatMap(text -> words(text).stream())
            .collect(Collectors.groupingByConcurrent(word -> word, Collectors.counting()));
    frequency.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .forEach(word -> rank.put(word.getKey(), rank.size()));
  }

  /**
   * Keeps a text, unless it is a near copy of one that was kept.
   *
   * @param text any
   * @return whether it was kept
   */
  public boolean keep(String text) {
    Set<String> words = words(text);
    words.forEach(word -> rank.computeIfAbsent(word, w -> --unknown));
    int[] ranks = ranks(words);
    if (isNear(ranks)) {
      return false;
    }
    for (int i = 0; i < prefix(ranks); i++) {
      byRareWord.computeIfAbsent(ranks[i], w -> new ArrayList<>()).add(ranks);
    }
    return true;
  }

  /**
   * Whether a text is a near copy of one that was kept. It is not kept itself, so several threads
   * may ask at once.
   *
   * @param text any
   * @return true if there is one
   */
  public boolean has(String text) {
    return isNear(ranks(words(text)));
  }

  private boolean isNear(int[] ranks) {
    for (int i = 0; i < prefix(ranks); i++) {
      for (int[] other : byRareWord.getOrDefault(ranks[i], List.of())) {
        if (similarity(ranks, other) >= THRESHOLD) {
          return true;
        }
      }
    }
    return false;
  }

  /** The words' ranks, the rarest first; a word of no kept text may have any that no other has. */
  private int[] ranks(Set<String> words) {
    int[] ranks = new int[words.size()];
    int at = 0;
    int strange = Integer.MIN_VALUE;
    for (String word : words) {
      Integer known = rank.get(word);
      ranks[at++] = known == null ? strange++ : known;
    }
    Arrays.sort(ranks);
    return ranks;
  }

  private static int prefix(int[] ranks) {
    return Math.min(ranks.length, ranks.length - (ranks.length + 1) / 2 + 1);
  }

  /** From 0 (no word in common) to 1 (the same words), of sorted words. */
  static double similarity(int[] a, int[] b) {
    int both = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      both += a[i] == b[j] ? 1 : 0;
      int step = Integer.compare(a[i], b[j]);
      i += step <= 0 ? 1 : 0;
      j += step >= 0 ? 1 : 0;
    }
    return (double) both / (a.length + b.length - both);
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
