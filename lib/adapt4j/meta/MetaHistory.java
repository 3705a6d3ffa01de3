package adapt4j.meta;

import adapt4j.show.Curve;
import adapt4j.show.Curves;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What happened during meta-training: for each iteration the loss of the tasks before and after
 * adapting, a mean over the batch of tasks.
 */
public final class MetaHistory implements Curves {
  /** So many points make a readable line. */
  private static final int POINTS = 100;

  private final List<Double> before = new ArrayList<>();
  private final List<Double> after = new ArrayList<>();

  MetaHistory() {}

  void add(Outcome outcome) {
    before.add(outcome.before());
    after.add(outcome.after());
  }

  /**
   * How many iterations were done.
   *
   * @return the number
   */
  public int iterations() {
    return after.size();
  }

  /**
   * The mean loss of a support set before the first step, for each iteration.
   *
   * @return as many numbers as iterations; NaN where nothing is adapted during meta-training
   */
  public double[] before() {
    return before.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * The mean loss of a query set after the last step, for each iteration. That is what
   * meta-training makes small.
   *
   * @return as many numbers as iterations
   */
  public double[] after() {
    return after.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Both losses over iterations. Long runs are drawn in 100 points, each the mean of those around
   * it.
   *
   * @return the curves "before adapting" and "after adapting"; one curve "loss" where nothing is
   *     adapted during meta-training
   */
  @Override
  public List<Curve> curves() {
    Curve after = curve("after adapting", after());
    return Double.isNaN(before.get(0))
        ? List.of(after.named("loss"))
        : List.of(curve("before adapting", before()), after);
  }

  private static Curve curve(String name, double[] values) {
    int points = Math.min(POINTS, values.length);
    double[] x = new double[points];
    double[] y = new double[points];
    for (int p = 0; p < points; p++) {
      int from = (int) ((long) p * values.length / points);
      int to = (int) ((p + 1L) * values.length / points);
      x[p] = (from + 1 + to) / 2.0;
      y[p] = IntStream.range(from, to).mapToDouble(i -> values[i]).average().orElseThrow();
    }
    return new Curve(name, x, y);
  }

  @Override
  public String toString() {
    if (after.isEmpty()) {
      return "no iteration yet";
    }
    int last = after.size() - 1;
    String loss = String.format(Locale.ROOT, "loss %.3f", after.get(last));
    return Double.isNaN(before.get(last))
        ? loss
        : String.format(Locale.ROOT, "%s after adapting, %.3f before", loss, before.get(last));
  }
}
