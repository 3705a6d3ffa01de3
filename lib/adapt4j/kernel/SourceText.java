package adapt4j.kernel;

/** A few questions about Java source text that need no parser: where comments and literals are. */
final class SourceText {
  private SourceText() {}

  /** The first index from {@code at} on that is neither white space nor in a closed comment. */
  static int skipBlank(String code, int at) {
    int i = at;
    while (i < code.length()) {
      if (Character.isWhitespace(code.charAt(i))) {
        i++;
      } else if (isComment(code, i)) {
        i = endOfToken(code, i);
      } else {
        break;
      }
    }
    return i;
  }

  /** True if the last thing in the code, comments apart, is a semicolon. */
  static boolean endsWithSemicolon(String code) {
    char last = ' ';
    for (int i = skipBlank(code, 0); i < code.length(); i = skipBlank(code, endOfToken(code, i))) {
      last = code.charAt(i);
    }
    return last == ';';
  }

  /** True if the code ends inside a comment or a text block. */
  static boolean endsInsideToken(String code) {
    int i = 0;
    while (i < code.length()) {
      int end = endOfToken(code, i);
      boolean block = code.startsWith("/*", i);
      boolean text = code.startsWith("\"\"\"", i);
      if (end == code.length() && (block || text)) {
        return !code.startsWith(block ? "*/" : "\"\"\"", end - (block ? 2 : 3))
            || end - i < (block ? 4 : 6);
      }
      i = end;
    }
    return false;
  }

  /** The end of the comment, string, text block or single character that begins at {@code at}. */
  static int endOfToken(String code, int at) {
    if (code.startsWith("//", at)) {
      int end = code.indexOf('\n', at);
      return end < 0 ? code.length() : end + 1;
    }
    if (code.startsWith("/*", at)) {
      int end = code.indexOf("*/", at + 2);
      return end < 0 ? code.length() : end + 2;
    }
    if (code.startsWith("\"\"\"", at)) {
      return endOfLiteral(code, at + 3, "\"\"\"");
    }
    char c = code.charAt(at);
    return c == '"' || c == '\'' ? endOfLiteral(code, at + 1, String.valueOf(c)) : at + 1;
  }

  private static boolean isComment(String code, int at) {
    return code.startsWith("//", at)
        || code.startsWith("/*", at) && code.indexOf("*/", at + 2) >= 0;
  }

  private static int endOfLiteral(String code, int from, String quote) {
    for (int i = from; i < code.length(); i++) {
      if (code.charAt(i) == '\\') {
        i++;
      } else if (code.startsWith(quote, i)) {
        return i + quote.length();
      } else if (code.charAt(i) == '\n' && quote.length() == 1) {
        return i; // a literal that its line does not close
      }
    }
    return code.length();
  }
}
