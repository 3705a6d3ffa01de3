package adapt4j.meta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Tasks that are sine waves: a few points of a wave are given, the wave is to be learnt (<a
 * href="https://arxiv.org/abs/1703.03400">Finn et al. 2017</a>, section 5.1). Amplitudes lie
 * between 0.1 and 5, phases between 0 and pi, points between -5 and 5, all drawn evenly.
 *
 * <p>The mean of all waves is close to 0 everywhere, so a network that is trained on all of them
 * together learns next to nothing; what they have in common shows only in how they are learnt.
 */
public final class Sines implements Tasks {
  private int shots = 10;
  private int queries = 10;

  private Sines() {}

  /**
   * One wave.
   *
   * @param amplitude its height
   * @param phase how far it is moved to the right, in radians
   */
  public record Sine(double amplitude, double phase) {
    /**
     * The height of the wave.
     *
     * @param x where
     * @return {@code amplitude * sin(x - phase)}
     */
    public double at(double x) {
      return amplitude * Math.sin(x - phase);
    }
  }

  /**
   * The waves of the paper, with 10 points to learn from and 10 others to judge by.
   *
   * @return the source
   */
  public static Sines tasks() {
    return new Sines();
  }

  /**
   * How many points of a wave are given.
   *
   * @param k at least 1
   * @return this source
   * @throws IllegalArgumentException for fewer than 1
   */
  public Sines optShots(int k) {
    shots = atLeastOne(k, "shot");
    return this;
  }

  /**
   * How many other points a learner is judged by.
   *
   * @param n at least 1
   * @return this source
   * @throws IllegalArgumentException for fewer than 1
   */
  public Sines optQueries(int n) {
    queries = atLeastOne(n, "query point");
    return this;
  }

  private static int atLeastOne(int n, String what) {
    if (n < 1) {
      throw new IllegalArgumentException("A task needs 1 " + what + " or more, not " + n + ".");
    }
    return n;
  }

  /**
   * Draws a wave.
   *
   * @param random decides which
   * @return the wave
   */
  public Sine wave(Random random) {
    return new Sine(0.1 + 4.9 * random.nextDouble(), Math.PI * random.nextDouble());
  }

  /**
   * Draws points of a given wave.
   *
   * @param manager owns the arrays
   * @param wave any wave
   * @param random decides which points
   * @return a task; inputs and targets have the shape (n, 1), FLOAT32
   */
  public Task task(NDManager manager, Sine wave, Random random) {
    return batch(manager, List.of(wave), random).task(0);
  }

  @Override
  public TaskBatch draw(NDManager manager, int n, Random random) {
    List<Sine> waves = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      waves.add(wave(random));
    }
    return batch(manager, waves, random);
  }

  private TaskBatch batch(NDManager manager, List<Sine> waves, Random random) {
    return new TaskBatch(
        points(manager, waves, shots, random), points(manager, waves, queries, random));
  }

  private static Shots points(NDManager manager, List<Sine> waves, int each, Random random) {
    float[] x = new float[waves.size() * each];
    float[] y = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (-5 + 10 * random.nextDouble());
      y[i] = (float) waves.get(i / each).at(x[i]);
    }
    Shape shape = new Shape(waves.size(), each, 1);
    return new Shots(array(manager, x, shape), array(manager, y, shape));
  }

  private static NDArray array(NDManager manager, float[] values, Shape shape) {
    return manager.create(values, shape);
  }

  @Override
  public String toString() {
    return "sine waves: " + shots + " points to learn from, " + queries + " to judge by";
  }
}
