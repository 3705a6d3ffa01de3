package adapt4j.lm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the pieces of a byte-pair tokeniser (<a href="https://arxiv.org/abs/1508.07909">Sennrich et
 * al. 2016</a>, algorithm 1): it starts from single bytes, and again and again makes one piece of
 * the two that stand side by side most often. Counts are kept from one merge to the next; only the
 * words that hold the merged pair are counted anew.
 */
final class BpeTrainer {
  /** A pair that is seen once is a matter of chance. */
  private static final int FEWEST = 2;

  /** Two pieces side by side, by their numbers among all pieces. */
  record Pair(int left, int right) {}

  private final List<int[]> words = new ArrayList<>();
  private final List<Long> seen = new ArrayList<>(); // how often each word was seen
  private final Map<Pair, Long> counts = new HashMap<>();
  private final Map<Pair, Set<Integer>> holders = new HashMap<>();

  /**
   * @param texts any
   */
  BpeTrainer(Iterable<String> texts) {
    Map<String, Long> found = new TreeMap<>(); // in an order that does not depend on the run
    for (String text : texts) {
      for (String word : Bpe.words(text)) {
        found.merge(word, 1L, Long::sum);
      }
    }
    found.forEach(
        (word, times) -> {
          byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
          int[] pieces = new int[bytes.length];
          for (int i = 0; i < bytes.length; i++) {
            pieces[i] = bytes[i] & 0xff;
          }
          words.add(pieces);
          seen.add(times);
          count(words.size() - 1, 1);
        });
  }

  /**
   * Merges the most frequent pair, and again.
   *
   * @param most merges
   * @return the merged pairs in their order; piece 256 is the first merge. Fewer than asked for
   *     where no pair is left that was seen twice.
   */
  List<Pair> merges(int most) {
    List<Pair> merges = new ArrayList<>();
    while (merges.size() < most) {
      Pair best = mostFrequent();
      if (best == null) {
        break;
      }
      int piece = 256 + merges.size();
      for (int word : new ArrayList<>(holders.get(best))) {
        count(word, -1);
        words.set(word, merged(words.get(word), best, piece));
        count(word, 1);
      }
      merges.add(best);
    }
    return merges;
  }

  /** Of two that are equally frequent, the one whose pieces are older. */
  private Pair mostFrequent() {
    Pair best = null;
    long most = FEWEST - 1;
    for (Map.Entry<Pair, Long> entry : counts.entrySet()) {
      Pair pair = entry.getKey();
      long count = entry.getValue();
      if (count > most || count == most && best != null && older(pair, best)) {
        best = pair;
        most = count;
      }
    }
    return best;
  }

  private static boolean older(Pair a, Pair b) {
    return a.left != b.left ? a.left < b.left : a.right < b.right;
  }

  /** Puts the pairs of a word into the counts, or takes them out. */
  private void count(int word, int sign) {
    int[] pieces = words.get(word);
    for (int i = 0; i + 1 < pieces.length; i++) {
      Pair pair = new Pair(pieces[i], pieces[i + 1]);
      if (counts.merge(pair, sign * seen.get(word), Long::sum) == 0) {
        counts.remove(pair);
      }
      if (sign > 0) {
        holders.computeIfAbsent(pair, p -> new HashSet<>()).add(word);
      } else {
        holders.getOrDefault(pair, Set.of()).remove(word);
      }
    }
  }

  /** The pieces of a word after a merge, from left to right. */
  static int[] merged(int[] pieces, Pair pair, int piece) {
    int[] result = new int[pieces.length];
    int n = 0;
    for (int i = 0; i < pieces.length; i++) {
      boolean here = i + 1 < pieces.length && pieces[i] == pair.left && pieces[i + 1] == pair.right;
      result[n++] = here ? piece : pieces[i];
      i += here ? 1 : 0;
    }
    return java.util.Arrays.copyOf(result, n);
  }
}
