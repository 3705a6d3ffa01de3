package adapt4j.distill;

import adapt4j.nn.GraphSafe;
import adapt4j.nn.Hidden;
import adapt4j.train.Classifier;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The distance between what a student's layers and a teacher's layers give, in one training run (<a
 * href="https://arxiv.org/abs/1909.10351">Jiao et al. 2020</a>, equation 8).
 */
final class HiddenMatch implements AutoCloseable {
  private final Hidden teacher;
  private final Hidden student;
  private final Map<Integer, NDArray> theirs = new TreeMap<>();
  private final Map<Integer, NDArray> ours = new TreeMap<>();
  private final NDManager manager; // owns the projection
  private final Linear projection; // null: the widths are equal
  private NDArray real;

  HiddenMatch(Classifier teacher, Classifier student) {
    this.teacher = layersOf(teacher, "teacher");
    this.student = layersOf(student, "student");
    int most = this.teacher.layers();
    if (this.student.layers() > most) {
      throw new IllegalArgumentException(
          "The student has "
              + this.student.layers()
              + " layers, the teacher "
              + most
              + ". To match hidden states it must not have more.");
    }
    manager = student.model().getNDManager().newSubManager();
    projection = projection();
    this.student.watch(this::keepOurs);
  }

  private static Hidden layersOf(Classifier net, String role) {
    return find(net.model().getBlock())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The "
                        + role
                        + " has no hidden states to match: it is no transformer of this library."
                        + " Leave out optHidden(...)."));
  }

  /** The block in a network whose layers can be looked at. */
  static Optional<Hidden> find(Block block) {
    return block instanceof Hidden hidden
        ? Optional.of(hidden)
        : block.getChildren().values().stream()
            .map(HiddenMatch::find)
            .flatMap(Optional::stream)
            .findFirst();
  }

  /** What the tokens mean that a network reads; empty where it reads none. */
  static Optional<String> vocabulary(Classifier net) {
    return find(net.model().getBlock()).map(Hidden::reads);
  }

  /**
   * @throws IllegalArgumentException if both read tokens, but of other tokenizers
   */
  static void checkVocabulary(Optional<String> teacher, Classifier student) {
    Optional<String> ours = vocabulary(student);
    if (teacher.isPresent() && ours.isPresent() && !teacher.equals(ours)) {
      throw new IllegalArgumentException(
          "Teacher and student have other tokenizers, so the same numbers mean other words to"
              + " them. Take a student with the teacher's tokenizer.");
    }
  }

  private Linear projection() {
    if (student.width() == teacher.width()) {
      return null;
    }
    Linear linear = Linear.builder().setUnits(teacher.width()).optBias(false).build();
    linear.initialize(manager, DataType.FLOAT32, new Shape(1, 1, student.width()));
    return linear;
  }

  private void keepOurs(int layer, NDArray states, NDArray mask) {
    if (JniUtils.isGradMode()) { // not where the development part is measured
      ours.put(layer, states);
      real = mask;
    }
  }

  /**
   * Lets the teacher answer while its layers are looked at.
   *
   * @param step owns what is seen
   * @param answer asks the teacher
   * @return the answer
   */
  NDArray watching(NDManager step, Supplier<NDArray> answer) {
    teacher.watch(
        (layer, states, mask) -> {
          states.attach(step);
          theirs.put(layer, states);
        });
    try {
      return answer.get();
    } finally {
      teacher.watch(null);
    }
  }

  /**
   * The mean squared error of the step, after both networks have seen its inputs.
   *
   * @return a scalar
   */
  NDArray loss() {
    NDArray sum = null;
    NDArray mask = real.expandDims(2);
    NDArray numbers = GraphSafe.mul(real.sum(), teacher.width());
    for (int i = 0; i < student.layers(); i++) {
      NDArray goal = theirs.get((i + 1) * teacher.layers() / student.layers() - 1);
      NDArray error = projected(ours.get(i)).sub(goal).square().mul(mask).sum().div(numbers);
      sum = sum == null ? error : sum.add(error);
    }
    ours.clear();
    theirs.clear();
    return GraphSafe.div(sum, student.layers());
  }

  private NDArray projected(NDArray states) {
    return projection == null
        ? states
        : projection
            .forward(new ParameterStore(states.getManager(), false), new NDList(states), true)
            .singletonOrThrow();
  }

  Collection<Parameter> parameters() {
    return projection == null ? List.of() : projection.getParameters().values();
  }

  @Override
  public void close() {
    student.watch(null);
    manager.close();
  }
}
