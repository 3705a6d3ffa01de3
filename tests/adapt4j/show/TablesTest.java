package adapt4j.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TablesTest {
  /** What JupyterLab's sanitizer lets through in a notebook that is not trusted. */
  private static final Set<String> SAFE_STYLES =
      Set.of(
          "border",
          "border-bottom",
          "border-collapse",
          "caption-side",
          "font-weight",
          "margin",
          "opacity",
          "overflow-x",
          "padding",
          "text-align",
          "vertical-align",
          "white-space");

  private static final Table PENGUINS =
      Table.create(
          "penguins",
          StringColumn.create("species", "Adélie", "<i>Gentoo</i> & co", ""),
          DoubleColumn.create("bill", 39.1, Double.NaN, 46.25),
          IntColumn.create("mass", 3750, 12_000, 3400),
          BooleanColumn.create("wrong", new Boolean[] {true, false, null}));

  @Test
  void textLinesUpAndMissingIsADash() {
    assertEquals(
        """
        Penguins
          species              bill    mass  wrong
          Adélie              39.10   3,750  true
          <i>Gentoo</i> & co      –  12,000  false
          –                   46.25   3,400  –""",
        Tables.text("Penguins", PENGUINS, 10));
  }

  @Test
  void htmlIsEscapedAndNumbersStandRight() {
    String html = Tables.html("a < b", PENGUINS, 10);
    assertTrue(html.contains("&lt;i&gt;Gentoo&lt;/i&gt; &amp; co"), html);
    assertTrue(html.contains("a &lt; b"), html);
    assertTrue(Pattern.compile("text-align:right[^>]*>12,000<").matcher(html).find(), html);
    assertTrue(Pattern.compile("text-align:left[^>]*>Adélie<").matcher(html).find(), html);
    assertEquals(3, html.split("<tr>").length - 1);
  }

  @Test
  void htmlSurvivesJupytersSanitizerAndBothThemes() {
    String html = Tables.html("Penguins", PENGUINS, 10);
    assertFalse(html.matches("(?s).*<(script|style)\\b.*"));
    var styles = Pattern.compile("style=\"([^\"]*)\"").matcher(html);
    int found = 0;
    while (styles.find()) {
      for (String property : styles.group(1).split(";")) {
        assertTrue(SAFE_STYLES.contains(property.split(":")[0]), property);
        found++;
      }
    }
    assertTrue(found > 20);
    assertFalse(html.contains("color:"), "the page's own colours fit its theme");
  }

  @Test
  void longTablesAreCut() {
    Table table = Table.create(IntColumn.create("n", IntStream.range(0, 960).toArray()));
    assertTrue(Tables.text("", table, 10).endsWith("9\n  … and 950 more rows"));
    assertTrue(Tables.html("", table, 10).contains("… and 950 more rows"));
    assertFalse(Tables.text("", table.first(11), 10).contains("more"));
    assertTrue(Tables.text("", table.first(0), 10).contains("no rows"));
  }

  @Test
  void wideTablesAreCut() {
    Table table = Table.create("wide");
    IntStream.range(0, 33).forEach(i -> table.addColumns(IntColumn.create("c" + i, 1)));
    assertTrue(Tables.text("", table, 10).endsWith("… and 3 more columns"));
  }

  @Test
  void wrongInputSaysWhatToDo() {
    assertEquals(
        "The table to show is null. Pass a Tablesaw table.",
        assertThrows(IllegalArgumentException.class, () -> Tables.show(null)).getMessage());
    assertEquals(
        "The table 'empty' has no columns. Add one before showing it.",
        assertThrows(IllegalArgumentException.class, () -> Tables.show(Table.create("empty")))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> Tables.show(PENGUINS, 0));
  }
}
