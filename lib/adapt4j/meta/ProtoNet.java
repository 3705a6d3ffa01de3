package adapt4j.meta;

import adapt4j.nn.Forward;
import adapt4j.nn.Functional;
import adapt4j.nn.Gradients;
import adapt4j.nn.Stacked;
import adapt4j.train.Schedule;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;
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
    try (Gradients recording = Gradients.record()) {
      NDArray losses = loss().of(scores(trained, tasks), tasks.query().targets());
      NDArray mean = losses.mean();
      NDList gradients = recording.of(mean, trained, false);
      return new Outcome(gradients, Double.NaN, InnerStep.number(mean));
    }
  }

  @Override
  NDList predictions(TaskBatch tasks, int steps, NDManager scope) {
    return new NDList(scores(Weights.views(trained(), scope), tasks));
  }

  /** The class scores of the query sets, shape (tasks, n, classes). */
  private NDArray scores(NDList weights, TaskBatch tasks) {
    Optional<Stacked> stacked = net().stacked();
    if (stacked.isPresent()) {
      NDList repeated = Weights.forTasks(weights, tasks.size());
      NDArray prototypes = prototypes(stacked.get(), repeated, tasks.support());
      return scores(stacked.get(), repeated, tasks.query().inputs(), prototypes);
    }
    NDList each = new NDList(tasks.size());
    for (int t = 0; t < tasks.size(); t++) {
      Task task = tasks.task(t);
      NDArray prototypes = prototypes(net().functional(), weights, task.support());
      each.add(scores(net().functional(), weights, task.query().inputs(), prototypes));
    }
    return NDArrays.stack(each);
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
    loss().check(new Shape(shots.size(), 0), shots.targets().getShape());
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
  TaskLoss loss() {
    return TaskLoss.CROSS_ENTROPY;
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
  public static final class Builder extends MetaLearner.Builder<Builder> {
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
