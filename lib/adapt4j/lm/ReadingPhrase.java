package adapt4j.lm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phrase with choices and gaps, in the signs that {@code reading-words.txt} explains: {@code at
 * {V}}, {@code (small|old) <fish>}, {@code <10..90/5>}, {@code [<3..9>] metres}.
 */
final class ReadingPhrase {
  private static final Pattern RANGE =
      Pattern.compile("([#,]?)(\\d+)\\.\\.(\\d+)(?:/(\\d+))?|([A-Z])\\.\\.([A-Z])");
  private static final List<String> ONES =
      List.of(
          ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
                  + " fifteen sixteen seventeen eighteen nineteen")
              .split(" "));
  private static final List<String> TENS =
      List.of("twenty thirty forty fifty sixty seventy eighty ninety".split(" "));

  /** Where the phrase goes, and what fills its gaps. */
  interface Writer {
    void text(String piece);

    void slot(String name);

    void rule(String name);

    /** The core of a value begins, or ends. */
    void core(boolean begins);

    Random random();
  }

  private interface Node {
    void write(Writer to);
  }

  private final String source;
  private final Node root;
  private final Set<String> slots = new LinkedHashSet<>();
  private final Set<String> rules = new LinkedHashSet<>();
  private int at;

  /**
   * Reads a phrase.
   *
   * @throws IllegalArgumentException if a bracket is not closed, or what is in it is unknown
   */
  ReadingPhrase(String source) {
    this.source = source.replace(" | ", "|");
    root = choice();
    if (at < this.source.length()) {
      throw wrong("'" + this.source.charAt(at) + "' at character " + at + " closes nothing");
    }
  }

  void write(Writer to) {
    root.write(to);
  }

  /** The names in braces. */
  Set<String> slots() {
    return slots;
  }

  /** The names of other rules. */
  Set<String> rules() {
    return rules;
  }

  private Node choice() {
    List<Node> options = new ArrayList<>(List.of(sequence()));
    while (at < source.length() && source.charAt(at) == '|') {
      at++;
      options.add(sequence());
    }
    return options.size() == 1
        ? options.get(0)
        : to -> options.get(to.random().nextInt(options.size())).write(to);
  }

  private Node sequence() {
    List<Node> parts = new ArrayList<>();
    while (at < source.length() && "|)]".indexOf(source.charAt(at)) < 0) {
      parts.add(
          switch (source.charAt(at)) {
            case '(' -> {
              at++;
              Node inner = choice();
              closed(')');
              yield inner;
            }
            case '[' -> {
              at++;
              Node inner = sequence();
              closed(']');
              yield to -> {
                to.core(true);
                inner.write(to);
                to.core(false);
              };
            }
            case '{' -> slot(upTo('}'));
            case '<' -> rule(upTo('>'));
            default -> plain();
          });
    }
    Node[] all = parts.toArray(Node[]::new);
    return to -> {
      for (Node part : all) {
        part.write(to);
      }
    };
  }

  private Node plain() {
    int from = at;
    while (at < source.length() && "|()[]{}<>".indexOf(source.charAt(at)) < 0) {
      at++;
    }
    if (at == from) {
      throw wrong("'" + source.charAt(at) + "' at character " + at + " has no meaning there");
    }
    String text = source.substring(from, at);
    return to -> to.text(text);
  }

  private Node slot(String name) {
    slots.add(name);
    return to -> to.slot(name);
  }

  private Node rule(String name) {
    Matcher range = RANGE.matcher(name);
    if (!range.matches()) {
      rules.add(name);
      return to -> to.rule(name);
    }
    if (range.group(5) != null) {
      char low = range.group(5).charAt(0);
      int letters = range.group(6).charAt(0) - low + 1;
      return to -> to.text(String.valueOf((char) (low + to.random().nextInt(letters))));
    }
    int low = Integer.parseInt(range.group(2));
    int step = range.group(4) == null ? 1 : Integer.parseInt(range.group(4));
    int steps = (Integer.parseInt(range.group(3)) - low) / step + 1;
    String style = range.group(1);
    return to -> to.text(number(low + step * to.random().nextInt(steps), style));
  }

  static String number(int n, String style) {
    if (style.equals(",") && n >= 1_000) {
      return n / 1_000 + "," + String.format("%03d", n % 1_000);
    }
    if (style.equals("#") && n < 100) {
      String one = ONES.get(n < 20 ? n : n % 10);
      return n < 20 ? one : TENS.get(n / 10 - 2) + (n % 10 == 0 ? "" : "-" + one);
    }
    return Integer.toString(n);
  }

  private String upTo(char end) {
    int close = source.indexOf(end, at);
    if (close < 0) {
      throw wrong("'" + source.charAt(at) + "' at character " + at + " is not closed");
    }
    String inner = source.substring(at + 1, close);
    at = close + 1;
    return inner;
  }

  private void closed(char end) {
    if (at >= source.length() || source.charAt(at) != end) {
      throw wrong("a '" + end + "' is missing at character " + at);
    }
    at++;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("In the phrase \"" + source + "\": " + what + ".");
  }
}
