package adapt4j.lm;

import adapt4j.Lab;
import adapt4j.nn.Layers;
import adapt4j.nn.SafeTensors;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Saves and loads language models: a safetensors file and a tokeniser in one folder. */
final class LmFile {
  static final String WEIGHTS = "model.safetensors";
  static final String TOKENS = "tokenizer.json";
  private static final String VERSION = "version";
  private static final String SIZE = "size";

  /** Rises when the network computes something else with the same weights. */
  private static final String CURRENT = "1";

  private LmFile() {}

  static void save(Lm lm, Path folder, DataType type) {
    Map<String, NDArray> arrays = Layers.arrays(lm.block());
    Set<String> plain = Layers.of(new LmNet(lm.size())).keySet();
    if (!arrays.keySet().equals(plain)) {
      throw new IllegalArgumentException(
          "There is an adapter in this model. Save it with its own save(...), and take it away with"
              + " remove() before the model is saved.");
    }
    try (NDManager scope = lm.lab().scope()) {
      Map<String, NDArray> written = new LinkedHashMap<>();
      arrays.forEach(
          (name, array) -> {
            NDArray own = array.toType(type, true);
            own.attach(scope);
            written.put(name, own);
          });
      Files.createDirectories(folder);
      lm.bpe().save(folder.resolve(TOKENS));
      Map<String, String> notes = Map.of(VERSION, CURRENT, SIZE, lm.size().json());
      SafeTensors.write(folder.resolve(WEIGHTS), written, notes);
    } catch (IOException e) {
      throw new ModelException(
          "The model could not be saved in " + folder + " (is it writable, is the disk full?).", e);
    }
  }

  static Lm load(Lab lab, Path folder) {
    Path file = folder.resolve(WEIGHTS);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          "There is no language model in " + folder + ": the file " + WEIGHTS + " is missing.",
          null);
    }
    Bpe bpe = Bpe.load(folder.resolve(TOKENS));
    try (NDManager scope = lab.scope()) {
      SafeTensors saved = SafeTensors.read(file, scope);
      String version = saved.notes().get(VERSION);
      if (version == null || !saved.notes().containsKey(SIZE)) {
        throw new IOException("it was not written by Lm.save");
      }
      if (!version.equals(CURRENT)) {
        throw new IOException(
            "it has version " + version + ", and this library knows version " + CURRENT + " only");
      }
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      saved.arrays().forEach((name, a) -> arrays.put(name, a.toType(DataType.FLOAT32, false)));
      LmSize size = LmSize.parse(saved.notes().get(SIZE));
      Lm lm = Lm.create(lab, size, bpe);
      try {
        lm.fill(arrays);
        return lm;
      } catch (RuntimeException e) {
        lm.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw new ModelException(
          "The model file "
              + file
              + " cannot be used: "
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
              + ". Fetch it anew, or save it again with this version of the library.",
          e);
    }
  }
}
