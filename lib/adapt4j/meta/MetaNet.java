package adapt4j.meta;

import adapt4j.Lab;
import adapt4j.nn.Functional;
import adapt4j.nn.Layers;
import adapt4j.nn.SafeTensors;
import adapt4j.nn.Stacked;
import adapt4j.train.ModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The network whose weights a meta-learner improves and learners start from: a DJL {@link Model}
 * with its lab.
 *
 * <pre>{@code
 * MetaNet net = MetaNet.of(lab, Mlp.of(40, 40, 1), Sines.tasks());
 * net.save(Path.of("waves.safetensors"));
 * MetaNet again = MetaNet.load(lab, Mlp.of(40, 40, 1), Path.of("waves.safetensors"));
 * }</pre>
 *
 * <p>The same lab, architecture and tasks give the same fresh weights, so methods that are compared
 * start alike. Layers that are to stay as they are must be frozen before.
 */
public final class MetaNet implements AutoCloseable {
  private static final String INPUT = "input";

  private final Lab lab;
  private final Model model;
  private final Shape input;
  private final Shape output;
  private final Functional functional;

  private MetaNet(Lab lab, Model model, Shape input) {
    this.lab = lab;
    this.model = model;
    this.input = input;
    this.functional = Functional.of(model.getBlock());
    Shape one = new Shape(1).addAll(input);
    this.output = model.getBlock().getOutputShapes(new Shape[] {one})[0].slice(1);
  }

  /**
   * A network with fresh weights, drawn by the lab's seed (<a
   * href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot and Bengio 2010</a>, equation 16;
   * biases 0). He's initialisation, which is larger, makes steps on inputs that are not scaled
   * diverge.
   *
   * @param lab gives device and seed
   * @param block any block with one input and one output, not initialised
   * @param tasks give the shape of an input
   * @return a network, to be closed when it is no longer needed
   * @throws IllegalArgumentException if the block is in use already, or cannot read the inputs
   */
  public static MetaNet of(Lab lab, Block block, Tasks tasks) {
    try (NDManager scope = lab.scope()) {
      Task task = tasks.draw(scope, lab.random());
      return of(lab, block, task.support().inputs().getShape().slice(1));
    }
  }

  /**
   * A network with fresh weights, drawn by the lab's seed.
   *
   * @param lab gives device and seed
   * @param block any block with one input and one output, not initialised
   * @param input the shape of one input
   * @return a network, to be closed when it is no longer needed
   * @throws IllegalArgumentException if the block is in use already, or cannot read the inputs
   */
  public static MetaNet of(Lab lab, Block block, Shape input) {
    return of(lab, block, input, DataType.FLOAT32);
  }

  static MetaNet of(Lab lab, Block block, Shape input, DataType type) {
    if (block.isInitialized()) {
      throw new IllegalArgumentException(
          "This block belongs to a network already, and two would share its weights. Build a new"
              + " one, or give its model to MetaNet.of(lab, model, input).");
    }
    lab.reseed();
    Model model = Model.newInstance("meta", lab.device());
    try {
      block.setInitializer(
          new XavierInitializer(RandomType.UNIFORM, FactorType.AVG, 3), Parameter.Type.WEIGHT);
      block.initialize(model.getNDManager(), type, new Shape(1).addAll(input));
      model.setBlock(block);
      return new MetaNet(lab, model, input);
    } catch (RuntimeException e) {
      model.close();
      throw new IllegalArgumentException(
          "This network cannot read inputs of shape " + input + ": " + e.getMessage(), e);
    }
  }

  /**
   * A network that has weights already, for example one that was trained or loaded.
   *
   * @param lab gives device and seed
   * @param model its weights are the start; closing this network closes it
   * @param input the shape of one input
   * @return the network
   * @throws IllegalArgumentException if the model has no weights, or all are frozen
   */
  public static MetaNet of(Lab lab, Model model, Shape input) {
    return new MetaNet(lab, model, input);
  }

  /**
   * A network with the weights of a file.
   *
   * @param lab gives device and seed
   * @param block the architecture that was saved, not initialised
   * @param file written by {@link #save}
   * @return a network, to be closed when it is no longer needed
   * @throws ModelException if the file is missing or damaged, or holds another architecture
   */
  public static MetaNet load(Lab lab, Block block, Path file) {
    try (NDManager scope = lab.scope()) {
      SafeTensors saved = SafeTensors.read(file, scope);
      long[] input = new Gson().fromJson(saved.notes().get(INPUT), long[].class);
      if (input == null) {
        throw new IOException("it was not written by MetaNet.save");
      }
      MetaNet net = of(lab, block, new Shape(input));
      try {
        Layers.load(block, saved.arrays());
        return net;
      } catch (RuntimeException e) {
        net.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw new ModelException(
          "The network's file " + file + " does not fit, or it is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the weights to a file, in the safetensors format.
   *
   * @param file is replaced if it is there
   * @throws ModelException if it cannot be written
   */
  public void save(Path file) {
    Map<String, String> notes = Map.of(INPUT, new Gson().toJson(input.getShape()));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      SafeTensors.write(file, Layers.arrays(model.getBlock()), notes);
    } catch (IOException e) {
      throw new ModelException(
          "The network could not be saved as " + file + " (is the folder writable?).", e);
    }
  }

  /**
   * The DJL model, for all that DJL can do with one.
   *
   * @return the model; it is closed with this network
   */
  public Model model() {
    return model;
  }

  /**
   * How many numbers can be learnt.
   *
   * @return the count of all parameters that are not frozen
   */
  public long parameters() {
    return functional.parameters().stream().mapToLong(p -> p.getArray().size()).sum();
  }

  Lab lab() {
    return lab;
  }

  Functional functional() {
    return functional;
  }

  /** Runs many sets of weights at once; empty if this architecture cannot. */
  Optional<Stacked> stacked() {
    try {
      return Optional.of(Stacked.of(functional));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  DataType type() {
    return functional.parameters().get(0).getArray().getDataType();
  }

  /** A source of random numbers of its own for each purpose. */
  Random random(String purpose) {
    return new Random(31L * purpose.hashCode() + 1_000_003L * lab.seed());
  }

  /** The shape of the output for n inputs. */
  Shape output(long n) {
    return new Shape(n).addAll(output);
  }

  /**
   * Refuses inputs that this network cannot read, before the engine does so in its own words.
   *
   * @param leading how many dimensions stand before those of one input
   */
  void check(NDArray inputs, int leading) {
    Shape shape = inputs.getShape();
    if (shape.dimension() < leading || !shape.slice(leading).equals(input)) {
      throw new IllegalArgumentException(
          "This network reads a batch of inputs of shape "
              + input
              + ", but this one has the shape "
              + shape
              + ".");
    }
    if (inputs.getDataType() != type()) {
      throw new IllegalArgumentException(
          "This network reads "
              + type()
              + ", but these inputs are "
              + inputs.getDataType()
              + ". Use toType(...).");
    }
  }

  /** Frees the weights. */
  @Override
  public void close() {
    model.close();
  }

  @Override
  public String toString() {
    return String.format("a network with %,d parameters", parameters());
  }
}
