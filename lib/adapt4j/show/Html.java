package adapt4j.show;

/** Small pieces of HTML that read well on a light and on a dark page. */
public final class Html {
  /** A line that is visible on white and on black. */
  static final String RULE = "1px solid rgba(128,128,128,0.4)";

  private Html() {}

  /**
   * Text made safe to stand inside HTML.
   *
   * @param text any text
   * @return the same text, with its special characters as entities
   */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** The text of an HTML fragment, for a terminal. */
  static String strip(String html) {
    return html.replaceAll("(?i)<br\\s*/?>|</(p|div|tr|li|h\\d)>", "\n")
        .replaceAll("<[^>]*>", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .replaceAll("[ \\t]+", " ")
        .replaceAll(" ?\\n ?", "\n")
        .strip();
  }
}
