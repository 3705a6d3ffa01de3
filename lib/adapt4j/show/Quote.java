package adapt4j.show;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A text in which some parts are highlighted.
 *
 * <pre>{@code
 * Quote.of("Opening hours", text).mark(10, 25).show();
 * }</pre>
 *
 * <p>The text is shown as it is: HTML in it is not HTML. In a terminal the marks are {@code »} and
 * {@code «}.
 */
public final class Quote {
  private static final String MARK =
      "<mark style=\"background:#ffe08a;color:#1a1a1a;padding:0 2px;border-radius:2px\">";

  private record Mark(int start, int end) {}

  private final String title;
  private final String text;
  private final List<Mark> marks = new ArrayList<>();

  private Quote(String title, String text) {
    this.title = Display.need(title, "title of the quote");
    this.text = Display.need(text, "text of the quote");
  }

  /**
   * A text without marks yet.
   *
   * @param title stands above it; may be empty
   * @param text what is quoted
   * @return the quote
   */
  public static Quote of(String title, String text) {
    return new Quote(title, text);
  }

  /**
   * Highlights a part. Parts that overlap become one.
   *
   * @param start the first character, from 0
   * @param end the character behind the last one
   * @return this quote
   * @throws IllegalArgumentException if that is not inside the text
   */
  public Quote mark(int start, int end) {
    if (start < 0 || end < start || end > text.length()) {
      throw new IllegalArgumentException(
          "Characters " + start + " to " + end + " are not in a text of " + text.length() + ".");
    }
    marks.add(new Mark(start, end));
    return this;
  }

  /** Shows it. */
  public void show() {
    Display.html(html(), text());
  }

  /** The quote as HTML. */
  public String html() {
    String head = title.isEmpty() ? "" : "<b>" + Html.escape(title) + "</b><br>";
    return "<div style=\"border-left:3px solid #8a8a8a;padding:4px 10px;margin:4px 0;"
        + "max-width:48em\">"
        + head
        + marked(MARK, "</mark>", true)
        + "</div>";
  }

  /** The quote as plain text. */
  public String text() {
    return (title.isEmpty() ? "" : title + "\n") + marked("»", "«", false);
  }

  private String marked(String open, String close, boolean escape) {
    StringBuilder all = new StringBuilder();
    int at = 0;
    for (Mark mark : merged()) {
      all.append(part(at, mark.start, escape)).append(open);
      all.append(part(mark.start, mark.end, escape)).append(close);
      at = mark.end;
    }
    return all.append(part(at, text.length(), escape)).toString();
  }

  private String part(int start, int end, boolean escape) {
    String part = text.substring(start, end);
    return escape ? Html.escape(part).replace("\n", "<br>") : part;
  }

  private List<Mark> merged() {
    List<Mark> merged = new ArrayList<>();
    List<Mark> sorted = new ArrayList<>(marks);
    sorted.sort(Comparator.comparingInt(Mark::start));
    for (Mark mark : sorted) {
      Mark last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && mark.start <= last.end) {
        merged.set(merged.size() - 1, new Mark(last.start, Math.max(last.end, mark.end)));
      } else {
        merged.add(mark);
      }
    }
    return merged;
  }
}
