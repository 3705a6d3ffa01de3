package adapt4j.lesson;

import adapt4j.show.Html;

/** How a claim or an answer is marked: a coloured bar, a sign and a sentence. */
enum Badge {
  GOOD("✓", "#1b7f4b"),
  BAD("✗", "#c0392b"),
  OPEN("…", "#8a6d00"),
  HINT("?", "#2b6cb0");

  private final String sign;
  private final String colour;

  Badge(String sign, String colour) {
    this.sign = sign;
    this.colour = colour;
  }

  String sign() {
    return sign;
  }

  /** The parts stand in one line, the second one in bold. The text colour is the notebook's own. */
  String html(String first, String second, String third) {
    return "<div style=\"border-left:4px solid "
        + colour
        + ";padding:4px 10px;margin:4px 0\"><span style=\"color:"
        + colour
        + ";font-weight:bold\">"
        + sign
        + "</span> "
        + Html.escape(first)
        + " <b>"
        + Html.escape(second)
        + "</b> "
        + Html.escape(third)
        + "</div>";
  }
}
