package adapt4j.train;

import adapt4j.Lab;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import com.google.gson.Gson;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Saves and loads classifiers in DJL's parameter format, one file a folder. */
final class ModelFile {
  private static final String NAME = "classifier";
  private static final String FILE = NAME + "-0000.params";
  private static final String CLASSES = "adapt4j.classes";
  private static final String INPUT = "adapt4j.input";

  private ModelFile() {}

  static void save(Classifier net, Path folder) {
    Model model = net.model();
    model.setProperty("Epoch", "0");
    model.setProperty(CLASSES, new Gson().toJson(net.classes()));
    model.setProperty(INPUT, new Gson().toJson(net.input().getShape()));
    try {
      Files.createDirectories(folder);
      Path draft = Files.createTempDirectory(folder, "saving");
      try {
        model.save(draft, NAME);
        Files.move(draft.resolve(FILE), folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft.resolve(FILE));
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new ModelException(
          "The model could not be saved in " + folder + " (is it writable, is the disk full?).", e);
    }
  }

  static Classifier load(Lab lab, Block block, Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          "There is no saved model in " + folder + ": the file " + FILE + " is missing.", null);
    }
    Model model = Model.newInstance(NAME, lab.device());
    try {
      Map<String, String> properties = properties(file);
      String[] classes = new Gson().fromJson(properties.get(CLASSES), String[].class);
      long[] input = new Gson().fromJson(properties.get(INPUT), long[].class);
      if (classes == null || input == null) {
        throw new IOException("it was not written by Classifier.save");
      }
      List<Shape> built = shapes(block, Classifier.batchOf(1, new Shape(input)));
      model.setBlock(block);
      model.load(folder, NAME);
      List<Shape> loaded =
          block.getParameters().values().stream().map(Parameter::getShape).toList();
      // DJL takes the shapes of the file without a word when the block was built with others.
      if (!built.equals(loaded)) {
        throw new IOException(
            "it has " + classes.length + " classes and layers of " + loaded + ", not of " + built);
      }
      return new Classifier(lab, model, List.of(classes), new Shape(input));
    } catch (IOException | RuntimeException | MalformedModelException e) {
      model.close();
      throw new ModelException(
          "The model file "
              + file
              + " does not fit this network, or it is damaged: "
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
              + ". Load it into the architecture that was saved, or save it again.",
          e);
    }
  }

  /** The shapes that the block's parameters get from its builder. */
  private static List<Shape> shapes(Block block, Shape input) {
    try (NDManager scratch = NDManager.newBaseManager()) {
      block.setInitializer(Initializer.ZEROS, Parameter.Type.WEIGHT);
      block.initialize(scratch, DataType.FLOAT32, input);
      return block.getParameters().values().stream().map(Parameter::getShape).toList();
    }
  }

  /** Reads the properties in the head of DJL's file, before the weights. */
  private static Map<String, String> properties(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      String magic = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
      if (!magic.equals("DJL@") || in.readInt() != 1) {
        throw new IOException("it is no DJL parameter file of version 1");
      }
      in.readUTF(); // name
      in.readUTF(); // data type
      for (int inputs = in.readInt(); inputs > 0; inputs--) {
        in.readUTF();
        Shape.decode(in);
      }
      Map<String, String> properties = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        properties.put(in.readUTF(), in.readUTF());
      }
      return properties;
    }
  }
}
