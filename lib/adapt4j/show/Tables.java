package adapt4j.show;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Shows a Tablesaw table: {@code Tables.show(table)}.
 *
 * <p>Whole numbers stand without decimals, others with four significant digits, missing values as a
 * dash. Long tables are cut, and say how much is not shown.
 */
public final class Tables {
  private static final int ROWS = 10;
  private static final int LONGEST_LINE = 30;
  private static final int MOST_COLUMNS = 30;
  private static final String MISSING = "–";
  private static final String CELL = "padding:3px 10px;vertical-align:top;border:none;";
  private static final String LEFT = CELL + "text-align:left;";
  private static final String RIGHT = CELL + "text-align:right;";

  private Tables() {}

  /** Shows the first ten rows, under the table's own name if it has one. */
  public static void show(Table table) {
    show(table, ROWS);
  }

  /** Shows the first rows. */
  public static void show(Table table, int rows) {
    show(check(table).name() == null ? "" : table.name(), table, rows);
  }

  /** Shows the first ten rows under a title. */
  public static void show(String title, Table table) {
    show(title, table, ROWS);
  }

  /** Shows the first rows under a title. */
  public static void show(String title, Table table, int rows) {
    Display.html(html(title, table, rows), text(title, table, rows));
  }

  /** The table as HTML that can be read on a light and on a dark page. */
  static String html(String title, Table table, int rows) {
    List<Column<?>> columns = columns(check(table));
    List<String[]> cells = columns.stream().map(c -> cells(c, shown(table, rows))).toList();
    StringBuilder html =
        new StringBuilder("<div style=\"overflow-x:auto;margin:4px 0;\">")
            .append("<table style=\"border-collapse:collapse;border:none;margin:0;\">");
    if (!title.isBlank()) {
      html.append("<caption style=\"caption-side:top;text-align:left;padding:3px 10px;")
          .append("font-weight:bold;\">" + Html.escape(title) + "</caption>");
    }
    html.append("<thead><tr style=\"border-bottom:" + Html.RULE + ";\">");
    for (Column<?> column : columns) {
      html.append("<th style=\"" + style(column) + "\">" + Html.escape(column.name()) + "</th>");
    }
    html.append("</tr></thead><tbody>");
    for (int r = 0; r < shown(table, rows); r++) {
      html.append("<tr>");
      for (int c = 0; c < columns.size(); c++) {
        String cell = cells.get(c)[r];
        String wrap = cell.length() <= LONGEST_LINE ? "white-space:nowrap;" : "white-space:normal;";
        html.append("<td style=\"" + style(columns.get(c)) + wrap + "\">")
            .append(Html.escape(cell).replace("\n", "<br>") + "</td>");
      }
      html.append("</tr>");
    }
    html.append("</tbody></table>");
    for (String line : rest(table, rows)) {
      html.append("<div style=\"padding:3px 10px;opacity:0.7;\">" + line + "</div>");
    }
    return html.append("</div>").toString();
  }

  /** The table as text. */
  static String text(String title, Table table, int rows) {
    List<Column<?>> columns = columns(check(table));
    List<String[]> cells = columns.stream().map(c -> cells(c, shown(table, rows))).toList();
    boolean[] right = new boolean[columns.size()];
    IntStream.range(0, right.length).forEach(i -> right[i] = isNumber(columns.get(i)));
    TextTable text = new TextTable(right).row(columns.stream().map(Column::name).toList());
    for (int r = 0; r < shown(table, rows); r++) {
      int row = r;
      text.row(cells.stream().map(column -> column[row]).toList());
    }
    List<String> parts = new ArrayList<>();
    if (!title.isBlank()) {
      parts.add(title);
    }
    parts.add(text.toString());
    rest(table, rows).forEach(line -> parts.add("  " + line));
    return String.join("\n", parts);
  }

  private static Table check(Table table) {
    if (table == null) {
      throw new IllegalArgumentException("The table to show is null. Pass a Tablesaw table.");
    }
    if (table.columnCount() == 0) {
      throw new IllegalArgumentException(
          "The table '" + table.name() + "' has no columns. Add one before showing it.");
    }
    return table;
  }

  private static int shown(Table table, int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException(
          "A table cannot be shown with " + rows + " rows. Ask for at least 1.");
    }
    // One line that says "1 more row" would take the place of that row.
    return table.rowCount() <= rows + 1 ? table.rowCount() : rows;
  }

  private static List<Column<?>> columns(Table table) {
    return table.columns().subList(0, Math.min(MOST_COLUMNS, table.columnCount()));
  }

  private static List<String> rest(Table table, int rows) {
    List<String> rest = new ArrayList<>();
    int more = table.rowCount() - shown(table, rows);
    if (more > 0) {
      rest.add("… and " + Numbers.format(more) + " more rows");
    } else if (table.isEmpty()) {
      rest.add("no rows");
    }
    if (table.columnCount() > MOST_COLUMNS) {
      int columns = table.columnCount() - MOST_COLUMNS;
      rest.add("… and " + columns + (columns == 1 ? " more column" : " more columns"));
    }
    return rest;
  }

  private static String[] cells(Column<?> column, int rows) {
    if (column instanceof NumericColumn<?> numbers) {
      double[] values =
          IntStream.range(0, rows)
              .mapToDouble(i -> numbers.isMissing(i) ? Double.NaN : numbers.getDouble(i))
              .toArray();
      return Numbers.column(values, Numbers.SIGNIFICANT);
    }
    return IntStream.range(0, rows)
        .mapToObj(i -> column.isMissing(i) ? MISSING : column.getString(i))
        .toArray(String[]::new);
  }

  private static boolean isNumber(Column<?> column) {
    return column instanceof NumericColumn<?>;
  }

  private static String style(Column<?> column) {
    return isNumber(column) ? RIGHT : LEFT;
  }
}
