package adapt4j.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Jupyter that was found last. To ask Python takes a noticeable time, so its answer is kept for
 * as long as the files it rests on stay the same.
 */
final class JupyterMemory {
  private final Path file;

  JupyterMemory(Home home) {
    file = home.state().resolve("jupyter.json");
  }

  /** What was found behind a script; empty when that is not known, or true no more. */
  Optional<Jupyter> recall(Path script) {
    try {
      JsonObject known = Json.read(file);
      List<Path> modules = new ArrayList<>();
      for (JsonElement module : known.getAsJsonArray("modules")) {
        modules.add(Path.of(module.getAsString()));
      }
      Jupyter jupyter =
          new Jupyter(
              Path.of(known.get("python").getAsString()),
              known.get("app").getAsString(),
              known.get("version").getAsString(),
              modules);
      boolean same =
          known.getAsJsonObject("times").equals(Json.GSON.toJsonTree(times(script, modules)));
      return same && Files.isExecutable(jupyter.python()) ? Optional.of(jupyter) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // nothing, or nothing of use, or a module was removed
    }
  }

  /** Remembers what was found behind a script. */
  void keep(Path script, Jupyter jupyter) {
    Map<String, Object> known = new LinkedHashMap<>();
    known.put("python", jupyter.python().toString());
    known.put("app", jupyter.app());
    known.put("version", jupyter.version());
    known.put("modules", jupyter.modules().stream().map(Path::toString).toList());
    try {
      known.put("times", times(script, jupyter.modules()));
    } catch (IOException e) {
      return; // it changes at this very moment: ask again next time
    }
    Json.write(file, known);
  }

  /** When the script and the modules were last changed. */
  private static Map<String, String> times(Path script, List<Path> modules) throws IOException {
    Map<String, String> times = new LinkedHashMap<>();
    times.put(script.toString(), Files.getLastModifiedTime(script).toString());
    for (Path module : modules) {
      times.put(module.toString(), Files.getLastModifiedTime(module).toString());
    }
    return times;
  }
}
