package adapt4j.meta;

import adapt4j.nn.Gradients;
import adapt4j.nn.GraphSafe;
import adapt4j.train.Schedule;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * The baselines: ordinary training on a support set. From fresh weights that is training from
 * scratch; after {@link #train}, which trains one network on the examples of all tasks together, it
 * is pre-training and fine-tuning.
 *
 * <p>Joint pre-training is of no use where the same input asks for other answers in other tasks:
 * for sine waves it learns their mean, and for episodes whose class numbers are drawn anew each
 * time it learns nothing.
 */
public final class FineTune extends GradientLearner {
  private final boolean adam;

  private FineTune(Builder builder) {
    super(builder);
    adam = builder.adam;
  }

  /**
   * Starts the description of a baseline.
   *
   * @return the description
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  Outcome learn(NDList trained, TaskBatch tasks, NDManager scope) {
    InnerStep plain = inner(net().functional());
    try (Gradients recording = Gradients.record()) {
      NDArray both =
          plain
              .totalLoss(trained, tasks.support().asOne())
              .add(plain.totalLoss(trained, tasks.query().asOne()));
      NDArray mean = GraphSafe.div(both, 2);
      NDList gradients = recording.of(mean, trained, false);
      return new Outcome(gradients, Double.NaN, InnerStep.number(mean));
    }
  }

  @Override
  boolean adam() {
    return adam;
  }

  @Override
  public String toString() {
    return "fine-tuning, " + super.toString() + (adam ? ", Adam" : "");
  }

  /** Describes a baseline. */
  public static final class Builder extends GradientLearner.Builder<Builder> {
    private boolean adam;

    private Builder() {
      super(0.003, Schedule.cosine());
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Whether learners use Adam, at the inner rate, in place of plain gradient descent. A learner
     * that learns on starts Adam anew.
     *
     * @param adam off by default
     * @return this description
     */
    public Builder optAdam(boolean adam) {
      this.adam = adam;
      return this;
    }

    /**
     * Whether only the last layer is adapted. {@code train} still changes all layers.
     *
     * @param headOnly off by default
     * @return this description
     */
    public Builder optHeadOnly(boolean headOnly) {
      this.headOnly = headOnly;
      return this;
    }

    /**
     * Builds it.
     *
     * @return the baseline over the network
     * @throws IllegalArgumentException if no network was set
     */
    public FineTune build() {
      return new FineTune(this);
    }
  }
}
