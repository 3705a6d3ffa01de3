package adapt4j.align;

import adapt4j.show.Curve;
import adapt4j.show.Curves;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The numbers of a training run, each under its name: what {@link RewardFit}, {@link Ppo} and
 * {@link Dpo} measure stands at their {@code on}.
 */
public final class AlignHistory implements Curves {
  private final Map<String, List<double[]>> points = new LinkedHashMap<>(); // (step, value)
  private int steps;

  /** A step is done; what is put from now on belongs to it. */
  AlignHistory step() {
    steps++;
    return this;
  }

  AlignHistory put(String name, double value) {
    points.computeIfAbsent(name, key -> new ArrayList<>()).add(new double[] {steps, value});
    return this;
  }

  /**
   * How many steps were taken.
   *
   * @return 0 or above
   */
  public int steps() {
    return steps;
  }

  /**
   * What was measured under a name, in the order of the steps.
   *
   * @param name of a curve
   * @return one value for each step at which it was measured
   * @throws IllegalArgumentException if nothing was measured under this name
   */
  public double[] values(String name) {
    return curve(name).y();
  }

  /**
   * What was measured last under a name.
   *
   * @param name of a curve
   * @return the value
   * @throws IllegalArgumentException if nothing was measured under this name
   */
  public double last(String name) {
    double[] values = values(name);
    return values[values.length - 1];
  }

  @Override
  public List<Curve> curves() {
    return points.entrySet().stream()
        .map(
            entry ->
                new Curve(
                    entry.getKey(),
                    entry.getValue().stream().mapToDouble(point -> point[0]).toArray(),
                    entry.getValue().stream().mapToDouble(point -> point[1]).toArray()))
        .toList();
  }

  @Override
  public String toString() {
    return points.isEmpty()
        ? "no step yet"
        : points.keySet().stream()
            .map(name -> String.format(Locale.ROOT, "%s %.3f", name, last(name)))
            .collect(Collectors.joining(", "));
  }
}
