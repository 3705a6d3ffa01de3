package adapt4j.distill;

import adapt4j.nn.GraphSafe;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The answers of a teacher as targets (<a href="https://arxiv.org/abs/1503.02531">Hinton, Vinyals
 * and Dean 2015</a>, section 2). A softmax of scores that are divided by a temperature T above 1
 * shows what the teacher holds the wrong classes for: that a 7 looks a little like a 1.
 */
public final class SoftTargets {
  private SoftTargets() {}

  /**
   * Probabilities at a temperature (equation 1).
   *
   * @param scores before softmax, shape (n, classes)
   * @param temperature above 0: 1 for those of the network itself, more for softer ones
   * @return the shape of the scores; each row adds up to 1. Belongs to the manager of the scores
   * @throws IllegalArgumentException for a temperature of 0 or below
   */
  public static NDArray probabilities(NDArray scores, double temperature) {
    NDManager manager = scores.getManager();
    try (NDManager scope = manager.newSubManager()) {
      NDArray probabilities = logProbabilities(scores, temperature, scope).exp();
      probabilities.attach(manager);
      return probabilities;
    }
  }

  /**
   * How far the student is from the teacher: the Kullback-Leibler divergence from the teacher's
   * probabilities at the temperature to the student's, times T squared, so that the gradient keeps
   * about its size when T changes (section 2). It is 0 where they agree. Its gradient at the
   * student's scores is {@code T (q - p) / n} (T times equation 2, for n examples). Safe inside a
   * gradient's graph.
   *
   * @param student scores before softmax, shape (n, classes), FLOAT32 or FLOAT64
   * @param teacher scores of the same shape and type; no gradient flows there
   * @param temperature above 0
   * @return a scalar: the mean over the examples, in nats. Belongs to the manager of the student's
   *     scores
   * @throws IllegalArgumentException for a temperature of 0 or below, or other shapes
   */
  public static NDArray loss(NDArray student, NDArray teacher, double temperature) {
    checkClasses(teacher.size(1), student.size(1));
    if (teacher.size(0) != student.size(0)) {
      throw new IllegalArgumentException(
          "The teacher answered "
              + teacher.size(0)
              + " examples, the student "
              + student.size(0)
              + ".");
    }
    NDManager manager = student.getManager();
    try (NDManager scope = manager.newSubManager();
        NDArray fixed = teacher.stopGradient()) {
      NDArray logP = logProbabilities(fixed, temperature, scope);
      NDArray logQ = logProbabilities(student, temperature, scope);
      NDArray divergence = logP.exp().mul(logP.sub(logQ)).sum(new int[] {1}).mean();
      NDArray loss = GraphSafe.mul(divergence, temperature * temperature);
      loss.attach(manager);
      return loss;
    }
  }

  /**
   * @throws IllegalArgumentException if it is not above 0
   */
  static double checkTemperature(double temperature) {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "A temperature is above 0, not " + temperature + ". Try 1 to 10.");
    }
    return temperature;
  }

  static void checkClasses(long teacher, long student) {
    if (teacher != student) {
      throw new IllegalArgumentException(
          "The teacher knows "
              + teacher
              + " classes, the student "
              + student
              + ". A student learns from a teacher of the same classes.");
    }
  }

  private static NDArray logProbabilities(NDArray scores, double temperature, NDManager scope) {
    checkTemperature(temperature);
    if (scores.getShape().dimension() != 2) {
      throw new IllegalArgumentException(
          "Scores have the shape (n, classes), but these have " + scores.getShape() + ".");
    }
    NDArray own = scores.add(0); // inside the graph, and in the right manager
    own.attach(scope);
    return GraphSafe.div(own, temperature).logSoftmax(1);
  }
}
