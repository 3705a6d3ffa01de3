package adapt4j.transfer;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.data.Examples;
import adapt4j.nn.Conv4;
import adapt4j.nn.Layers;
import adapt4j.nn.SafeTensors;
import adapt4j.nn.Stages;
import adapt4j.train.Classifier;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The part of a trained network that turns an input into features, without the head that it was
 * trained with. Put a new head on it, and it serves another task.
 *
 * <pre>{@code
 * Backbone glyphs = Backbone.glyphs(lab);
 * Classifier frozen = glyphs.withHead(few).freeze("body");   // feature extraction
 * Classifier tuned = glyphs.withHead(few);                   // fine-tuning
 * Fit.steps(300).optRate(1e-3).optRate("body", 1e-4).on(tuned, few);
 * }</pre>
 *
 * <p>That features which were learnt for one task serve others was measured by <a
 * href="https://arxiv.org/abs/1411.1792">Yosinski et al. 2014</a>. It is no use where the new
 * inputs look like nothing that the backbone has seen, and little where labels are plenty.
 */
public final class Backbone implements AutoCloseable {
  private static final String FILE = "body.safetensors";
  private static final String INPUT = "input";
  private static final String ABOUT = "about";

  private final Lab lab;
  private final NDManager manager;
  private final Supplier<Stages> architecture;
  private final Stages body; // this backbone's own copy, for features() and as the source of others
  private final Shape input;
  private final String about;

  Backbone(
      Lab lab,
      NDManager manager,
      Supplier<Stages> architecture,
      Stages body,
      Shape input,
      String about) {
    this.lab = lab;
    this.manager = manager;
    this.architecture = architecture;
    this.body = body;
    this.input = input;
    this.about = about;
    Layers.freeze(body);
  }

  /**
   * The course's backbone for writing: a {@link Conv4} that was trained to tell the letters of more
   * than a hundred scripts apart, none of them Latin and no digit among them ({@code
   * data/backbone-glyphs}).
   *
   * @param lab owns the weights
   * @return a backbone for images of shape (1, 28, 28), ink 1 on paper 0
   * @throws adapt4j.data.DataException if its file is missing or damaged
   */
  public static Backbone glyphs(Lab lab) {
    return ofCourse(lab, "backbone-glyphs");
  }

  /**
   * A backbone of the same architecture and training, for something else: pictures of clothes
   * ({@code data/backbone-fashion}).
   *
   * @param lab owns the weights
   * @return a backbone for images of shape (1, 28, 28)
   * @throws adapt4j.data.DataException if its file is missing or damaged
   */
  public static Backbone fashion(Lab lab) {
    return ofCourse(lab, "backbone-fashion");
  }

  private static Backbone ofCourse(Lab lab, String name) {
    Path folder = Lab.data().resolve(name);
    Card.of(folder).file(FILE);
    return load(lab, Conv4::body, folder);
  }

  /**
   * A network from DJL's model zoo, trained on the photographs of ImageNet. The first call
   * downloads it.
   *
   * @param lab gives the device
   * @param name of the network: {@code "resnet18"} (45 MB)
   * @return a backbone for photographs of shape (3, 224, 224), colours from 0 to 1
   * @throws IllegalArgumentException if the zoo has no features of this network
   * @throws ModelException if it cannot be fetched
   */
  public static Backbone zoo(Lab lab, String name) {
    return Zoo.backbone(lab, name);
  }

  /**
   * The body of a network that was trained before, on whatever task. Later training of that network
   * does not reach it.
   *
   * @param lab owns the weights
   * @param architecture builds the same body anew, such as {@code Conv4::body}
   * @param net made of {@link Stages}, with one named {@code body}
   * @param about a few words: what it was trained on
   * @return the backbone
   * @throws IllegalArgumentException if the network has no such stage, or another architecture
   */
  public static Backbone of(Lab lab, Supplier<Stages> architecture, Classifier net, String about) {
    if (!(net.model().getBlock() instanceof Stages stages) || !stages.has("body")) {
      throw new IllegalArgumentException(
          "Only a network with a stage named body can become a backbone, such as Conv4.of(10).");
    }
    return filled(lab, architecture, Layers.arrays(stages.stage("body")), net.input(), about);
  }

  /**
   * Loads a backbone.
   *
   * @param lab owns the weights
   * @param architecture builds the body that was saved, such as {@code Conv4::body}
   * @param folder that {@link #save} wrote to
   * @return the backbone
   * @throws ModelException if the file is missing, damaged, or belongs to another architecture
   */
  public static Backbone load(Lab lab, Supplier<Stages> architecture, Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          "There is no saved backbone in " + folder + ": the file " + FILE + " is missing.", null);
    }
    try (NDManager scratch = lab.scope()) {
      SafeTensors saved = SafeTensors.read(file, scratch);
      long[] input = new Gson().fromJson(saved.notes().get(INPUT), long[].class);
      if (input == null) {
        throw new IOException("it was not written by Backbone.save");
      }
      String about = saved.notes().getOrDefault(ABOUT, "a saved network");
      return filled(lab, architecture, saved.arrays(), new Shape(input), about);
    } catch (IOException | RuntimeException e) {
      throw new ModelException(
          "The backbone's file " + file + " does not fit, or it is damaged: " + e.getMessage(), e);
    }
  }

  private static Backbone filled(
      Lab lab,
      Supplier<Stages> architecture,
      Map<String, NDArray> weights,
      Shape input,
      String about) {
    NDManager manager = lab.scope();
    try {
      Stages body = architecture.get();
      body.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(input));
      Layers.load(body, weights);
      return new Backbone(lab, manager, architecture, body, input, about);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Saves the body as safetensors.
   *
   * @param folder is made if it is not there
   * @throws ModelException if it cannot be written
   */
  public void save(Path folder) {
    Map<String, String> notes = Map.of(INPUT, new Gson().toJson(input.getShape()), ABOUT, about);
    try {
      Files.createDirectories(folder);
      SafeTensors.write(folder.resolve(FILE), Layers.arrays(body), notes);
    } catch (IOException e) {
      throw new ModelException(
          "The backbone could not be saved in " + folder + " (is it writable?).", e);
    }
  }

  /**
   * A network for another task: a copy of this body, and a fresh linear head drawn by the lab's
   * seed. All of it can be trained; {@code freeze("body")} leaves only the head.
   *
   * @param examples of the new task: they give the input's shape and the classes
   * @return a classifier with the stages {@code body} and {@code head}
   * @throws IllegalArgumentException if its inputs have another shape, or there is one class only
   */
  public Classifier withHead(Examples examples) {
    Shape given = examples.inputs().getShape().slice(1);
    if (!given.equals(input)) {
      throw new IllegalArgumentException(
          "This backbone reads inputs of shape " + input + ", but these have " + given + ".");
    }
    Block copy = architecture.get();
    int classes = examples.classes().size();
    Classifier net = Classifier.of(lab, Stages.bodyAndHead(copy, classes), examples);
    Layers.load(copy, Layers.arrays(body));
    return net;
  }

  /**
   * The features of inputs, as a frozen body gives them.
   *
   * @param inputs shape (n, ...)
   * @return shape (n, features); belongs to the manager of the inputs
   * @throws IllegalArgumentException if the inputs have another shape
   */
  public NDArray features(NDArray inputs) {
    return forward(body, inputs);
  }

  /**
   * What a stage in the middle of the body makes of inputs.
   *
   * @param inputs shape (n, ...)
   * @param stage the last stage to be run, such as {@code "conv1"}
   * @return for a convolution shape (n, filters, height, width); belongs to the manager of the
   *     inputs
   * @throws IllegalArgumentException if the inputs have another shape, or there is no such stage
   */
  public NDArray features(NDArray inputs, String stage) {
    return forward(body.upTo(stage), inputs);
  }

  private NDArray forward(Block part, NDArray inputs) {
    Shape shape = inputs.getShape();
    if (shape.dimension() < 1 || !shape.slice(1).equals(input)) {
      throw new IllegalArgumentException(
          "This backbone reads a batch of inputs of shape "
              + input
              + ", but this one has "
              + shape
              + ".");
    }
    boolean gradients = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try (NDManager scope = inputs.getManager().newSubManager()) {
      NDList batch = new NDList(inputs.duplicate());
      batch.attach(scope);
      NDArray features =
          part.forward(new ParameterStore(scope, false), batch, false).singletonOrThrow();
      features.attach(inputs.getManager());
      return features;
    } finally {
      JniUtils.setGradMode(gradients);
    }
  }

  /**
   * The network itself, for a look inside; its stages can be run one by one.
   *
   * @return the frozen body
   */
  public Stages body() {
    return body;
  }

  /**
   * The shape of one input.
   *
   * @return the shape, without a batch dimension
   */
  public Shape input() {
    return input;
  }

  /**
   * Frees the weights. Classifiers with a head on them have a copy of their own and live on, but
   * those with a network of the zoo end with it.
   */
  @Override
  public void close() {
    manager.close();
  }

  @Override
  public String toString() {
    long parameters =
        Layers.of(body).values().stream()
            .filter(Layers::learns)
            .mapToLong(parameter -> parameter.getArray().size())
            .sum();
    return String.format(Locale.ROOT, "a backbone with %,d parameters: %s", parameters, about);
  }
}
