package adapt4j.show;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A matrix as coloured cells with their numbers, for example a confusion matrix. Made by {@link
 * Chart#heat}.
 */
public final class Heat extends Figure<Heat> {
  private static final int DIGITS = 3;

  final List<String> rows;
  final List<String> columns;
  final double[][] values;

  Heat(String title, Matrix matrix) {
    super(title);
    Display.need(matrix, "matrix of chart '" + title + "'");
    rows = names(matrix.rows(), "the names of the rows");
    columns = names(matrix.columns(), "the names of the columns");
    values = check(matrix.values());
    xAxis = matrix.columnAxis();
    yAxis = matrix.rowAxis();
  }

  private double[][] check(double[][] cells) {
    if (rows.isEmpty() || columns.isEmpty()) {
      throw wrong("the matrix is empty. Give it at least one row and one column.");
    }
    if (cells == null || cells.length != rows.size()) {
      throw wrong(
          "the matrix has %d names of rows and %d rows of values. Give one row for every name.",
          rows.size(), cells == null ? 0 : cells.length);
    }
    for (int r = 0; r < cells.length; r++) {
      if (cells[r] == null || cells[r].length != columns.size()) {
        throw wrong(
            "row '%s' of the matrix has %d values for %d columns. Give every row one value a"
                + " column.",
            rows.get(r), cells[r] == null ? 0 : cells[r].length, columns.size());
      }
    }
    return Arrays.stream(cells).map(double[]::clone).toArray(double[][]::new);
  }

  /** The values as text, with the same decimals, so that they can be compared. */
  String[][] numbers() {
    double[] all = flat();
    String[] written =
        percent
            ? DoubleStream.of(all).mapToObj(Numbers::percent).toArray(String[]::new)
            : Numbers.column(all, DIGITS);
    String[][] numbers = new String[rows.size()][];
    Arrays.setAll(
        numbers, r -> Arrays.copyOfRange(written, r * columns.size(), (r + 1) * columns.size()));
    return numbers;
  }

  double[] flat() {
    return Arrays.stream(values).flatMapToDouble(DoubleStream::of).toArray();
  }

  @Override
  int bodyHeight() {
    return new HeatPainter(this).height();
  }

  @Override
  void paint(Canvas canvas) {
    new HeatPainter(this).paint(canvas);
  }

  @Override
  String body() {
    String[][] numbers = numbers();
    TextTable table = TextTable.labelled(columns.size());
    String[] row = new String[columns.size() + 1];
    String axes = yAxis.isEmpty() && xAxis.isEmpty() ? "" : yAxis + " \\ " + xAxis;
    Arrays.setAll(row, i -> i == 0 ? axes : columns.get(i - 1));
    table.row(row);
    for (int r = 0; r < rows.size(); r++) {
      int index = r;
      Arrays.setAll(row, i -> i == 0 ? rows.get(index) : numbers[index][i - 1]);
      table.row(row);
    }
    return table.toString();
  }

  @Override
  List<String> ownNotes() {
    int missing = (int) DoubleStream.of(flat()).filter(v -> !Double.isFinite(v)).count();
    return missing == 0 ? List.of() : List.of(leftOut(missing));
  }

  @Override
  String alt() {
    return "%s. Heat map of %d by %d cells%s."
        .formatted(
            title,
            rows.size(),
            columns.size(),
            yAxis.isEmpty() || xAxis.isEmpty() ? "" : ": " + yAxis + " against " + xAxis);
  }

  @Override
  Heat self() {
    return this;
  }
}
