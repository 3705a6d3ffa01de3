package adapt4j.train;

import adapt4j.Lab;
import adapt4j.data.Examples;
import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import java.nio.file.Path;
import java.util.List;

/**
 * A network that sorts inputs into classes: a DJL {@link Model} with the names of its classes.
 *
 * <pre>{@code
 * Classifier net = Classifier.of(lab, SmallCnn.of(10), digits.train());
 * Fit.epochs(3).on(net, digits.train());
 * net.classify(digits.test().inputs().get(0));
 * }</pre>
 */
public final class Classifier implements AutoCloseable {
  private final Lab lab;
  private final Model model;
  private final List<String> classes;
  private final Shape input;

  Classifier(Lab lab, Model model, List<String> classes, Shape input) {
    this.lab = lab;
    this.model = model;
    this.classes = List.copyOf(classes);
    this.input = input;
  }

  /**
   * A new classifier with fresh weights, drawn by the lab's seed (He initialisation, <a
   * href="https://arxiv.org/abs/1502.01852">He et al. 2015</a>, equation 10; biases 0).
   *
   * @param lab gives device and seed
   * @param block from (batch, ...) to (batch, classes), without softmax
   * @param examples give the shape of an input and the names of the classes
   * @return a classifier, to be closed when it is no longer needed
   * @throws IllegalArgumentException if the block gives another number of scores than there are
   *     classes
   */
  public static Classifier of(Lab lab, Block block, Examples examples) {
    Shape input = examples.inputs().getShape().slice(1);
    lab.reseed();
    Model model = Model.newInstance("classifier", lab.device());
    block.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 2), Parameter.Type.WEIGHT);
    block.initialize(model.getNDManager(), DataType.FLOAT32, batchOf(1, input));
    model.setBlock(block);
    Shape output = block.getOutputShapes(new Shape[] {batchOf(1, input)})[0];
    if (output.dimension() != 2 || output.get(1) != examples.classes().size()) {
      model.close();
      throw new IllegalArgumentException(
          "There are "
              + examples.classes().size()
              + " classes, but the network's output has the shape "
              + output
              + ". Its last layer must give one score a class.");
    }
    return new Classifier(lab, model, examples.classes(), input);
  }

  /**
   * Loads a saved classifier.
   *
   * @param lab gives the device
   * @param block the same architecture as was saved, not initialised
   * @param folder that {@link #save} wrote to
   * @return the classifier, with the weights and the class names of the file
   * @throws ModelException if the file is missing, damaged, or belongs to another architecture
   */
  public static Classifier load(Lab lab, Block block, Path folder) {
    return ModelFile.load(lab, block, folder);
  }

  /**
   * Saves weights, input shape and class names as DJL parameters. An older file in the folder is
   * replaced only when the new one is complete.
   *
   * @param folder is made if it is not there
   * @throws ModelException if it cannot be written
   */
  public void save(Path folder) {
    ModelFile.save(this, folder);
  }

  /**
   * The class scores before softmax (logits).
   *
   * @param inputs shape (n, ...), with one example's shape as in training
   * @return shape (n, classes); belongs to the manager of the inputs
   * @throws IllegalArgumentException if an input has another shape
   */
  public NDArray logits(NDArray inputs) {
    if (inputs.getShape().dimension() < 1 || !inputs.getShape().slice(1).equals(input)) {
      throw new IllegalArgumentException(
          "This network reads inputs of shape (n, "
              + input.toString().substring(1)
              + ", but these have the shape "
              + inputs.getShape()
              + ".");
    }
    try (NDManager scope = inputs.getManager().newSubManager()) {
      NDList batch = new NDList(inputs.duplicate());
      batch.attach(scope);
      ParameterStore weights = new ParameterStore(scope, false);
      NDArray logits = model.getBlock().forward(weights, batch, false).singletonOrThrow();
      logits.attach(inputs.getManager());
      return logits;
    }
  }

  /**
   * Sorts one input.
   *
   * @param input the shape of one example, without a batch dimension
   * @return the classes with their probabilities, DJL's way
   * @throws IllegalArgumentException if the input has another shape
   */
  public Classifications classify(NDArray input) {
    try (NDManager scope = lab.scope()) {
      NDArray batch = input.expandDims(0);
      batch.attach(scope);
      return new Classifications(classes, logits(batch).softmax(1).get(0));
    }
  }

  /**
   * How many numbers the network has learnt or will learn.
   *
   * @return the count of all parameters
   */
  public long parameters() {
    return model.getBlock().getParameters().values().stream()
        .mapToLong(p -> p.getArray().size())
        .sum();
  }

  /**
   * The DJL model, for all that DJL can do with one.
   *
   * @return the model; it is closed with this classifier
   */
  public Model model() {
    return model;
  }

  /**
   * The names of the classes.
   *
   * @return the names, in the order of the scores
   */
  public List<String> classes() {
    return classes;
  }

  /**
   * The shape of one input.
   *
   * @return the shape, without a batch dimension
   */
  public Shape input() {
    return input;
  }

  Lab lab() {
    return lab;
  }

  /** Frees the weights. */
  @Override
  public void close() {
    model.close();
  }

  @Override
  public String toString() {
    return String.format(
        "a network with %,d parameters for %d classes", parameters(), classes.size());
  }

  static Shape batchOf(long n, Shape one) {
    return new Shape(n).addAll(one);
  }
}
