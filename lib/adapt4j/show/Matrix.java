package adapt4j.show;

import java.util.List;

/** Something that can be drawn as a heat map: a table of numbers with names on both sides. */
public interface Matrix {
  /** The names of the rows, from top to bottom. */
  List<String> rows();

  /** The names of the columns, from left to right. */
  List<String> columns();

  /** The numbers: one array a row, each as long as {@link #columns()}. */
  double[][] values();

  /** What the rows are, for example "true class". Nothing by default. */
  default String rowAxis() {
    return "";
  }

  /** What the columns are, for example "predicted class". Nothing by default. */
  default String columnAxis() {
    return "";
  }

  /** A matrix of these parts. */
  static Matrix of(List<String> rows, List<String> columns, double[][] values) {
    record Plain(List<String> rows, List<String> columns, double[][] values) implements Matrix {}
    return new Plain(rows, columns, values);
  }
}
