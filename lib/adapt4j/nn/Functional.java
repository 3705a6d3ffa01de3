package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * Any DJL block as a function of its weights: it runs with the weights that it is given, and its
 * own are never changed.
 *
 * <pre>{@code
 * Functional net = Functional.of(block);
 * try (NDManager step = lab.scope(); Gradients gradients = Gradients.record()) {
 *   NDList weights = net.weights(step);
 *   NDArray loss = GraphSafe.meanSquaredError(net.forward(weights, x, true), y);
 *   NDList slope = gradients.of(loss, weights, true);
 * }
 * }</pre>
 *
 * <p>Parameters that are frozen are used as they are and do not appear among the weights. Batch
 * normalisation always uses the mean and variance of the batch at hand, in training and afterwards
 * (the transductive setting of <a href="https://arxiv.org/abs/1703.03400">Finn et al. 2017</a>):
 * running averages over many tasks fit none of them. So a network that has some always runs as in
 * training; only a frozen stage of {@link Stages} keeps its running statistics.
 */
public final class Functional implements Forward {
  private final Block block;
  private final List<Parameter> parameters;
  private final List<Parameter> statistics;
  private final boolean normalises;

  private Functional(Block block) {
    this.block = block;
    List<Parameter> all = block.getParameters().values();
    this.parameters = all.stream().filter(Parameter::requiresGradient).toList();
    this.statistics = all.stream().filter(parameter -> !Layers.learns(parameter)).toList();
    this.normalises = normalises(block);
  }

  /**
   * A block as a function of its weights.
   *
   * @param block initialised, with one input and one output
   * @return the function
   * @throws IllegalArgumentException if the block is not initialised, or nothing in it can be
   *     trained
   */
  public static Functional of(Block block) {
    if (!block.isInitialized()) {
      throw new IllegalArgumentException(
          "This network has no weights yet. Initialise it first, for the shape of its inputs.");
    }
    Functional function = new Functional(block);
    if (function.parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "Nothing in this network can be trained: it has no parameters, or all are frozen.");
    }
    return function;
  }

  /**
   * The block's parameters that can be trained, in the order of the weights.
   *
   * @return the parameters
   */
  public List<Parameter> parameters() {
    return parameters;
  }

  /**
   * The block.
   *
   * @return the block
   */
  public Block block() {
    return block;
  }

  /**
   * A copy of the block's weights, ready for {@link Gradients}.
   *
   * @param manager owns the copies
   * @return one array for each of {@link #parameters()}, each requiring a gradient
   */
  public NDList weights(NDManager manager) {
    NDList weights = new NDList(parameters.size());
    for (Parameter parameter : parameters) {
      weights.add(leaf(parameter.getArray(), manager));
    }
    return weights;
  }

  /**
   * Runs the block with other weights.
   *
   * @param weights one array for each of {@link #parameters()}, in that order
   * @param inputs shape (n, ...)
   * @param training whether layers such as dropout behave as in training
   * @return shape (n, ...); belongs to the manager of the inputs
   */
  @Override
  public NDArray forward(NDList weights, NDArray inputs, boolean training) {
    FastWeights store = new FastWeights(inputs.getManager());
    for (int i = 0; i < parameters.size(); i++) {
      store.put(parameters.get(i), weights.get(i));
    }
    for (Parameter parameter : statistics) {
      // Batch normalisation writes into these: give it a copy to spoil.
      store.put(parameter, copy(parameter.getArray(), inputs.getManager()));
    }
    return block.forward(store, new NDList(inputs), training || normalises).singletonOrThrow();
  }

  /**
   * A copy of an array that gradients can be taken at.
   *
   * @param array any array; the graph it came from is left behind
   * @param manager owns the copy
   * @return a copy that requires a gradient
   */
  public static NDArray leaf(NDArray array, NDManager manager) {
    NDArray leaf = copy(array, manager);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  private static NDArray copy(NDArray array, NDManager manager) {
    try (NDArray value = array.stopGradient()) {
      NDArray copy = value.duplicate();
      copy.attach(manager);
      copy.setName(null);
      return copy;
    }
  }

  /** Whether there is batch normalisation that uses the batch at hand. */
  static boolean normalises(Block block) {
    return block.getDirectParameters().values().stream().anyMatch(p -> !Layers.learns(p))
        || block.getChildren().values().stream()
            .filter(child -> !(block instanceof Stages && Stages.frozen(child)))
            .anyMatch(Functional::normalises);
  }
}
