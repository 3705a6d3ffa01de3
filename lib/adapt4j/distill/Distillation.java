package adapt4j.distill;

import adapt4j.data.Examples;
import adapt4j.nn.GraphSafe;
import adapt4j.train.Classifier;
import adapt4j.train.Objective;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Learning from a teacher, as the objective of a training run (<a
 * href="https://arxiv.org/abs/1503.02531">Hinton, Vinyals and Dean 2015</a>, section 2):
 *
 * <p>{@code loss = alpha T^2 KL(teacher || student, at T) + (1 - alpha) cross-entropy(labels,
 * student at 1)}
 *
 * <pre>{@code
 * Distillation live = Distillation.builder().setTeacher(teacher).optTemperature(4).build();
 * Fit.steps(3_000).optAugment(affine).optObjective(live).on(student, unlabelled.examples());
 * }</pre>
 *
 * <p>Alpha weights the teacher: with alpha 1, the default, the labels of the examples are not
 * looked at; with alpha 0 it is plain cross-entropy, whatever the temperature. A teacher that is
 * asked anew in each step ({@link Builder#setTeacher}) sees the augmented image that the student
 * sees; a {@link TransferSet} was asked once, about the images as they are, and costs no time in
 * training.
 *
 * <p>Little is gained where labels are plenty, or where the teacher is hardly better than the
 * student would be alone.
 */
public final class Distillation implements Objective {
  private final Classifier teacher; // null: the transfer set
  private final TransferSet set;
  private final double temperature;
  private final double alpha;
  private final double hidden;

  private Distillation(Builder builder) {
    teacher = builder.teacher;
    set = builder.set;
    temperature = builder.temperature;
    alpha = builder.alpha;
    hidden = builder.hidden;
  }

  /**
   * Starts the description.
   *
   * @return a builder that wants a teacher or a transfer set
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Run start(Classifier net, Examples train) {
    if (teacher == null) {
      SoftTargets.checkClasses(set.logits().size(1), net.classes().size());
      HiddenMatch.checkVocabulary(set.vocabulary(), net);
      if (train.inputs() != set.examples().inputs()) {
        throw new IllegalArgumentException(
            "The teacher's answers belong to the examples of the transfer set. Train on its"
                + " examples(), or ask the teacher live with setTeacher(...).");
      }
      return new Teaching(null);
    }
    if (teacher == net) {
      throw new IllegalArgumentException("Teacher and student are the same network.");
    }
    SoftTargets.checkClasses(teacher.classes().size(), net.classes().size());
    if (!teacher.classes().equals(net.classes())) {
      throw new IllegalArgumentException(
          "The teacher's classes are "
              + teacher.classes()
              + ", the student's "
              + net.classes()
              + ". They must stand in the same order.");
    }
    if (!teacher.input().equals(net.input())) {
      throw new IllegalArgumentException(
          "The teacher reads inputs of shape "
              + teacher.input()
              + ", the student of shape "
              + net.input()
              + ". Both see the same inputs.");
    }
    HiddenMatch.checkVocabulary(HiddenMatch.vocabulary(teacher), net);
    return new Teaching(hidden > 0 ? new HiddenMatch(teacher, net) : null);
  }

  /** One run. */
  private final class Teaching implements Run {
    private final HiddenMatch match; // null: only the answers

    Teaching(HiddenMatch match) {
      this.match = match;
    }

    @Override
    public NDArray loss(Examples batch, int[] rows, NDArray scores) {
      NDManager step = batch.inputs().getManager();
      NDArray loss = null;
      if (alpha < 1) {
        NDList labels = new NDList(batch.labels());
        NDArray hard = Loss.softmaxCrossEntropyLoss().evaluate(labels, new NDList(scores));
        loss = sum(loss, 1 - alpha, hard);
      }
      NDArray answers = alpha > 0 || match != null ? answers(batch, rows, step) : null;
      if (alpha > 0) {
        loss = sum(loss, alpha, SoftTargets.loss(scores, answers, temperature));
      }
      return match == null ? loss : sum(loss, hidden, match.loss());
    }

    private NDArray answers(Examples batch, int[] rows, NDManager step) {
      if (match != null) {
        return match.watching(step, () -> teacher.logits(batch.inputs()));
      }
      if (teacher != null) {
        return teacher.logits(batch.inputs());
      }
      try (NDArray index = step.create(Arrays.stream(rows).asLongStream().toArray())) {
        NDArray answers = set.logits().get(new NDIndex("{}", index));
        answers.attach(step);
        return answers;
      }
    }

    @Override
    public Collection<Parameter> parameters() {
      return match == null ? List.of() : match.parameters();
    }

    @Override
    public void close() {
      if (match != null) {
        match.close();
      }
    }
  }

  private static NDArray sum(NDArray before, double weight, NDArray part) {
    NDArray weighted = weight == 1 ? part : GraphSafe.mul(part, weight);
    return before == null ? weighted : before.add(weighted);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "distillation: temperature %s, alpha %s%s, %s",
        temperature,
        alpha,
        hidden > 0 ? ", hidden states " + hidden : "",
        teacher == null ? "a teacher that was asked before" : "a teacher that is asked live");
  }

  /** Describes a distillation. */
  public static final class Builder {
    private Classifier teacher;
    private TransferSet set;
    private double temperature = 1;
    private double alpha = 1;
    private double hidden;

    private Builder() {}

    /**
     * A teacher that is asked in each step, about what the student sees. It is not changed.
     *
     * @param teacher with the classes and inputs of the student
     * @return this builder
     */
    public Builder setTeacher(Classifier teacher) {
      this.teacher = teacher;
      this.set = null;
      return this;
    }

    /**
     * Answers of a teacher that was asked before. Train on the set's own {@link
     * TransferSet#examples()}.
     *
     * @param set inputs and answers
     * @return this builder
     */
    public Builder setTransferSet(TransferSet set) {
      this.set = set;
      this.teacher = null;
      return this;
    }

    /**
     * How soft the teacher's answers are.
     *
     * @param temperature above 0; 1 if not called; 2 to 5 is usual. A small student often learns
     *     more with a lower one
     * @return this builder
     * @throws IllegalArgumentException for 0 or below
     */
    public Builder optTemperature(double temperature) {
      this.temperature = SoftTargets.checkTemperature(temperature);
      return this;
    }

    /**
     * How much the teacher counts, against the labels.
     *
     * @param alpha from 0 (only the labels) to 1 (only the teacher); 1 if not called
     * @return this builder
     * @throws IllegalArgumentException outside 0 to 1
     */
    public Builder optAlpha(double alpha) {
      if (!(alpha >= 0 && alpha <= 1)) {
        throw new IllegalArgumentException(
            "Alpha is the teacher's share of the loss, from 0 to 1, not " + alpha + ".");
      }
      this.alpha = alpha;
      return this;
    }

    /**
     * Pulls what the student's layers give towards what the teacher's do, besides the answers (<a
     * href="https://arxiv.org/abs/1909.10351">Jiao et al. 2020</a>, equation 8): the mean squared
     * error of each token's vector, and the mean over the layers. The student's layers look at the
     * teacher's in even distances, the last at the last. Where the student is narrower or wider, a
     * linear projection is learnt with it and thrown away at the end. Needs {@link #setTeacher},
     * and transformers.
     *
     * @param weight of this part of the loss; 0 or above, 0 if not called
     * @return this builder
     * @throws IllegalArgumentException below 0
     */
    public Builder optHidden(double weight) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "The weight of the hidden states is 0 or above, not " + weight + ".");
      }
      this.hidden = weight;
      return this;
    }

    /**
     * Builds it.
     *
     * @return for {@link adapt4j.train.Fit#optObjective}; may serve several runs
     * @throws IllegalStateException without a teacher, or with hidden states and no live teacher
     */
    public Distillation build() {
      if (teacher == null && set == null) {
        throw new IllegalStateException(
            "There is no teacher: call setTeacher(...) or setTransferSet(...).");
      }
      if (hidden > 0 && teacher == null) {
        throw new IllegalStateException(
            "A transfer set holds answers only. To match hidden states, use setTeacher(...).");
      }
      return new Distillation(this);
    }
  }
}
