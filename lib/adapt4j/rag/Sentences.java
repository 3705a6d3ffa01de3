package adapt4j.rag;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the sentences and the words of a text begin and end. A sentence ends at a full stop, an
 * exclamation or a question mark before white space and a capital, a digit or a quotation mark; a
 * blank line ends one too. What has no such sign, like a long table, is cut after some 1,000
 * characters.
 */
final class Sentences {
  private static final int LONGEST = 1_000; // characters
  private static final Pattern END =
      Pattern.compile("[.!?][\"'”’)\\]]*(?=\\s+[\\p{Lu}\\p{N}\"'“‘(\\[])|(?=\\n[ \\t\\r]*\\n)");
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Set<String> NO_END =
      Set.of("Dr.", "Mr.", "Mrs.", "Ms.", "Prof.", "St.", "No.", "e.g.", "i.e.", "vs.");

  private Sentences() {}

  /** The sentences, without white space around them. */
  static List<Span> of(String text) {
    List<Span> spans = new ArrayList<>();
    Matcher end = END.matcher(text);
    int from = 0;
    while (end.find()) {
      if (!NO_END.contains(lastWord(text, from, end.end()))) {
        add(spans, text, from, end.end());
        from = end.end();
      }
    }
    add(spans, text, from, text.length());
    return spans;
  }

  /** The words: what stands between white space. */
  static List<Span> words(String text) {
    List<Span> spans = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      spans.add(new Span(word.start(), word.end()));
    }
    return spans;
  }

  private static String lastWord(String text, int from, int to) {
    int at = to;
    while (at > from && !Character.isWhitespace(text.charAt(at - 1))) {
      at--;
    }
    return text.substring(at, to);
  }

  private static void add(List<Span> spans, String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    while (end - start > LONGEST) {
      int cut = cut(text, start);
      add(spans, text, start, cut);
      start = cut;
      while (start < end && Character.isWhitespace(text.charAt(start))) {
        start++;
      }
    }
    if (end > start) {
      spans.add(new Span(start, end));
    }
  }

  /** The last white space within reach; never between the two halves of one character. */
  private static int cut(String text, int start) {
    int most = start + LONGEST;
    for (int at = most; at > start + LONGEST / 2; at--) {
      if (Character.isWhitespace(text.charAt(at))) {
        return at;
      }
    }
    return Character.isLowSurrogate(text.charAt(most)) ? most - 1 : most;
  }
}
