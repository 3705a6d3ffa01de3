package adapt4j.train;

import adapt4j.Lab;
import adapt4j.nn.Layers;
import adapt4j.nn.SafeTensors;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Saves and loads classifiers as safetensors, one file a folder, each array under its layer's name.
 */
final class ModelFile {
  private static final String FILE = "model.safetensors";
  private static final String CLASSES = "classes";
  private static final String INPUT = "input";

  private ModelFile() {}

  static void save(Classifier net, Path folder) {
    Gson gson = new Gson();
    Map<String, String> notes =
        Map.of(CLASSES, gson.toJson(net.classes()), INPUT, gson.toJson(net.input().getShape()));
    try {
      Files.createDirectories(folder);
      SafeTensors.write(folder.resolve(FILE), Layers.arrays(net.model().getBlock()), notes);
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
    Model model = Model.newInstance("classifier", lab.device());
    try (NDManager scratch = lab.scope()) {
      SafeTensors saved = SafeTensors.read(file, scratch);
      String[] classes = new Gson().fromJson(saved.notes().get(CLASSES), String[].class);
      long[] input = new Gson().fromJson(saved.notes().get(INPUT), long[].class);
      if (classes == null || input == null) {
        throw new IOException("it was not written by Classifier.save");
      }
      block.setInitializer(Initializer.ZEROS, Parameter.Type.WEIGHT);
      block.initialize(
          model.getNDManager(), DataType.FLOAT32, Classifier.batchOf(1, new Shape(input)));
      model.setBlock(block);
      Layers.load(block, saved.arrays());
      return new Classifier(lab, model, List.of(classes), new Shape(input));
    } catch (IOException | RuntimeException e) {
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
}
