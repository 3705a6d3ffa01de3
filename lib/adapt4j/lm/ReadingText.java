package adapt4j.lm;

/**
 * A text that grows by pieces and minds English on the way: a capital at the beginning of a
 * sentence, "an" before a vowel, one space between words, none before a full stop.
 */
final class ReadingText {
  private static final String NO_SPACE_BEFORE = " .,;:?!'";

  private final StringBuilder text = new StringBuilder();
  private boolean capital = true;

  /** A text that goes into another one, so without a capital of its own. */
  static ReadingText within() {
    ReadingText text = new ReadingText();
    text.capital = false;
    return text;
  }

  /** Begins a sentence, behind a space if there is text already. */
  void sentence() {
    if (text.length() > 0) {
      text.append(' ');
    }
    capital = true;
  }

  /** Whether the next letter is the first of a sentence. */
  boolean atStart() {
    return capital;
  }

  /**
   * Adds a piece.
   *
   * @return where it begins, which is not always where the text ended
   */
  int append(String piece) {
    int from = 0;
    char last = text.length() == 0 ? ' ' : text.charAt(text.length() - 1);
    while (from < piece.length() && piece.charAt(from) == ' ' && last == ' ') {
      from++;
    }
    if (from == piece.length()) {
      return text.length();
    }
    char first = piece.charAt(from);
    if (last == ' ' && first != ' ' && text.length() > 0 && NO_SPACE_BEFORE.indexOf(first) >= 0) {
      text.setLength(text.length() - 1);
    }
    boolean vowel = beginsWithVowel(piece, from);
    int end = text.length();
    if (vowel && endsWithArticle()) {
      text.insert(end - 1, 'n');
      end++;
    }
    String added = piece.substring(from);
    text.append(withArticles(added));
    if (capital) {
      for (int i = end; i < text.length(); i++) {
        if (Character.isLetterOrDigit(text.charAt(i))) {
          text.setCharAt(i, Character.toUpperCase(text.charAt(i)));
          capital = false;
          break;
        }
      }
    }
    return end;
  }

  /** Puts something in the place of the full stop at the end. */
  void replaceEnd(String with) {
    text.setLength(text.length() - 1);
    text.append(with);
    capital = false;
  }

  int length() {
    return text.length();
  }

  /** The last whole word before the end; empty if there is none. */
  String lastWord() {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(text.lastIndexOf(" ", end - 1) + 1, end);
  }

  private boolean endsWithArticle() {
    int n = text.length();
    return n >= 2
        && text.charAt(n - 1) == ' '
        && (text.charAt(n - 2) == 'a' || text.charAt(n - 2) == 'A')
        && (n == 2 || !Character.isLetter(text.charAt(n - 3)));
  }

  private static String withArticles(String piece) {
    int at = piece.indexOf("a ");
    if (at < 0) {
      return piece;
    }
    StringBuilder all = new StringBuilder(piece);
    for (; at >= 0; at = all.indexOf("a ", at + 1)) {
      boolean word = at == 0 || all.charAt(at - 1) == ' ';
      if (word && beginsWithVowel(all, at + 2)) {
        all.insert(at + 1, 'n');
      }
    }
    return all.toString();
  }

  /** By sound: "an hour", "an 8", but "a one-way ticket" and "a university". */
  private static boolean beginsWithVowel(CharSequence text, int from) {
    int end = Math.min(text.length(), from + 4);
    String head = text.subSequence(Math.min(from, end), end).toString().toLowerCase();
    if (head.isEmpty()) {
      return false;
    }
    if (head.startsWith("hour") || head.startsWith("8")) {
      return true;
    }
    boolean consonant =
        head.startsWith("one")
            || head.startsWith("uni")
            || head.startsWith("use")
            || head.startsWith("eu");
    return "aeiou".indexOf(head.charAt(0)) >= 0 && !consonant;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
