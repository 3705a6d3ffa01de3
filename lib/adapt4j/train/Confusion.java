package adapt4j.train;

import adapt4j.show.Matrix;
import java.util.List;

/**
 * The confusion matrix of a classifier.
 *
 * @param classes the names of the classes
 * @param values for each true class (row) how many examples got which predicted class (column)
 */
public record Confusion(List<String> classes, double[][] values) implements Matrix {
  @Override
  public List<String> rows() {
    return classes;
  }

  @Override
  public List<String> columns() {
    return classes;
  }

  @Override
  public String rowAxis() {
    return "true class";
  }

  @Override
  public String columnAxis() {
    return "predicted class";
  }
}
