package adapt4j.rag;

import adapt4j.show.Display;
import adapt4j.show.Html;
import adapt4j.show.Quote;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was answered, and from where.
 *
 * @param question that was asked
 * @param text the answer, or {@link #NOT_FOUND}
 * @param citations where it stands, the main one first; none if it was not found
 * @param hits what was retrieved, the best first
 * @param evidence how well the best sentence fits, as the check saw it
 * @param millis how long each stage took, in milliseconds, in order: retrieve, check, generate
 */
public record Answer(
    String question,
    String text,
    List<Citation> citations,
    List<Hit> hits,
    double evidence,
    Map<String, Double> millis) {
  /** The text of an answer that could not be found. */
  public static final String NOT_FOUND = "Not in the documents.";

  /** Copies lists and map. */
  public Answer {
    citations = List.copyOf(citations);
    hits = List.copyOf(hits);
    millis = Collections.unmodifiableMap(new LinkedHashMap<>(millis));
  }

  /**
   * Whether the documents do not say.
   *
   * @return true if there is no answer
   */
  public boolean refused() {
    return citations.isEmpty();
  }

  /** Shows question and answer, and the passages with what is cited highlighted. */
  public void show() {
    Display.html(html(), plain());
  }

  String html() {
    String head =
        "<div style=\"margin:4px 0\">"
            + Html.escape(question)
            + "<br><b>"
            + Html.escape(text)
            + "</b></div>";
    return head + quotes().stream().map(Quote::html).collect(Collectors.joining());
  }

  private String plain() {
    String head = question + "\n" + text;
    return quotes().stream().map(q -> "\n\n" + q.text()).collect(Collectors.joining("", head, ""));
  }

  /** One for each chunk that is cited. */
  private List<Quote> quotes() {
    Map<String, Quote> quotes = new LinkedHashMap<>();
    for (Citation citation : citations) {
      Chunk chunk = citation.chunk();
      String title = chunk.title().isEmpty() ? chunk.id() : chunk.title() + " (" + chunk.id() + ")";
      Span span = citation.inChunk();
      quotes
          .computeIfAbsent(chunk.id() + "\n" + chunk.text(), key -> Quote.of(title, chunk.text()))
          .mark(span.start(), span.end());
    }
    return List.copyOf(quotes.values());
  }

  @Override
  public String toString() {
    return citations.isEmpty()
        ? text
        : text
            + citations.stream()
                .map(c -> String.format(Locale.ROOT, "%n  %s", c))
                .collect(Collectors.joining());
  }
}
