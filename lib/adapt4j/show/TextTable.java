package adapt4j.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Columns of text, padded to line up in a terminal. */
final class TextTable {
  private static final int WIDEST_CELL = 40;

  private final List<List<String>> rows = new ArrayList<>();
  private final boolean[] right;

  /** A table whose i-th column is aligned right where {@code right[i]}. */
  TextTable(boolean... right) {
    this.right = right;
  }

  /** A table with one column of labels, aligned left, and others of numbers, aligned right. */
  static TextTable labelled(int numbers) {
    boolean[] right = new boolean[numbers + 1];
    Arrays.fill(right, true);
    right[0] = false;
    return new TextTable(right);
  }

  TextTable row(List<String> cells) {
    rows.add(cells.stream().map(TextTable::cut).toList());
    return this;
  }

  TextTable row(String... cells) {
    return row(List.of(cells));
  }

  @Override
  public String toString() {
    int[] widths = new int[right.length];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String space = " ".repeat(widths[i] - row.get(i).length());
      line.append("  ").append(right[i] ? space + row.get(i) : row.get(i) + space);
    }
    return line.toString().stripTrailing();
  }

  private static String cut(String cell) {
    String line = cell.replace('\n', ' ');
    return line.length() <= WIDEST_CELL ? line : line.substring(0, WIDEST_CELL - 1) + "…";
  }
}
