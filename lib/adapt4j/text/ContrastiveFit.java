package adapt4j.text;

import adapt4j.nn.GraphSafe;
import adapt4j.train.TrainingStopped;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Trains a sentence encoder to find: the vector of a question is pulled towards that of its answer,
 * and pushed away from those of other texts (dense passage retrieval, <a
 * href="https://arxiv.org/abs/2004.04906">Karpukhin et al. 2020</a>, section 3.2 and equation 2).
 * The others are the answers to the other questions of the batch, and what is given as hard
 * negatives: texts that look like an answer and are none.
 *
 * <pre>{@code
 * SentenceEncoder finder = minilm.named("MiniLM for questions");
 * Lora lora = Lora.builder().setRank(8).inject(lab, finder.body());
 * double[] losses = ContrastiveFit.steps(400).optBatch(24).on(finder, triples);
 * }</pre>
 *
 * <p>Only what is not frozen is trained, so the encoder needs an adapter, or layers of its own. It
 * follows the lab's seed. Not for pairs that have several right answers in one batch: each would be
 * pushed away from the other.
 */
public final class ContrastiveFit {
  private static final int QUESTION = 64; // tokens

  private final int steps;
  private int batch = 24;
  private double rate = 1e-3;
  private double temperature = 0.05;
  private boolean progressShown = true;

  /**
   * What one question teaches.
   *
   * @param question as somebody asks it
   * @param answer a text that answers it
   * @param others texts that do not; may be empty
   */
  public record Triple(String question, String answer, List<String> others) {}

  private ContrastiveFit(int steps) {
    this.steps = steps;
  }

  /**
   * Starts the description of a training run.
   *
   * @param steps how many batches are seen
   * @return the run, with batches of 24 questions, a rate of 0.001 that rises during the first
   *     tenth and falls along a cosine, and a temperature of 0.05
   * @throws IllegalArgumentException for fewer than 1
   */
  public static ContrastiveFit steps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("Train for 1 step or more, not " + steps + ".");
    }
    return new ContrastiveFit(steps);
  }

  /**
   * How many questions make one step: more mean more negatives for each.
   *
   * @param questions at least 2
   * @return this run
   * @throws IllegalArgumentException for fewer than 2
   */
  public ContrastiveFit optBatch(int questions) {
    if (questions < 2) {
      throw new IllegalArgumentException(
          "A batch holds 2 questions or more, whose answers are each other's negatives; not "
              + questions
              + ".");
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
  public ContrastiveFit optRate(double rate) {
    this.rate = positive(rate, "A learning rate");
    return this;
  }

  /**
   * What cosines are divided by before the softmax: the lower, the more the nearest negatives count
   * (<a href="https://arxiv.org/abs/2104.08821">Gao et al. 2021</a>, equation 1).
   *
   * @param temperature above 0
   * @return this run
   * @throws IllegalArgumentException for 0 or below
   */
  public ContrastiveFit optTemperature(double temperature) {
    this.temperature = positive(temperature, "A temperature");
    return this;
  }

  /**
   * Whether the run shows a bar that fills.
   *
   * @param shown true if not called
   * @return this run
   */
  public ContrastiveFit optProgress(boolean shown) {
    progressShown = shown;
    return this;
  }

  /**
   * Trains.
   *
   * @param encoder is changed in place
   * @param triples at least as many as a batch has questions
   * @return the loss of each step: the mean negative log-probability of the answers among all texts
   *     of the batch
   * @throws IllegalArgumentException if everything is frozen, or there are fewer triples than a
   *     batch takes
   * @throws TrainingStopped if the thread was interrupted
   */
  public double[] on(SentenceEncoder encoder, List<Triple> triples) {
    if (triples.size() < batch) {
      throw new IllegalArgumentException(
          "There are " + triples.size() + " questions, and a batch takes " + batch + ".");
    }
    return on(encoder, shuffled(triples, batch, new Random(encoder.lab().seed())));
  }

  /**
   * All triples in batches, shuffled anew whenever there are too few left for one.
   *
   * @param triples at least as many as a batch has questions
   * @param batch questions of each
   * @param random draws
   * @return gives the next batch, without end
   */
  public static Supplier<List<Triple>> shuffled(List<Triple> triples, int batch, Random random) {
    List<Triple> waiting = new ArrayList<>();
    return () -> {
      if (waiting.size() < batch) {
        waiting.clear();
        waiting.addAll(triples);
        Collections.shuffle(waiting, random);
      }
      List<Triple> last = waiting.subList(waiting.size() - batch, waiting.size());
      List<Triple> some = List.copyOf(last);
      last.clear();
      return some;
    };
  }

  /**
   * Trains on batches of your own choice, such as questions about one subject: the answers of a
   * batch are each other's negatives, so the more alike they are, the more there is to learn.
   *
   * @param encoder is changed in place
   * @param batches gives the next one, of at least 2 questions with different answers
   * @return the loss of each step
   * @throws IllegalArgumentException if everything is frozen
   * @throws TrainingStopped if the thread was interrupted
   */
  public double[] on(SentenceEncoder encoder, Supplier<List<Triple>> batches) {
    return new AdapterTraining(steps, rate, progressShown)
        .on(
            encoder.lab(),
            encoder.body(),
            "Lora.builder().setRank(8).inject(lab, encoder.body()).",
            scope -> loss(encoder, scope, batches.get(), temperature));
  }

  /** The mean over the questions of {@code -log softmax(cosines / temperature)} at the answer. */
  static NDArray loss(
      SentenceEncoder encoder, NDManager scope, List<Triple> some, double temperature) {
    List<String> texts = new ArrayList<>(some.stream().map(Triple::answer).toList());
    some.forEach(triple -> texts.addAll(triple.others()));
    List<String> asked = some.stream().map(Triple::question).toList();
    NDArray questions = vectors(encoder, scope, asked, QUESTION);
    NDArray all = vectors(encoder, scope, texts, encoder.limit());
    NDArray cosines = questions.matMul(all.transpose());
    float[] right = new float[some.size() * texts.size()];
    for (int i = 0; i < some.size(); i++) {
      right[i * texts.size() + i] = 1;
    }
    NDArray answers = scope.create(right, cosines.getShape());
    NDArray logProbs = GraphSafe.div(cosines, temperature).logSoftmax(1);
    return GraphSafe.div(logProbs.mul(answers).sum().neg(), some.size());
  }

  /** Of length 1. */
  private static NDArray vectors(
      SentenceEncoder encoder, NDManager scope, List<String> texts, int length) {
    Block body = encoder.body();
    NDArray tokens = encoder.pack(scope, texts, length);
    NDArray vectors =
        body.forward(new ParameterStore(scope, false), new NDList(tokens), true).singletonOrThrow();
    return vectors.div(vectors.norm(new int[] {1}, true));
  }

  private static double positive(double number, String what) {
    if (!(number > 0)) {
      throw new IllegalArgumentException(what + " is above 0, but it is " + number + ".");
    }
    return number;
  }
}
