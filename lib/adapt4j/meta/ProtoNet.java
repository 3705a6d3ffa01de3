package adapt4j.meta;

import adapt4j.nn.Forward;
import adapt4j.nn.Functional;
import adapt4j.nn.Gradients;
import adapt4j.train.Schedule;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Prototypical networks (<a href="https://arxiv.org/abs/1703.05175">Snell et al. 2017</a>): the
 * network maps inputs to points; a class is the mean of its support points, its prototype; the
 * score of a class is minus the squared distance to its prototype. To adapt is to compute the
 * prototypes: no gradient, no steps. For classification only.
 */
public final class ProtoNet extends MetaLearner {
  private ProtoNet(Builder builder) {
    super(builder);
  }

  /**
   * Starts the description of a prototypical network.
   *
   * @return the description
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Learner adapt(Shots support) {
    check(support);
    return new Prototypes(this, support);
  }

  @Override
  Outcome learn(NDList trained, TaskBatch tasks, NDManager scope) {
    return Outcome.mean(
        groups(tasks),
        scope,
        group -> {
          try (Gradients recording = Gradients.record()) {
            NDArray loss = TaskLoss.of(scores(trained, group), group.query().targets()).sum();
            NDList gradients = recording.of(loss, trained, false);
            return new Outcome(gradients, Double.NaN, InnerStep.number(loss));
          }
        });
  }

  @Override
  NDList predictions(TaskGroup group, int steps) {
    NDManager scope = group.support().inputs().getManager();
    return new NDList(group.byTask(scores(Weights.views(trained(), scope), group)));
  }

  /** The class scores of the query sets, shape (n, classes) or (tasks, n, classes). */
  private static NDArray scores(NDList trained, TaskGroup group) {
    NDList weights = group.start(trained);
    NDArray prototypes = prototypes(group.net(), weights, group.support());
    return scores(group.net(), weights, group.query().inputs(), prototypes);
  }

  /**
   * The mean point of each class, shape (classes, d); with a dimension of tasks before if given.
   */
  static NDArray prototypes(Forward net, NDList weights, Shots support) {
    NDArray points = net.forward(weights, support.inputs(), true); // (n, d)
    int classes = (int) InnerStep.number(support.targets().max()) + 1;
    NDArray members = support.targets().oneHot(classes, points.getDataType()); // (n, classes)
    int n = members.getShape().dimension() - 2;
    NDArray sums = members.swapAxes(n, n + 1).matMul(points);
    return sums.div(members.sum(new int[] {n}).expandDims(n + 1));
  }

  /** Minus the squared distance of each input's point to each prototype, shape (n, classes). */
  static NDArray scores(Forward net, NDList weights, NDArray inputs, NDArray prototypes) {
    NDArray points = net.forward(weights, inputs, true); // (n, d)
    int n = points.getShape().dimension() - 2;
    NDArray apart = points.expandDims(n + 1).sub(prototypes.expandDims(n)); // (n, classes, d)
    return apart.square().sum(new int[] {-1}).neg();
  }

  @Override
  void check(Shots shots) {
    net().check(shots.inputs(), 1);
    if (shots.targets().getShape().dimension() != 1) {
      throw new IllegalArgumentException(
          "Prototypes tell classes apart, so targets have the shape ("
              + shots.size()
              + "), one class index for each example, not "
              + shots.targets().getShape()
              + ".");
    }
    long[] labels = shots.targets().toType(DataType.INT64, false).toLongArray();
    Set<Long> classes = LongStream.of(labels).boxed().collect(Collectors.toSet());
    for (long c = 0; c < classes.size(); c++) {
      if (!classes.contains(c)) {
        throw new IllegalArgumentException(
            "Class "
                + c
                + " has no example, but there are "
                + classes.size()
                + " classes. Number them from 0, without gaps.");
      }
    }
  }

  @Override
  int steps() {
    return 0;
  }

  @Override
  public String toString() {
    return "prototypes over " + net();
  }

  /** The prototypes of one task, with the weights that made them. */
  private static final class Prototypes implements Learner {
    private final MetaNet net;
    private final NDManager owner;
    private final NDList weights = new NDList();
    private final NDArray prototypes;

    Prototypes(ProtoNet method, Shots support) {
      net = method.net();
      owner = support.inputs().getManager().newSubManager();
      method.trained().forEach(weight -> weights.add(Functional.leaf(weight, owner)));
      try (NDManager scope = owner.newSubManager()) {
        prototypes =
            Gradients.without(
                () -> ProtoNet.prototypes(net.functional(), weights, support.in(scope)));
        prototypes.attach(owner);
      }
    }

    @Override
    public NDArray predict(NDArray inputs) {
      net.check(inputs, 1);
      try (NDManager scope = inputs.getManager().newSubManager()) {
        NDList views = Weights.views(weights, scope);
        NDArray here = Weights.view(inputs, scope);
        NDArray near = Weights.view(prototypes, scope);
        NDArray scores =
            Gradients.without(() -> ProtoNet.scores(net.functional(), views, here, near));
        scores.attach(inputs.getManager());
        return scores;
      }
    }

    @Override
    public void close() {
      owner.close();
    }
  }

  /** Describes a prototypical network. */
  public static final class Builder extends MetaBuilder<Builder> {
    private Builder() {
      super(0.003, Schedule.cosine());
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Builds it.
     *
     * @return prototypes over the network, whose last layer gives the points
     * @throws IllegalArgumentException if no network was set
     */
    public ProtoNet build() {
      return new ProtoNet(this);
    }
  }
}
