package adapt4j.show;

import java.util.List;

/** Something that can be drawn as lines, for example the history of a training run. */
public interface Curves {
  /** All lines, in the order of the legend. */
  List<Curve> curves();

  /**
   * One of the lines, for charts that compare runs.
   *
   * @throws IllegalArgumentException if there is no line of this name
   */
  default Curve curve(String name) {
    return curves().stream()
        .filter(curve -> curve.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no curve '%s'. There are: %s."
                        .formatted(
                            name, String.join(", ", curves().stream().map(Curve::name).toList()))));
  }
}
