package adapt4j.text;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import adapt4j.nn.SafeTensors;
import adapt4j.train.Classifier;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Saves and loads what a text classifier has learnt beyond its encoder, as one safetensors file.
 */
final class TrainedFile {
  private static final String FILE = "trained.safetensors";
  private static final String BASE = "base";
  private static final String CLASSES = "classes";
  private static final String LENGTH = "length";
  private static final String IN_BODY = TextHead.BODY + ".";

  private TrainedFile() {}

  static void save(String base, BertEncoder source, Classifier net, Path folder) {
    Map<String, Parameter> before = Layers.of(source);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    TextHead.bodyOf(net, source);
    Layers.of(net.model().getBlock())
        .forEach(
            (name, parameter) -> {
              boolean inBody = name.startsWith(IN_BODY);
              Parameter old = inBody ? before.get(name.substring(IN_BODY.length())) : null;
              if (inBody && old == null) {
                throw new IllegalArgumentException(
                    name
                        + " belongs to an adapter, not to the encoder. Save it with the adapter's own"
                        + " save(...), or take the adapter away first with remove().");
              }
              if (old == null || !old.getArray().contentEquals(parameter.getArray())) {
                arrays.put(name, parameter.getArray());
              }
            });
    Map<String, String> notes =
        Map.of(
            BASE, base,
            CLASSES, new Gson().toJson(net.classes()),
            LENGTH, Long.toString(net.input().get(0)));
    try {
      Files.createDirectories(folder);
      SafeTensors.write(folder.resolve(FILE), arrays, notes);
    } catch (IOException e) {
      throw new ModelException(
          "The model could not be saved in " + folder + " (is it writable, is the disk full?).", e);
    }
  }

  static Classifier load(Lab lab, String base, BertEncoder source, Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          "There is no saved model in " + folder + ": the file " + FILE + " is missing.", null);
    }
    try (NDManager scope = lab.scope()) {
      SafeTensors saved = SafeTensors.read(file, scope);
      Map<String, String> notes = saved.notes();
      String[] classes = new Gson().fromJson(notes.get(CLASSES), String[].class);
      if (classes == null || !notes.containsKey(LENGTH)) {
        throw new IOException("it was not written by SentenceEncoder.save");
      }
      if (!base.equals(notes.get(BASE))) {
        throw new IOException("it was trained on " + notes.get(BASE) + ", not on " + base);
      }
      long length = Long.parseLong(notes.get(LENGTH));
      if (length < 2 || length > source.size().positions()) {
        throw new IOException("a text of " + length + " tokens is not possible");
      }
      Examples one =
          new Examples(
              scope.zeros(new Shape(1, length)), scope.zeros(new Shape(1)), List.of(classes));
      String[] trained =
          saved.arrays().keySet().stream()
              .filter(n -> n.startsWith(IN_BODY))
              .toArray(String[]::new);
      Classifier net = TextHead.frozen(lab, source, one, trained);
      try {
        fill(Layers.of(net.model().getBlock()), saved.arrays());
        return net;
      } catch (IOException e) {
        net.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw new ModelException(
          "The model file "
              + file
              + " does not fit this encoder, or it is damaged: "
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
              + ".",
          e);
    }
  }

  private static void fill(Map<String, Parameter> net, Map<String, NDArray> saved)
      throws IOException {
    for (String name : net.keySet()) {
      if (name.startsWith(TextHead.HEAD) && !saved.containsKey(name)) {
        throw new IOException("it has no array " + name);
      }
    }
    for (Map.Entry<String, NDArray> entry : saved.entrySet()) {
      Parameter parameter = net.get(entry.getKey());
      NDArray array = entry.getValue();
      if (parameter == null
          || !parameter.getShape().equals(array.getShape())
          || parameter.getArray().getDataType() != array.getDataType()) {
        throw new IOException(
            "the array " + entry.getKey() + " of shape " + array.getShape() + " has no place here");
      }
      array.copyTo(parameter.getArray());
    }
  }
}
