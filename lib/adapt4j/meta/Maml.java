package adapt4j.meta;

import adapt4j.nn.Gradients;
import adapt4j.train.Schedule;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Model-agnostic meta-learning (<a href="https://arxiv.org/abs/1703.03400">Finn et al. 2017</a>):
 * finds weights from which a few steps of gradient descent on a support set do well on the query
 * set. The meta-gradient goes through these steps, and so holds second derivatives.
 *
 * <pre>{@code
 * Maml maml = Maml.builder().setModel(net).optInnerRate(0.01).optSteps(1).build();
 * maml.train(Sines.tasks(), 2_000);
 * Learner learner = maml.adapt(task.support());
 * learner.predict(task.query().inputs());
 * }</pre>
 *
 * <p>Three of its relatives are options: FOMAML without second derivatives (section 5.2 there),
 * ANIL, which adapts the last layer only (<a href="https://arxiv.org/abs/1909.09157">Raghu et al.
 * 2020</a>), and Meta-SGD, which learns the inner rates too (<a
 * href="https://arxiv.org/abs/1707.09835">Li et al. 2017</a>). Do not use any of them where one set
 * of features fits all tasks: prototypes or plain pre-training are simpler and as good there.
 */
public final class Maml extends GradientLearner {
  private final boolean secondOrder;
  private final NDList learntRates = new NDList(); // empty: one fixed rate

  private Maml(Builder builder) {
    super(builder);
    secondOrder = builder.secondOrder;
    if (builder.learnRates) {
      NDManager manager = net().model().getNDManager();
      for (NDArray weight : weights()) {
        NDArray ones = manager.ones(weight.getShape(), weight.getDataType());
        learntRates.add(ones.muli(innerRate()));
      }
    }
  }

  /**
   * Starts the description of MAML, of second order.
   *
   * @return the description
   */
  public static Builder builder() {
    return new Builder();
  }

  /** One graph for all tasks, or one for each: from the weights over the steps to the loss. */
  @Override
  Outcome learn(NDList trained, TaskBatch tasks, NDManager scope) {
    return Outcome.mean(groups(tasks), scope, group -> lookAhead(trained, group));
  }

  private Outcome lookAhead(NDList trained, TaskGroup group) {
    InnerStep inner = inner(group.net());
    NDList rates = rates(trained, group.support().inputs().getManager());
    double before = 0;
    try (Gradients recording = Gradients.record()) {
      NDList weights = group.start(weights(trained));
      for (int s = 1; s <= steps(); s++) {
        InnerStep.Slope slope = inner.slope(recording, weights, group.support(), secondOrder);
        before = s == 1 ? slope.loss() : before;
        weights = inner.move(weights, slope.gradients(), rates);
      }
      NDArray after = inner.totalLoss(weights, group.query());
      NDList gradients = recording.of(after, trained, false);
      return new Outcome(gradients, before, InnerStep.number(after));
    }
  }

  /** What is trained: the network's weights, then the learnt rates if there are any. */
  @Override
  NDList trained() {
    NDList trained = weights();
    trained.addAll(learntRates);
    return trained;
  }

  private NDList weights(NDList trained) {
    return new NDList(trained.subList(0, weights().size()));
  }

  private NDList rates(NDList trained, NDManager scope) {
    return learntRates.isEmpty()
        ? rates(scope)
        : new NDList(trained.subList(weights().size(), trained.size()));
  }

  @Override
  NDList rates(NDManager scope) {
    return learntRates.isEmpty() ? super.rates(scope) : learntRates;
  }

  /**
   * The inner rates that were learnt (Meta-SGD), one array for each of the network's parameters.
   *
   * @return the rates; empty if they are not learnt
   */
  public NDList innerRates() {
    return new NDList(learntRates);
  }

  @Override
  public String toString() {
    String order = secondOrder ? "MAML, second order" : "MAML, first order";
    return order + (learntRates.isEmpty() ? ", " : ", learnt rates, ") + super.toString();
  }

  /** Describes MAML. */
  public static final class Builder extends GradientLearner.Builder<Builder> {
    private boolean secondOrder = true;
    private boolean learnRates;

    private Builder() {
      super(0.003, Schedule.cosine());
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Whether the meta-gradient holds second derivatives. Without them (FOMAML) the gradient after
     * adapting is taken for the gradient before: cheaper, and often nearly as good.
     *
     * @param secondOrder on by default
     * @return this description
     */
    public Builder optSecondOrder(boolean secondOrder) {
      this.secondOrder = secondOrder;
      return this;
    }

    /**
     * Whether only the last layer is adapted (ANIL). Meta-training still changes all layers.
     *
     * @param headOnly off by default
     * @return this description
     */
    public Builder optHeadOnly(boolean headOnly) {
      this.headOnly = headOnly;
      return this;
    }

    /**
     * Whether every weight gets an inner rate of its own, which is learnt (Meta-SGD). The rates
     * start from {@link #optInnerRate}, and may become negative.
     *
     * @param learnRates off by default
     * @return this description
     */
    public Builder optLearnRates(boolean learnRates) {
      this.learnRates = learnRates;
      return this;
    }

    /**
     * Builds it.
     *
     * @return MAML over the network
     * @throws IllegalArgumentException if no network was set
     */
    public Maml build() {
      return new Maml(this);
    }
  }
}
