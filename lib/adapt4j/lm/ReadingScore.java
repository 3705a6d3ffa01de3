package adapt4j.lm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How right an answer is, as SQuAD scores it (<a href="https://arxiv.org/abs/1606.05250">Rajpurkar
 * et al. 2016</a>, section 6.1): in lower case, without punctuation and the articles a, an and the.
 */
public final class ReadingScore {
  private ReadingScore() {}

  /**
   * What is compared.
   *
   * @param answer any text
   * @return its words in lower case with one space between them; a hyphen joins, as in SQuAD
   */
  public static String normal(String answer) {
    return answer
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\p{Punct}\\p{IsPunctuation}]", "")
        .replaceAll("\\b(a|an|the)\\b", " ")
        .strip()
        .replaceAll("\\s+", " ");
  }

  /**
   * Exact match.
   *
   * @param answer given
   * @param accepted right answers
   * @return whether it is one of them, once both are normal
   */
  public static boolean exact(String answer, List<String> accepted) {
    String given = normal(answer);
    return accepted.stream().anyMatch(right -> normal(right).equals(given));
  }

  /**
   * The harmonic mean of precision and recall of the words.
   *
   * @param answer given
   * @param accepted right answers
   * @return that with the best of them, from 0 (no word in common) to 1
   */
  public static double f1(String answer, List<String> accepted) {
    return accepted.stream().mapToDouble(right -> f1(answer, right)).max().orElse(0);
  }

  private static double f1(String answer, String right) {
    List<String> given = words(answer);
    List<String> wanted = words(right);
    if (given.isEmpty() || wanted.isEmpty()) {
      return given.equals(wanted) ? 1 : 0;
    }
    List<String> left = new ArrayList<>(wanted);
    double both = given.stream().filter(left::remove).count(); // each word counts as often as it is
    return 2 * both / (given.size() + wanted.size());
  }

  private static List<String> words(String text) {
    String normal = normal(text);
    return normal.isEmpty() ? List.of() : List.of(normal.split(" "));
  }
}
