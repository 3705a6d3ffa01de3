package adapt4j.text;

import adapt4j.nn.GraphSafe;
import adapt4j.train.TrainingStopped;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains a {@link SpanFinder}. All passages of a question share one softmax, in which "none of them
 * says" has the score 0, for the beginnings as for the ends; the loss is the negative logarithm of
 * what the places of the answer get together (<a href="https://arxiv.org/abs/1710.10723">Clark and
 * Gardner 2018</a>, sections 2.2 and 3.1).
 *
 * <pre>{@code
 * double[] losses = SpanFit.steps(1_000).optBatch(12).on(finder, examples);
 * }</pre>
 *
 * <p>Only what is not frozen is trained. It follows the lab's seed. A finder that only ever saw
 * passages with an answer finds one everywhere: give it examples without, and passages that were
 * found but do not say.
 */
public final class SpanFit {
  private static final int POOL = 32; // batches, within which examples of a length come together
  private static final double FAR_BELOW = 1e9;

  private final int steps;
  private int batch = 12;
  private double rate = 1e-3;
  private boolean progressShown = true;

  /**
   * What one question teaches.
   *
   * @param question as somebody asks it
   * @param passages to read; the answer stands in the first of them, or in none
   * @param answer as it stands in the first passage, perhaps several times; empty if none says it
   * @throws IllegalArgumentException if there is no passage
   */
  public record Example(String question, List<String> passages, String answer) {
    /** Copies the list. */
    public Example {
      passages = List.copyOf(passages);
      if (passages.isEmpty()) {
        throw new IllegalArgumentException("There is no passage to read for: " + question);
      }
    }
  }

  private SpanFit(int steps) {
    this.steps = steps;
  }

  /**
   * Starts the description of a training run.
   *
   * @param steps how many batches are seen
   * @return the run, with batches of 12 questions and a rate of 0.001 that rises during the first
   *     tenth and falls along a cosine
   * @throws IllegalArgumentException for fewer than 1
   */
  public static SpanFit steps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("Train for 1 step or more, not " + steps + ".");
    }
    return new SpanFit(steps);
  }

  /**
   * How many questions make one step.
   *
   * @param questions at least 1
   * @return this run
   * @throws IllegalArgumentException for fewer than 1
   */
  public SpanFit optBatch(int questions) {
    if (questions < 1) {
      throw new IllegalArgumentException(
          "A batch holds 1 question or more, not " + questions + ".");
    }
    batch = questions;
    return this;
  }

  /**
   * The highest learning rate.
   *
   * @param rate above 0
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public SpanFit optRate(double rate) {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("A learning rate is above 0, but it is " + rate + ".");
    }
    this.rate = rate;
    return this;
  }

  /**
   * Whether the run shows a bar that fills.
   *
   * @param shown true if not called
   * @return this run
   */
  public SpanFit optProgress(boolean shown) {
    progressShown = shown;
    return this;
  }

  /**
   * Trains.
   *
   * @param finder is changed in place
   * @param examples at least as many as a batch has questions
   * @return the loss of each step
   * @throws IllegalArgumentException if everything is frozen, or there are fewer examples than a
   *     batch takes
   * @throws TrainingStopped if the thread was interrupted
   */
  public double[] on(SpanFinder finder, List<Example> examples) {
    if (examples.size() < batch) {
      throw new IllegalArgumentException(
          "There are " + examples.size() + " questions, and a batch takes " + batch + ".");
    }
    Random random = new Random(finder.lab().seed());
    List<List<Example>> waiting = new ArrayList<>();
    return new AdapterTraining(steps, rate, progressShown)
        .on(
            finder.lab(),
            finder.net(),
            "Lora.builder().setRank(16).optAlso(\"head\").inject(lab, finder.net()).",
            scope -> {
              if (waiting.isEmpty()) {
                waiting.addAll(batches(examples, random));
              }
              return loss(finder, scope, waiting.remove(waiting.size() - 1));
            });
  }

  /** All examples once, in batches of examples of about the same length: less to pad. */
  private List<List<Example>> batches(List<Example> examples, Random random) {
    List<Example> order = new ArrayList<>(examples);
    Collections.shuffle(order, random);
    List<List<Example>> batches = new ArrayList<>();
    for (int from = 0; from < order.size(); from += POOL * batch) {
      List<Example> pool = order.subList(from, Math.min(order.size(), from + POOL * batch));
      pool.sort(Comparator.comparingInt(SpanFit::length)); // stable
      for (int i = 0; i + batch <= pool.size(); i += batch) {
        batches.add(List.copyOf(pool.subList(i, i + batch)));
      }
    }
    Collections.shuffle(batches, random);
    return batches;
  }

  private static int length(Example example) {
    return example.question().length()
        + example.passages().stream().mapToInt(String::length).max().getAsInt();
  }

  /** The mean over the questions, and over beginnings and ends. */
  static NDArray loss(SpanFinder finder, NDManager scope, List<Example> some) {
    List<Tokens.Pair> pairs = new ArrayList<>(); // of all questions in one row
    int most = 0; // passages of a question
    for (Example example : some) {
      example.passages().forEach(text -> pairs.add(finder.pair(example.question(), text)));
      most = Math.max(most, example.passages().size());
    }
    NDArray scores = finder.scores(scope, pairs); // (pairs, length, 2)
    int length = Math.toIntExact(scores.size(1));
    int width = 1 + most * length; // of a question: "none says it", then all tokens
    float[] places = new float[some.size() * width];
    float[] open = new float[some.size() * width];
    float[][] right = new float[2][some.size() * width];
    int pair = 0;
    for (int q = 0; q < some.size(); q++) {
      int from = q * width;
      open[from] = 1;
      mark(some.get(q), pairs.get(pair), right, from);
      for (int p = 0; p < some.get(q).passages().size(); p++, pair++) {
        int at = from + 1 + p * length;
        for (int t = 0; t < length; t++) {
          places[at + t] = 1 + pair * length + t;
        }
        int first = at + pairs.get(pair).first();
        Arrays.fill(open, first, first + pairs.get(pair).starts().length, 1);
      }
    }
    Shape shape = new Shape(some.size(), width);
    NDArray closed = GraphSafe.mul(scope.create(open, shape).sub(1), FAR_BELOW);
    NDArray where = scope.create(places).toType(DataType.INT64, true);
    NDArray none = scope.zeros(new Shape(1));
    NDList sides = new NDList();
    for (int side = 0; side < right.length; side++) {
      NDArray own = scores.get(new NDIndex(":, :, " + side)).flatten();
      NDArray all = NDArrays.concat(new NDList(none, own)).take(where).reshape(shape);
      NDArray logProbs = all.add(closed).logSoftmax(1);
      NDArray truth = GraphSafe.mul(scope.create(right[side], shape).sub(1), FAR_BELOW);
      sides.add(logSum(logProbs.add(truth)).neg().mean());
    }
    return GraphSafe.div(sides.get(0).add(sides.get(1)), 2);
  }

  /** The logarithm of the sum of the exponentials of each row. */
  private static NDArray logSum(NDArray x) {
    NDArray greatest = x.stopGradient().max(new int[] {1}, true);
    return x.sub(greatest).exp().sum(new int[] {1}, true).log().add(greatest);
  }

  /** Sets 1 where the answer begins and where it ends; at the first place if there is none. */
  private static void mark(Example example, Tokens.Pair pair, float[][] right, int from) {
    boolean marked = false;
    Matcher found = whole(example.answer()).matcher(example.passages().get(0));
    while (!example.answer().isEmpty() && found.find()) {
      int begin = pair.tokenAt(found.start());
      int end = pair.tokenAt(found.end() - 1);
      if (begin >= 0 && end >= 0) { // it was not cut off
        right[0][from + 1 + pair.first() + begin] = 1;
        right[1][from + 1 + pair.first() + end] = 1;
        marked = true;
      }
    }
    if (!marked) {
      right[0][from] = 1;
      right[1][from] = 1;
    }
  }

  /** No part of a longer word or number. */
  private static Pattern whole(String answer) {
    return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(answer) + "(?![\\p{L}\\p{N}])");
  }
}
