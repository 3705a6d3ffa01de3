package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.meta.MetaLearner;
import adapt4j.meta.MetaTest;
import adapt4j.meta.Shots;
import adapt4j.meta.TaskBatch;
import adapt4j.meta.Tasks;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import java.util.Random;

/** The exercises of lesson 05, meta-learning. */
public final class Lesson05 {
  private static final String SOLUTION = "solutions/05-maml.ipynb";
  private static final int SHOTS = 5;
  private static final int QUERIES = 10;
  private static final double PART = 0.2;

  private static final double[] SUPPORT_X = {1, 2};
  private static final double[] SUPPORT_Y = {3, 5};
  private static final double[] QUERY_X = {1, -1};
  private static final double[] QUERY_Y = {4, -2};

  /** A step of the inner loop. */
  public final Exercise<InnerStep> inner;

  /** The gradient of the outer loop. */
  public final Exercise<OuterGradient> outer;

  /** Harder episodes. */
  public final Exercise<Tasks> episodes;

  /** Tasks that are straight lines. */
  public final Exercise<Tasks> lines;

  /** A learner that was meta-trained on straight lines. */
  public final Exercise<MetaLearner> trained;

  private final Lab lab;

  /** One step. */
  @FunctionalInterface
  public interface InnerStep {
    /**
     * @param w the weight
     * @param x inputs of the support set
     * @param y their targets
     * @param rate of the step
     * @return the weight after it
     */
    double weight(double w, double[] x, double[] y, double rate);
  }

  /** A gradient. */
  @FunctionalInterface
  public interface OuterGradient {
    /**
     * @param w the shared weight
     * @param supportX inputs of the support set
     * @param supportY their targets
     * @param queryX inputs of the query set
     * @param queryY their targets
     * @param rate of the inner step
     * @return the slope at w of the query set's loss after the inner step
     */
    double slope(
        double w,
        double[] supportX,
        double[] supportY,
        double[] queryX,
        double[] queryY,
        double rate);
  }

  /**
   * @param lab owns what the checks draw
   */
  public Lesson05(Lab lab) {
    this.lab = lab;
    inner =
        new Exercise<>(
            "1. An inner step",
            Lesson05::innerProblem,
            "right. That is the whole inner loop; a network only has more weights.",
            SOLUTION,
            "The loss is the mean of (w x - y)^2. Its slope at w is the mean of 2 (w x - y) x.",
            "Sum up 2 * (w * x[i] - y[i]) * x[i], divide by x.length, and return w - rate * slope.");
    outer =
        new Exercise<>(
            "2. The outer gradient",
            Lesson05::outerProblem,
            "right. The factor is the second derivative at work. FOMAML takes it for 1.",
            SOLUTION,
            "By the chain rule: the slope of the query loss at w', times the slope of w' at w.",
            "w' = w - rate * mean(2 (w x - y) x), so its slope at w is 1 - rate * mean(2 x x), over the support set.");
    episodes =
        new Exercise<>(
            "3. Harder episodes",
            this::episodesProblem,
            "right. Guessing is right in one of ten now, and a class has five examples.",
            SOLUTION,
            "Start from letters; each opt... method gives other episodes.",
            "optWays(10), optShots(5), optQueries(3), then dev().");
    lines =
        new Exercise<>(
            "4. Tasks of your own",
            this::linesProblem,
            "right. Anything that can be drawn again and again can be a source of tasks.",
            SOLUTION,
            "Draw a slope and a height for each of the n tasks, then points for its support and its query set.",
            "Fill float arrays and make Shots of them: manager.create(x, new Shape(n, 5, 1)). The query set has 10 points of the same line.");
    trained =
        new Exercise<>(
            "5. Meta-train on them",
            this::trainedProblem,
            "right. One step, five points, and a line that it has never seen.",
            SOLUTION,
            "MetaNet.of(lab, Mlp.of(40, 40, 1), lines), Maml.builder().setModel(...).build(), train(lines, 1_000).",
            "If the loss is no number, the inner rate is too high; 0.01 is a good start.");
  }

  private static String innerProblem(InnerStep answer) {
    double found = answer.weight(1, SUPPORT_X, SUPPORT_Y, 0.1);
    String given = "for w = 1, x = {1, 2}, y = {3, 5} and a rate of 0.1 it gives " + found;
    if (near(found, 0.2)) {
      return given + ": it goes up the slope, not down.";
    }
    if (near(found, 1.4)) {
      return given + ". The slope of a square has a factor of 2.";
    }
    if (near(found, 2.6)) {
      return given + ", which is a step on the sum. The loss is the mean.";
    }
    return near(found, 1.8) ? null : given + "; it should be 1.8.";
  }

  private static String outerProblem(OuterGradient answer) {
    double found = answer.slope(1, SUPPORT_X, SUPPORT_Y, QUERY_X, QUERY_Y, 0.1);
    String given =
        "for w = 1, support x = {1, 2}, y = {3, 5}, query x = {1, -1}, y = {4, -2} and a rate of"
            + " 0.1 it gives "
            + found;
    if (near(found, -2.4)) {
      return given + ". That is the slope at w' (first order); how w' moves with w is missing.";
    }
    if (near(found, -4) || near(found, -2)) {
      return given + ". The query loss is taken at w; take it at w', after the step.";
    }
    return near(found, -1.2) ? null : given + "; it should be -1.2.";
  }

  private String episodesProblem(Tasks tasks) {
    try (NDManager scope = lab.scope()) {
      TaskBatch drawn = tasks.draw(scope, 1, new Random(1));
      long support = drawn.support().inputs().size(1);
      long query = drawn.query().inputs().size(1);
      if (support != 50 || query != 30) {
        return "an episode has "
            + support
            + " images to learn from and "
            + query
            + " to judge by; 10 classes with 5 and 3 images each make 50 and 30.";
      }
      if ((int) drawn.support().targets().max().toArray()[0].doubleValue() != 9) {
        return "there are not ten classes in an episode.";
      }
    }
    return tasks.toString().contains("dev part")
        ? null
        : "these are not the episodes for development: " + tasks + ".";
  }

  private String linesProblem(Tasks tasks) {
    try (NDManager scope = lab.scope()) {
      TaskBatch drawn = tasks.draw(scope, 3, new Random(1));
      Shape support = new Shape(3, SHOTS, 1);
      Shape query = new Shape(3, QUERIES, 1);
      if (!drawn.support().inputs().getShape().equals(support)
          || !drawn.query().inputs().getShape().equals(query)) {
        return "for 3 tasks the inputs have the shapes "
            + drawn.support().inputs().getShape()
            + " and "
            + drawn.query().inputs().getShape()
            + "; they should be (3, 5, 1) and (3, 10, 1).";
      }
      double[] slopes = new double[3];
      for (int t = 0; t < 3; t++) {
        Shots task = drawn.task(t).support();
        double[] line = line(task);
        slopes[t] = line[0];
        if (!on(line, task)) {
          return "the points of a support set do not lie on one straight line.";
        }
        if (!on(line, drawn.task(t).query())) {
          return "a query set lies on another line than its support set. A task is one line.";
        }
      }
      if (near(slopes[0], slopes[1]) || near(slopes[1], slopes[2])) {
        return "several tasks are the same line. Draw a new one for each.";
      }
      double next = line(tasks.draw(scope, new Random(2)).support())[0];
      return near(next, slopes[0]) ? "it draws the same line again. Use the random given." : null;
    }
  }

  /** Slope and height through the first and the farthest point. */
  private static double[] line(Shots task) {
    float[] x = task.inputs().toFloatArray();
    float[] y = task.targets().toFloatArray();
    int far = 1;
    for (int i = 1; i < x.length; i++) {
      far = Math.abs(x[i] - x[0]) > Math.abs(x[far] - x[0]) ? i : far;
    }
    double slope = (y[far] - y[0]) / (x[far] - x[0]);
    return new double[] {slope, y[0] - slope * x[0]};
  }

  private static boolean on(double[] line, Shots task) {
    float[] x = task.inputs().toFloatArray();
    float[] y = task.targets().toFloatArray();
    for (int i = 0; i < x.length; i++) {
      if (Math.abs(line[0] * x[i] + line[1] - y[i]) > 1e-2) {
        return false;
      }
    }
    return true;
  }

  private String trainedProblem(MetaLearner learner) {
    MetaTest test = MetaTest.of(learner, Lesson05::straight, 100);
    double part = test.loss(test.steps()) / test.loss(0);
    return part <= PART
        ? null
        : String.format(
            Locale.ROOT,
            "on 100 new lines the error goes from %.2f to %.2f, which leaves %.0f %% of it; at most"
                + " %.0f %% are asked for.",
            test.loss(0),
            test.loss(test.steps()),
            100 * part,
            100 * PART);
  }

  /** Lines with slopes from -2 to 2 and heights from -3 to 3. */
  private static TaskBatch straight(NDManager manager, int n, Random random) {
    float[][] x = {new float[n * SHOTS], new float[n * QUERIES]};
    float[][] y = {new float[n * SHOTS], new float[n * QUERIES]};
    for (int t = 0; t < n; t++) {
      double slope = 4 * random.nextDouble() - 2;
      double height = 6 * random.nextDouble() - 3;
      for (int part = 0; part < 2; part++) {
        int each = x[part].length / n;
        for (int i = t * each; i < (t + 1) * each; i++) {
          x[part][i] = (float) (10 * random.nextDouble() - 5);
          y[part][i] = (float) (slope * x[part][i] + height);
        }
      }
    }
    return new TaskBatch(
        shots(manager, x[0], y[0], n, SHOTS), shots(manager, x[1], y[1], n, QUERIES));
  }

  private static Shots shots(NDManager manager, float[] x, float[] y, int n, int each) {
    Shape shape = new Shape(n, each, 1);
    return new Shots(manager.create(x, shape), manager.create(y, shape));
  }

  private static boolean near(double a, double b) {
    return Near.of(a, b, 1e-6);
  }
}
