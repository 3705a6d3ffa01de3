package adapt4j.show;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A place in the output whose content is replaced by every call. In a plain terminal each content
 * is printed below the one before.
 */
public final class Live {
  private final String id = UUID.randomUUID().toString();
  private boolean shown;

  Live() {}

  /** Shows HTML here. A terminal gets its text without the tags. */
  public void html(String html) {
    html(html, Html.strip(Display.need(html, "HTML")));
  }

  /** Shows HTML here. A terminal gets the given text. */
  public void html(String html, String text) {
    bundle(
        Map.of(Display.HTML, Display.need(html, "HTML"), Display.TEXT, Display.need(text, "text")));
  }

  /** Shows text here. */
  public void text(String text) {
    bundle(Map.of(Display.TEXT, Display.need(text, "text")));
  }

  /** Shows data of several MIME types here, as {@link Display#bundle} does. */
  public synchronized void bundle(Map<String, ?> data) {
    Map<String, Object> checked = Display.checked(data);
    Optional<Notebook> notebook = Notebook.running();
    if (notebook.isEmpty()) {
      System.out.println(checked.get(Display.TEXT));
    } else if (shown) {
      notebook.get().update(checked, new LinkedHashMap<>(), id);
    } else {
      notebook.get().display(checked, new LinkedHashMap<>(), id);
      shown = true;
    }
  }
}
