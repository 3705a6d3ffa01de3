package adapt4j.lora;

import adapt4j.nn.SafeTensors;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Saves and loads adapters as safetensors, one file a folder. */
final class AdapterFile {
  static final String FILE = "adapter.safetensors";
  private static final String BASE = "base";
  private static final String CLASSES = "classes";

  private AdapterFile() {}

  static void write(Adapter adapter, Path folder, NDManager scope) {
    Map<String, String> notes = new HashMap<>(adapter.settings());
    notes.put(BASE, adapter.base());
    notes.put(CLASSES, new Gson().toJson(adapter.classes()));
    try {
      Files.createDirectories(folder);
      SafeTensors.write(folder.resolve(FILE), adapter.arrays(scope), notes);
    } catch (IOException e) {
      throw new ModelException(
          "The adapter could not be saved in " + folder + " (is it writable, is the disk full?).",
          e);
    }
  }

  static Adapter read(Path folder, NDManager scope) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          "There is no saved adapter in " + folder + ": the file " + FILE + " is missing.", null);
    }
    try {
      SafeTensors saved = SafeTensors.read(file, scope);
      Map<String, String> settings = new HashMap<>(saved.notes());
      String base = settings.remove(BASE);
      String[] classes = new Gson().fromJson(settings.remove(CLASSES), String[].class);
      if (base == null || classes == null || !settings.containsKey(Injected.METHOD)) {
        throw new IOException("it was not written by save(...) of Lora or Prefix");
      }
      return new Adapter(settings, base, List.of(classes), saved.arrays());
    } catch (IOException | JsonParseException | NullPointerException e) {
      throw new ModelException(
          "The adapter file " + file + " is damaged: " + e.getMessage() + ". Save it again.", e);
    }
  }
}
