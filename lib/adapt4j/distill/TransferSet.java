package adapt4j.distill;

import adapt4j.data.Examples;
import adapt4j.show.Progress;
import adapt4j.train.Classifier;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Inputs with what a teacher says about them, asked once: what a student learns from (<a
 * href="https://arxiv.org/abs/1503.02531">Hinton, Vinyals and Dean 2015</a>, section 2). Labels are
 * not needed.
 *
 * <pre>{@code
 * TransferSet unlabelled = TransferSet.of(teacher, digits.train().inputs());
 * Fit.steps(3_000).on(pseudo, unlabelled.examples());              // the teacher's hard answers
 * Fit.steps(3_000).optObjective(unlabelled.soft(4)).on(student, unlabelled.examples());
 * }</pre>
 */
public final class TransferSet {
  private static final int BATCH = 256;

  private final Examples examples;
  private final NDArray logits;
  private final Optional<String> vocabulary;

  private TransferSet(Examples examples, NDArray logits, Classifier teacher) {
    this.examples = examples;
    this.logits = logits;
    vocabulary = HiddenMatch.vocabulary(teacher);
  }

  /**
   * Asks a teacher about inputs without labels.
   *
   * @param teacher a trained network
   * @param inputs shape (n, ...), FLOAT32
   * @return the inputs with the teacher's answers; its arrays belong to the manager of the inputs
   * @throws IllegalArgumentException if there is no input, or they have another shape than the
   *     teacher reads
   * @throws CancellationException if the thread is interrupted
   */
  public static TransferSet of(Classifier teacher, NDArray inputs) {
    NDArray logits = ask(teacher, inputs);
    try (NDArray best = logits.argMax(1)) {
      NDArray labels = best.toType(DataType.FLOAT32, true);
      return new TransferSet(new Examples(inputs, labels, teacher.classes()), logits, teacher);
    }
  }

  /**
   * Asks a teacher about labelled examples, to learn from both: see {@link
   * Distillation.Builder#optAlpha}.
   *
   * @param teacher a trained network
   * @param examples of the teacher's classes
   * @return the examples as they are, with the teacher's answers
   * @throws IllegalArgumentException if the classes or the inputs are not those of the teacher
   * @throws CancellationException if the thread is interrupted
   */
  public static TransferSet of(Classifier teacher, Examples examples) {
    SoftTargets.checkClasses(teacher.classes().size(), examples.classes().size());
    return new TransferSet(examples, ask(teacher, examples.inputs()), teacher);
  }

  private static NDArray ask(Classifier teacher, NDArray inputs) {
    if (inputs.getShape().dimension() < 1 || inputs.size(0) == 0) {
      throw new IllegalArgumentException(
          "The transfer set is empty: give the teacher one input at least.");
    }
    long n = inputs.size(0);
    try (NDManager scope = inputs.getManager().newSubManager();
        Progress progress =
            n > 2 * BATCH ? Progress.of("Teacher", (n + BATCH - 1) / BATCH) : Progress.silent()) {
      NDList parts = new NDList();
      for (long from = 0; from < n; from += BATCH) {
        if (Thread.interrupted()) {
          throw new CancellationException("Stopped after " + from + " of " + n + " examples.");
        }
        NDArray some = inputs.get(new NDIndex(from + ":" + Math.min(n, from + BATCH)));
        some.attach(scope);
        parts.add(teacher.logits(some));
        progress.step();
      }
      NDArray logits = NDArrays.concat(parts);
      logits.attach(inputs.getManager());
      return logits;
    }
  }

  /**
   * What a student is trained on.
   *
   * @return the inputs, with the labels that were given; where none were, the class that the
   *     teacher holds for most probable (pseudo-labels, <a
   *     href="http://deeplearning.net/wp-content/uploads/2013/03/pseudo_label_final.pdf">Lee
   *     2013</a>). The "accuracy" of training on these says how often the student agrees with the
   *     teacher.
   */
  public Examples examples() {
    return examples;
  }

  /**
   * The teacher's scores before softmax.
   *
   * @return shape (n, classes)
   */
  public NDArray logits() {
    return logits;
  }

  /** What the teacher's tokens mean; empty where it reads none. */
  Optional<String> vocabulary() {
    return vocabulary;
  }

  /**
   * To learn from the teacher's soft answers alone. For more choices see {@link
   * Distillation#builder()}.
   *
   * @param temperature above 0
   * @return for {@link adapt4j.train.Fit#optObjective}, on {@link #examples()}
   * @throws IllegalArgumentException for a temperature of 0 or below
   */
  public Distillation soft(double temperature) {
    return Distillation.builder().setTransferSet(this).optTemperature(temperature).build();
  }

  @Override
  public String toString() {
    return examples + ", with the answers of a teacher";
  }
}
