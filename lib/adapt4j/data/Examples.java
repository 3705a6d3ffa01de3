package adapt4j.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.dataset.ArrayDataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Labelled examples in memory: one array of inputs, one of labels, and the names of the classes.
 *
 * <p>Example {@code i} is the {@code i}-th entry along the first dimension of both arrays. Parts
 * made from it ({@link #take}, {@link #select}, {@link #split}, {@link #fewShot}) are new arrays of
 * the same manager.
 */
public final class Examples {
  private final NDArray inputs;
  private final NDArray labels;
  private final List<String> classes;

  /**
   * @param inputs shape (n, ...), FLOAT32
   * @param labels shape (n): the index of each example's class, from 0
   * @param classes the names of the classes
   * @throws IllegalArgumentException if the shapes do not fit each other, or a label is not the
   *     index of a class
   */
  public Examples(NDArray inputs, NDArray labels, List<String> classes) {
    if (inputs.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "Inputs are FLOAT32, but these are "
              + inputs.getDataType()
              + ". Use toType(DataType.FLOAT32, true).");
    }
    if (inputs.getShape().dimension() < 1 || inputs.size(0) == 0) {
      throw new IllegalArgumentException("There are no examples: the inputs have no entry.");
    }
    if (labels.getShape().dimension() != 1 || inputs.size(0) != labels.size(0)) {
      throw new IllegalArgumentException(
          "Inputs of shape "
              + inputs.getShape()
              + " need as many labels, one each, but the labels have shape "
              + labels.getShape()
              + ".");
    }
    this.inputs = inputs;
    this.labels = labels;
    this.classes = List.copyOf(classes);
    for (int label : labelArray()) {
      if (label < 0 || label >= classes.size()) {
        throw new IllegalArgumentException(
            "Label " + label + " names no class: there are " + classes.size() + ", from 0.");
      }
    }
  }

  /**
   * The inputs.
   *
   * @return shape (n, ...)
   */
  public NDArray inputs() {
    return inputs;
  }

  /**
   * The class of each example, as its index in {@link #classes()}.
   *
   * @return shape (n)
   */
  public NDArray labels() {
    return labels;
  }

  /**
   * The class of each example, as a Java array.
   *
   * @return n indexes
   */
  public int[] labelArray() {
    Number[] numbers = labels.toArray();
    return Arrays.stream(numbers).mapToInt(Number::intValue).toArray();
  }

  /**
   * The names of the classes.
   *
   * @return the names, in the order of their indexes
   */
  public List<String> classes() {
    return classes;
  }

  /**
   * How many examples there are.
   *
   * @return n
   */
  public int size() {
    return Math.toIntExact(inputs.size(0));
  }

  /**
   * How many examples each class has.
   *
   * @return one number per class
   */
  public int[] counts() {
    int[] counts = new int[classes.size()];
    for (int label : labelArray()) {
      counts[label]++;
    }
    return counts;
  }

  /**
   * The first examples.
   *
   * @param n how many, from 1 to {@link #size()}
   * @return a new set
   * @throws IllegalArgumentException if there are fewer
   */
  public Examples take(int n) {
    if (n < 1 || n > size()) {
      throw new IllegalArgumentException(
          "Asked for " + n + " examples, but there are " + size() + ".");
    }
    return select(IntStream.range(0, n).toArray());
  }

  /**
   * Some of the examples, in a given order.
   *
   * @param indexes from 0 to {@link #size()} - 1
   * @return a new set
   * @throws IllegalArgumentException if none is asked for, or an index is out of range
   */
  public Examples select(int... indexes) {
    if (indexes.length == 0) {
      throw new IllegalArgumentException("Name at least one example to select.");
    }
    for (int index : indexes) {
      if (index < 0 || index >= size()) {
        throw new IllegalArgumentException(
            "There is no example " + index + ": they go from 0 to " + (size() - 1) + ".");
      }
    }
    try (NDArray wanted =
        inputs.getManager().create(Arrays.stream(indexes).asLongStream().toArray())) {
      return new Examples(
          inputs.get(new NDIndex("{}", wanted)), labels.get(new NDIndex("{}", wanted)), classes);
    }
  }

  /**
   * Cuts the examples into two parts, so that each class has the same share in both (a stratified
   * split).
   *
   * @param share of each class that goes to the first part, between 0 and 1
   * @param random draws which ones
   * @return two sets; together they hold every example once, in the original order
   * @throws IllegalArgumentException if a part would be empty
   */
  public List<Examples> split(double share, Random random) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("A share lies between 0 and 1, but it is " + share + ".");
    }
    List<List<Integer>> members = Strata.members(this);
    int[] cuts = Strata.cuts(share, members);
    List<Integer> first = new ArrayList<>();
    List<Integer> second = new ArrayList<>();
    for (int c = 0; c < cuts.length; c++) {
      Collections.shuffle(members.get(c), random);
      first.addAll(members.get(c).subList(0, cuts[c]));
      second.addAll(members.get(c).subList(cuts[c], members.get(c).size()));
    }
    if (first.isEmpty() || second.isEmpty()) {
      throw new IllegalArgumentException(
          "A share of " + share + " of " + size() + " examples leaves one part empty.");
    }
    return List.of(select(sorted(first)), select(sorted(second)));
  }

  /**
   * A few examples of each class, drawn without replacement, class by class. From the same seed a
   * larger k gives the same examples and more.
   *
   * @param k how many a class, at least 1
   * @param random draws which ones
   * @return a new set of k examples a class
   * @throws IllegalArgumentException if k is under 1, or a class has fewer examples
   */
  public Examples fewShot(int k, Random random) {
    return select(Strata.fewShot(k, this, random));
  }

  /**
   * Changed copies of every example; the originals are not among them.
   *
   * @param copies how many of each example, at least 1
   * @param augment changes the inputs; each copy is drawn anew
   * @param random where the draws come from
   * @return a new set: all examples in their order, then all again, and so on
   * @throws IllegalArgumentException if no copy is asked for
   */
  public Examples augmented(int copies, Augment augment, Random random) {
    if (copies < 1) {
      throw new IllegalArgumentException(
          "Asked for " + copies + " copies of each example. Ask for at least 1.");
    }
    try (NDList changed = new NDList()) {
      for (int copy = 0; copy < copies; copy++) {
        changed.add(augment.apply(inputs, random));
      }
      return new Examples(NDArrays.concat(changed), labels.tile(copies), classes);
    }
  }

  /**
   * The examples as a DJL data set, for {@code trainer.iterateDataset(...)}.
   *
   * @param batch how many examples a batch holds; the last one may hold fewer
   * @param shuffle whether each epoch has an order of its own, drawn by the engine's seed
   * @return a data set over the same arrays
   */
  public ArrayDataset toDataset(int batch, boolean shuffle) {
    return new ArrayDataset.Builder()
        .setData(inputs)
        .optLabels(labels)
        .setSampling(batch, shuffle)
        .build();
  }

  @Override
  public String toString() {
    return size()
        + " examples of shape "
        + inputs.getShape().slice(1)
        + " in "
        + classes.size()
        + " classes";
  }

  private static int[] sorted(List<Integer> indexes) {
    return indexes.stream().mapToInt(Integer::intValue).sorted().toArray();
  }
}
