package adapt4j.lm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be had without any model: the sentence that shares most with the question, where a rare
 * word counts more than a common one (inverse document frequency, <a
 * href="https://doi.org/10.1108/eb026526">Spärck Jones 1972</a>: {@code log(n / n_word)}). It finds
 * the place well, but not the answer in it.
 */
public final class ReadingBaseline {
  private static final Pattern SENTENCE =
      Pattern.compile("(?<=[.!?;:]['\"”]?) +(?=[\\p{Lu}\\p{N}\"“])");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:[-.,:'][\\p{L}\\p{N}]+)*");
  private static final Pattern TITLE_END = Pattern.compile(".*\\b(Dr|Mr|Ms|St|Mrs)\\.$");

  private final Map<String, Integer> documents = new HashMap<>();
  private final int n;

  /**
   * Counts in how many passages each word is.
   *
   * @param passages at least one
   * @throws IllegalArgumentException if there is none
   */
  public ReadingBaseline(Collection<String> passages) {
    if (passages.isEmpty()) {
      throw new IllegalArgumentException("Counting words needs at least one passage.");
    }
    n = passages.size();
    for (String passage : passages) {
      new HashSet<>(words(passage)).forEach(word -> documents.merge(word, 1, Integer::sum));
    }
  }

  /**
   * The sentence with the greatest overlap.
   *
   * @param passage of one or more sentences
   * @param question about it
   * @return the first of the best
   */
  public String sentence(String passage, String question) {
    Set<String> asked = new HashSet<>(words(question));
    String best = passage;
    double most = -1;
    for (String sentence : sentences(passage)) {
      double score = 0;
      for (String word : new HashSet<>(words(sentence))) {
        score += asked.contains(word) ? idf(word) : 0;
      }
      if (score > most) {
        most = score;
        best = sentence;
      }
    }
    return best;
  }

  /**
   * A guess at the answer: the longest run of words in that sentence that the question does not
   * have.
   *
   * @param passage of one or more sentences
   * @param question about it
   * @return a span of the passage, perhaps empty
   */
  public String answer(String passage, String question) {
    Set<String> asked = new HashSet<>(words(question));
    String sentence = sentence(passage, question);
    Matcher word = WORD.matcher(sentence);
    int from = -1;
    int length = 0;
    int longest = 0;
    String best = "";
    while (word.find()) {
      if (asked.contains(stem(word.group()))) {
        from = -1;
        length = 0;
        continue;
      }
      from = from < 0 ? word.start() : from;
      if (++length > longest) {
        longest = length;
        best = sentence.substring(from, word.end());
      }
    }
    return best;
  }

  private double idf(String word) {
    return Math.log((n + 1.0) / documents.getOrDefault(word, 1));
  }

  /**
   * Cuts a text into sentences, at a full stop (also ; and :) before a space and a capital.
   *
   * @param text any
   * @return its sentences
   */
  public static List<String> sentences(String text) {
    List<String> sentences = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (String piece : SENTENCE.split(text)) {
      open.append(open.length() == 0 ? "" : " ").append(piece);
      if (!TITLE_END.matcher(piece).matches()) {
        sentences.add(open.toString());
        open.setLength(0);
      }
    }
    if (open.length() > 0) {
      sentences.add(open.toString());
    }
    return sentences;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.add(stem(word.group()));
    }
    return words;
  }

  /** In lower case, without the endings of plural, past and -ing: open, opens, opened, opening. */
  private static String stem(String word) {
    String lower = word.toLowerCase(Locale.ROOT).replaceFirst("'s$", "");
    String cut = lower.replaceFirst("(ing|ed|es|s|e)$", "");
    return cut.length() < 3 ? lower : cut;
  }
}
