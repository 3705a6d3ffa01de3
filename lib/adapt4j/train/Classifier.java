package adapt4j.train;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

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
   * @throws IllegalArgumentException if the block is in use already, cannot read the inputs, or
   *     gives another number of scores than there are classes
   */
  public static Classifier of(Lab lab, Block block, Examples examples) {
    if (block.isInitialized()) {
      throw new IllegalArgumentException(
          "This block belongs to a network already, and two would share its weights. Build a new one.");
    }
    Shape input = examples.inputs().getShape().slice(1);
    lab.reseed();
    Model model = Model.newInstance("classifier", lab.device());
    Shape output;
    try {
      block.setInitializer(
          new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 2), Parameter.Type.WEIGHT);
      block.initialize(model.getNDManager(), DataType.FLOAT32, batchOf(1, input));
      model.setBlock(block);
      output = block.getOutputShapes(new Shape[] {batchOf(1, input)})[0];
    } catch (RuntimeException e) {
      model.close();
      throw new IllegalArgumentException(
          "This network cannot read inputs of shape " + input + ": " + e.getMessage(), e);
    }
    if (output.dimension() != 2 || output.get(1) != examples.classes().size()) {
      model.close();
      throw new IllegalArgumentException(
          "There are "
              + examples.classes().size()
              + " classes, but the network's output has the shape "
              + output
              + ". Its last layer must give one score per class.");
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
   * Saves weights, input shape and class names as a safetensors file. An older one in the folder is
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
          "This network reads a batch of inputs of shape "
              + input
              + ", so an array of shape "
              + batchOf(-1, input).toString().replace("-1", "n")
              + ", but this one has the shape "
              + inputs.getShape()
              + ".");
    }
    // On a new thread PyTorch starts with gradients on, and would keep a graph for nothing.
    boolean gradients = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try (NDManager scope = inputs.getManager().newSubManager()) {
      NDList batch = new NDList(inputs.toType(DataType.FLOAT32, true));
      batch.attach(scope);
      ParameterStore weights = new ParameterStore(scope, false);
      NDArray logits = model.getBlock().forward(weights, batch, false).singletonOrThrow();
      logits.attach(inputs.getManager());
      return logits;
    } finally {
      JniUtils.setGradMode(gradients);
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
    if (!input.getShape().equals(this.input)) {
      throw new IllegalArgumentException(
          "This network reads an input of shape "
              + this.input
              + ", but this one has the shape "
              + input.getShape()
              + ". Scale or reshape it.");
    }
    try (NDManager scope = lab.scope()) {
      NDArray batch = input.expandDims(0);
      batch.attach(scope);
      return new Classifications(classes, logits(batch).softmax(1).get(0));
    }
  }

  /**
   * How many numbers the network has learnt or will learn. Running statistics of batch
   * normalisation are not counted: they are not learnt by gradients.
   *
   * @return the count of all parameters
   */
  public long parameters() {
    return count(Layers::learns);
  }

  /**
   * How many of the {@link #parameters} are trained by the next {@link Fit}: those of the layers
   * that are not frozen.
   *
   * @return the count
   */
  public long trained() {
    return count(Parameter::requiresGradient);
  }

  private long count(Predicate<Parameter> counted) {
    return model.getBlock().getParameters().values().stream()
        .filter(counted)
        .mapToLong(p -> p.getArray().size())
        .sum();
  }

  /**
   * Freezes layers: their weights keep still while the others are trained, and so do, in networks
   * made of {@link adapt4j.nn.Stages}, their running statistics.
   *
   * @param layers names as in {@link Layers}, such as {@code "body"}; none means all
   * @return this classifier
   * @throws IllegalArgumentException if a name fits no layer; the message lists those that there
   *     are
   */
  public Classifier freeze(String... layers) {
    Layers.freeze(model.getBlock(), layers);
    return this;
  }

  /**
   * Lets layers learn again.
   *
   * @param layers names as in {@link Layers}, such as {@code "conv4"}; none means all
   * @return this classifier
   * @throws IllegalArgumentException if a name fits no layer
   */
  public Classifier unfreeze(String... layers) {
    Layers.unfreeze(model.getBlock(), layers);
    return this;
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
   * The same network under other names of its classes: not a copy, both have one set of weights,
   * and closing one closes both.
   *
   * @param classes as many names as there are
   * @return a classifier with these names
   * @throws IllegalArgumentException for another number of names
   */
  public Classifier named(List<String> classes) {
    if (classes.size() != this.classes.size()) {
      throw new IllegalArgumentException(
          "This network has scores for "
              + this.classes.size()
              + " classes, so it cannot name "
              + classes.size()
              + ".");
    }
    return classes.equals(this.classes) ? this : new Classifier(lab, model, classes, input);
  }

  /**
   * The shape of one input.
   *
   * @return the shape, without a batch dimension
   */
  public Shape input() {
    return input;
  }

  /** Refuses examples that this network cannot read, before the engine does so in its own words. */
  void check(Examples examples) {
    Shape shape = examples.inputs().getShape().slice(1);
    if (!shape.equals(input)) {
      throw new IllegalArgumentException(
          "This network reads inputs of shape "
              + input
              + ", but the examples have the shape "
              + shape
              + ".");
    }
    if (!examples.classes().equals(classes)) {
      throw new IllegalArgumentException(
          "The network knows the classes "
              + classes
              + ", but the examples have "
              + examples.classes()
              + ".");
    }
  }

  /**
   * The lab that this classifier was made in.
   *
   * @return device and seed
   */
  public Lab lab() {
    return lab;
  }

  /** Frees the weights. */
  @Override
  public void close() {
    model.close();
  }

  @Override
  public String toString() {
    String frozen =
        trained() == parameters()
            ? ""
            : String.format(Locale.ROOT, ", %,d of them trained", trained());
    return String.format(
        Locale.ROOT,
        "a network with %,d parameters%s, for %d classes",
        parameters(),
        frozen,
        classes.size());
  }

  static Shape batchOf(long n, Shape one) {
    return new Shape(n).addAll(one);
  }
}
