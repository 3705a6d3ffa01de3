package adapt4j.align;

import adapt4j.lm.Prompt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges definitions of nouns by a written rule, in the place of the people who label texts. Its
 * rule is what {@link #toString} prints, and no more: anybody can check its scores by hand, and see
 * what it overlooks. It does not know whether a definition is true.
 *
 * <pre>{@code
 * Annotator annotator = Annotator.definitions();
 * System.out.println(annotator);                              // the rule
 * annotator.score(Prompt.question("define: harbor"), text);   // 0 to 1
 * annotator.explain(prompt, text);                            // the points of each part, and why
 * }</pre>
 */
public final class Annotator implements Reward {
  private static final Pattern ASKED =
      Pattern.compile("define: (.+)|What does the word (.+) mean\\?|Explain the word (.+)\\.");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(['-][\\p{L}\\p{N}]+)*");
  private static final Set<String> BEGINNINGS =
      Set.of("a", "an", "the", "any", "one", "someone", "something", "anything", "all", "some");
  private static final String SMALL_WORDS =
      "a an the any some every no this that these those its his her their of in on at to for"
          + " from by with without as into onto over under about between among through during"
          + " against until like than and or but nor so if when where while because which who whom"
          + " whose what is are was were be been being has have had can could may might will would"
          + " not very more most such especially usually often";
  private static final Set<String> SMALL = Set.of(SMALL_WORDS.split(" "));

  private final int fewest;
  private final int most;

  private Annotator(int fewest, int most) {
    this.fewest = fewest;
    this.most = most;
  }

  /**
   * One part of the rule, applied to a text.
   *
   * @param part of the rule
   * @param points from 0 to 1
   * @param reason what was seen
   */
  public record Verdict(String part, double points, String reason) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f %s: %s", points, part, reason);
    }
  }

  /**
   * The rule for definitions: 4 to 14 words.
   *
   * @return the annotator
   */
  public static Annotator definitions() {
    return new Annotator(4, 14);
  }

  /**
   * Changes what counts as concise.
   *
   * @param fewest words, at least 1
   * @param most words, not fewer
   * @return a new annotator
   * @throws IllegalArgumentException if the numbers do not go together
   */
  public Annotator optWords(int fewest, int most) {
    if (fewest < 1 || most < fewest) {
      throw new IllegalArgumentException(
          "A definition of " + fewest + " to " + most + " words cannot be. Try 4 to 14.");
    }
    return new Annotator(fewest, most);
  }

  /**
   * The mean of the points of all parts of the rule; 0 for a text without any word.
   *
   * @throws IllegalArgumentException if the prompt does not ask for a definition
   */
  @Override
  public double score(Prompt prompt, String text) {
    List<Verdict> verdicts = explain(prompt, text);
    return words(text).isEmpty()
        ? 0
        : verdicts.stream().mapToDouble(Verdict::points).average().orElseThrow();
  }

  /**
   * What the rule says about a text, part by part.
   *
   * @param prompt such as {@code define: harbor}
   * @param text a definition
   * @return five verdicts
   * @throws IllegalArgumentException if the prompt does not ask for a definition
   */
  public List<Verdict> explain(Prompt prompt, String text) {
    String asked = asked(prompt);
    List<String> words = words(text);
    return List.of(concise(words), fresh(words), other(asked, words), begins(words), ends(text));
  }

  private Verdict concise(List<String> words) {
    int n = words.size();
    double points = n < fewest ? (double) n / fewest : n > most ? (double) most / n : 1;
    return new Verdict("concise", points, n + (n == 1 ? " word" : " words"));
  }

  private static Verdict fresh(List<String> words) {
    List<String> content = words.stream().filter(word -> !SMALL.contains(word)).toList();
    Set<String> seen = new HashSet<>();
    List<String> again = content.stream().filter(word -> !seen.add(word)).toList();
    double points = content.isEmpty() ? 0 : 1 - (double) again.size() / content.size();
    String reason =
        content.isEmpty()
            ? "no content word"
            : again.isEmpty() ? "no content word comes twice" : "again: " + again;
    return new Verdict("without repetition", points, reason);
  }

  /** The word itself, and what begins with it, explains nothing. */
  private static Verdict other(String asked, List<String> words) {
    List<String> own = words(asked);
    List<String> found =
        words.stream()
            .filter(word -> own.stream().anyMatch(o -> !SMALL.contains(o) && sameWord(o, word)))
            .toList();
    return new Verdict(
        "in other words",
        found.isEmpty() ? 1 : 0,
        found.isEmpty() ? asked + " does not occur" : "uses " + found);
  }

  private static boolean sameWord(String asked, String word) {
    return word.equals(asked) || asked.length() > 3 && word.startsWith(asked);
  }

  private static Verdict begins(List<String> words) {
    boolean good = !words.isEmpty() && BEGINNINGS.contains(words.get(0));
    String first = words.isEmpty() ? "nothing" : "'" + words.get(0) + "'";
    return new Verdict("begins as a definition", good ? 1 : 0, "begins with " + first);
  }

  /** A text that breaks off ends in a small word, a comma, or within brackets or quotes. */
  private static Verdict ends(String text) {
    String own = text.strip();
    List<String> words = words(own);
    String reason = null;
    if (words.isEmpty()) {
      reason = "nothing";
    } else if (SMALL.contains(words.get(words.size() - 1))) {
      reason = "breaks off after '" + words.get(words.size() - 1) + "'";
    } else if (!own.matches("(?s).*[\\p{L}\\p{N}.)\"'!?%]")) {
      reason = "ends with '" + own.substring(own.length() - 1) + "'";
    } else if (count(own, '(') != count(own, ')') || count(own, '"') % 2 != 0) {
      reason = "a bracket or quotation is left open";
    }
    return new Verdict("complete", reason == null ? 1 : 0, reason == null ? "complete" : reason);
  }

  private static long count(String text, char sign) {
    return text.chars().filter(c -> c == sign).count();
  }

  static List<String> words(String text) {
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    List<String> words = new ArrayList<>();
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  /** The word that is asked for. */
  private static String asked(Prompt prompt) {
    String question = Preferences.question(prompt);
    Matcher matcher = ASKED.matcher(question);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "The annotator judges definitions, and \""
              + question
              + "\" does not ask for one. Ask with Prompt.question(\"define: harbor\").");
    }
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return matcher.group(group);
      }
    }
    throw new IllegalStateException("No group has matched."); // one of the three always does
  }

  /** The whole rule. */
  @Override
  public String toString() {
    return String.join(
        "\n",
        "The score of a definition is the mean of five parts, 0 to 1 each:",
        String.format(
            "  concise: %d to %d words; with n words, n/%d for fewer and %d/n for more",
            fewest, most, fewest, most),
        "  without repetition: the share of content words that were not there before; small words"
            + " do not count",
        "  in other words: the word itself is not used, nor, from four letters on, one that begins"
            + " with it",
        "  begins as a definition: with "
            + String.join(", ", BEGINNINGS.stream().sorted().toList()),
        "  complete: the last word is not small, nothing but . ! ? % ' \" ) stands behind it, and no"
            + " bracket or quotation is left open",
        "A text without any word has 0. Whether the definition is true is not looked at.",
        "Small words: " + SMALL_WORDS);
  }
}
