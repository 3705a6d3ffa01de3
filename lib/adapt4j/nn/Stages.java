package adapt4j.nn;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;

/**
 * Blocks in a row, each with a name, from the input to the output: DJL's {@code SequentialBlock}
 * with names, and with one rule of its own.
 *
 * <p><b>The rule:</b> a stage whose parameters are all frozen runs as in inference, also while the
 * rest is trained. DJL's (and PyTorch's) freezing stops the gradients only: batch normalisation
 * would still move its running statistics towards the new data, and the "frozen" features would
 * change. Here they do not, and dropout inside a frozen stage is off.
 *
 * <pre>{@code
 * Block net = new Stages().add("body", Conv4.body()).add("head", Linear.builder()...build());
 * Layers.freeze(net, "body");
 * }</pre>
 */
public final class Stages extends AbstractBlock {

  /**
   * A network for a task: a body that gives features, and a linear head that makes class scores of
   * them.
   *
   * @param body gives features, shape (batch, features)
   * @param classes how many scores the head gives; at least 2
   * @return the stages {@code body} and {@code head}
   * @throws IllegalArgumentException for fewer than 2 classes
   */
  public static Stages bodyAndHead(Block body, int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException("A head needs 2 classes or more, not " + classes + ".");
    }
    return new Stages().add("body", body).add("head", Linear.builder().setUnits(classes).build());
  }

  /**
   * Adds a stage behind the others.
   *
   * @param name letters, digits and hyphens, another one for each stage
   * @param block any block with one input and one output
   * @return these stages
   * @throws IllegalArgumentException if the name is taken or has another character
   */
  public Stages add(String name, Block block) {
    if (!name.matches("[A-Za-z][A-Za-z0-9-]*")) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name for a stage. Use letters, digits and hyphens.");
    }
    if (has(name)) {
      throw new IllegalArgumentException("There is a stage named " + name + " already.");
    }
    addChildBlock(name, block);
    return this;
  }

  /**
   * Whether there is a stage of this name.
   *
   * @param name of a stage
   * @return true if there is
   */
  public boolean has(String name) {
    return children.keys().stream().anyMatch(key -> key.substring(2).equals(name));
  }

  /**
   * A stage.
   *
   * @param name of the stage
   * @return its block
   * @throws IllegalArgumentException if there is none of this name
   */
  public Block stage(String name) {
    for (Pair<String, Block> child : children) {
      if (child.getKey().substring(2).equals(name)) { // DJL puts two digits before each name
        return child.getValue();
      }
    }
    throw new IllegalArgumentException(
        "There is no stage "
            + name
            + ". There are "
            + String.join(", ", children.keys().stream().map(key -> key.substring(2)).toList())
            + ".");
  }

  /**
   * The first stages, for a look at what comes out of the middle of a network.
   *
   * @param last the name of the last one
   * @return stages which share their blocks, and so their weights, with these
   * @throws IllegalArgumentException if there is none of this name
   */
  public Stages upTo(String last) {
    Block end = stage(last);
    Stages first = new Stages();
    for (Pair<String, Block> child : children) {
      first.add(child.getKey().substring(2), child.getValue());
      if (child.getValue() == end) {
        break;
      }
    }
    return first;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    NDList current = inputs;
    for (Block stage : children.values()) {
      current = stage.forward(weights, current, training && !frozen(stage), params);
    }
    return current;
  }

  /** Whether a stage has weights, and none of them is trained. */
  static boolean frozen(Block stage) {
    var parameters = stage.getParameters().values();
    return !parameters.isEmpty() && parameters.stream().noneMatch(Parameter::requiresGradient);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape[] shapes = inputs;
    for (Block stage : children.values()) {
      stage.initialize(manager, type, shapes);
      shapes = stage.getOutputShapes(shapes);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape[] shapes = inputs;
    for (Block stage : children.values()) {
      shapes = stage.getOutputShapes(shapes);
    }
    return shapes;
  }
}
