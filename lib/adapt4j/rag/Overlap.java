package adapt4j.rag;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which share of a question's words a text has, where a rare word counts more (inverse document
 * frequency, <a href="https://doi.org/10.1108/eb026526">Spärck Jones 1972</a>). A word that is in
 * no document counts most, and is never there.
 */
final class Overlap {
  private final Map<String, Double> asked = new TreeMap<>(); // sorted: sums do not depend on chance
  private final double all;

  Overlap(LuceneStore store, String question) {
    English.words(question).forEach(word -> asked.computeIfAbsent(word, store::idf));
    all = asked.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** From 0 to 1; 0 if the question has no word that counts. */
  double with(String text) {
    if (all == 0) {
      return 0;
    }
    Set<String> there = new HashSet<>(English.words(text));
    double common = 0;
    for (Map.Entry<String, Double> word : asked.entrySet()) {
      common += there.contains(word.getKey()) ? word.getValue() : 0;
    }
    return common / all;
  }
}
