package adapt4j.lm;

import adapt4j.show.Curve;
import adapt4j.show.Curves;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The losses of a training run: of each step on the training texts, and now and then on texts that
 * are watched.
 */
public final class LmHistory implements Curves {
  private static final int POINTS = 200; // of the curve that is drawn

  private final List<Float> steps = new ArrayList<>();
  private final List<Float> watchedAt = new ArrayList<>();
  private final List<Float> watched = new ArrayList<>();
  private long tokens;

  void step(double loss, int length) {
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException(
          "The loss is no longer a number at step "
              + (steps() + 1)
              + ". Try a lower learning rate, or a longer warm-up.");
    }
    steps.add((float) loss);
    tokens += length;
  }

  void watched(double loss) {
    watchedAt.add((float) steps());
    watched.add((float) loss);
  }

  /**
   * How many steps were taken, those before a resumption too.
   *
   * @return the number of batches
   */
  public int steps() {
    return steps.size();
  }

  /**
   * How many tokens were read since the run was started or resumed, without filling.
   *
   * @return the number
   */
  public long tokens() {
    return tokens;
  }

  /**
   * The loss of each step: the mean negative log-probability of a token that counts.
   *
   * @return as many as there were steps
   */
  public double[] losses() {
    return array(steps);
  }

  /**
   * The loss on the watched texts at the end.
   *
   * @return NaN if none were watched
   */
  public double lastWatched() {
    return watched.isEmpty() ? Double.NaN : watched.get(watched.size() - 1);
  }

  /** The training loss, as means over some steps each, and the loss on the watched texts. */
  @Override
  public List<Curve> curves() {
    int each = Math.max(1, steps.size() / POINTS);
    List<Float> x = new ArrayList<>();
    List<Float> y = new ArrayList<>();
    for (int from = 0; from < steps.size(); from += each) {
      int to = Math.min(steps.size(), from + each);
      x.add((float) to);
      y.add((float) steps.subList(from, to).stream().mapToDouble(v -> v).average().orElseThrow());
    }
    List<Curve> curves = new ArrayList<>();
    curves.add(new Curve("training", array(x), array(y)));
    if (!watched.isEmpty()) {
      curves.add(new Curve("watched", array(watchedAt), array(watched)));
    }
    return curves;
  }

  /** For a checkpoint: the losses of the steps, the steps at which others were watched, these. */
  float[][] lists() {
    return new float[][] {floats(steps), floats(watchedAt), floats(watched)};
  }

  void restore(float[][] lists) {
    List<List<Float>> own = List.of(steps, watchedAt, watched);
    for (int i = 0; i < lists.length; i++) {
      own.get(i).clear();
      for (float value : lists[i]) {
        own.get(i).add(value);
      }
    }
  }

  private static float[] floats(List<Float> values) {
    float[] all = new float[values.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = values.get(i);
    }
    return all;
  }

  private static double[] array(List<Float> values) {
    return values.stream().mapToDouble(Float::doubleValue).toArray();
  }

  @Override
  public String toString() {
    if (steps.isEmpty()) {
      return "no step yet";
    }
    String text = String.format(Locale.ROOT, "loss %.3f", steps.get(steps.size() - 1));
    return watched.isEmpty()
        ? text
        : text + String.format(Locale.ROOT, ", watched %.3f", lastWatched());
  }
}
