package adapt4j.lesson;

import adapt4j.show.Display;
import adapt4j.show.Html;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the {@link Guide} says.
 *
 * @param first the method to try first; none if nothing that was measured fits
 * @param reasons why, with what was measured
 * @param against why not the other methods, one sentence each
 * @param missing what was not measured, and should be before one believes it
 */
public record Advice(
    Optional<String> first, List<String> reasons, List<String> against, List<String> missing) {
  /** Copies the lists. */
  public Advice {
    reasons = List.copyOf(reasons);
    against = List.copyOf(against);
    missing = List.copyOf(missing);
  }

  /** Shows it. */
  public void show() {
    String html =
        "<div style=\"margin:4px 0 16px 0\"><b>"
            + Html.escape(head())
            + "</b>"
            + list("Why", reasons)
            + list("Why not another", against)
            + list("Not measured", missing)
            + "</div>";
    Display.html(html, toString());
  }

  private String head() {
    return first.map(method -> "Try first: " + method).orElse("Nothing that was measured fits.");
  }

  private static String list(String title, List<String> lines) {
    return lines.isEmpty()
        ? ""
        : lines.stream()
            .map(line -> "<li>" + Html.escape(line) + "</li>")
            .collect(
                Collectors.joining(
                    "", "<div>" + title + ":</div><ul style=\"margin:0 0 4px 0\">", "</ul>"));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(head());
    reasons.forEach(line -> text.append("\n  + ").append(line));
    against.forEach(line -> text.append("\n  - ").append(line));
    missing.forEach(line -> text.append("\n  ? ").append(line));
    return text.toString();
  }
}
