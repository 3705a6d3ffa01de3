package adapt4j.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Jupyter that can show and run notebooks.
 *
 * @param python the interpreter that it is installed in
 * @param app the Python module to start: {@code notebook} or {@code jupyterlab}
 * @param version the version of that app
 * @param modules the files of the Python modules that it needs
 */
record Jupyter(Path python, String app, String version, List<Path> modules) {
  private static final Pattern SHEBANG =
      Pattern.compile("#!\\s*(?:/usr/bin/env\\s+)?(\\S*python[\\d.]*)\\b.*");
  // What pip writes where the path is too long for, or has a space in, the first line.
  private static final Pattern WRAPPED = Pattern.compile("'''exec'\\s+\"?(.+?)\"?\\s+\"\\$0\".*");

  private static final String PROBE =
      """
      import json
      from importlib import metadata, util
      def version(name):
          try:
              return metadata.version(name)
          except metadata.PackageNotFoundError:
              return None
      names = ("notebook", "jupyterlab", "nbclient", "nbconvert")
      versions = {name: version(name) for name in names}
      specs = [util.find_spec(name) for name in names if versions[name]]
      modules = [spec.origin for spec in specs if spec and spec.origin]
      print(json.dumps(dict(versions, modules=modules)))
      """;

  /** The first usable Jupyter: on the PATH, else the private one. */
  static Optional<Jupyter> find(Home home) {
    JupyterMemory memory = new JupyterMemory(home);
    List<Path> scripts = new ArrayList<>(Programs.onPath("jupyter"));
    scripts.add(home.venv().resolve("bin/jupyter"));
    for (Path script : scripts) {
      if (Files.exists(script)) {
        Optional<Jupyter> known = memory.recall(script);
        if (known.isPresent()) {
          return known;
        }
        Optional<Jupyter> found = interpreter(script).flatMap(Jupyter::in);
        if (found.isPresent()) {
          memory.keep(script, found.get());
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** What Jupyter keeps stays in the lab: nothing of the user's own Jupyter is read or changed. */
  Map<String, String> environment(Home home) {
    Map<String, String> environment = new LinkedHashMap<>();
    String others = System.getenv("JUPYTER_PATH");
    String ours = home.jupyter().toString();
    environment.put(
        "JUPYTER_PATH", others == null || others.isEmpty() ? ours : ours + ":" + others);
    environment.put("JUPYTER_CONFIG_DIR", configuration(home).toString());
    environment.put("JUPYTER_DATA_DIR", home.jupyter().resolve("data").toString());
    environment.put("JUPYTER_RUNTIME_DIR", home.jupyter().resolve("runtime").toString());
    environment.put("JUPYTERLAB_SETTINGS_DIR", configuration(home).resolve("lab").toString());
    environment.put(
        "JUPYTERLAB_WORKSPACES_DIR", configuration(home).resolve("workspaces").toString());
    environment.put("IPYTHONDIR", home.jupyter().resolve("ipython").toString());
    environment.put("ADAPT4J_HOME", home.root().toString());
    return environment;
  }

  /** Where this Jupyter reads its configuration. The two kinds of server misread each other's. */
  Path configuration(Home home) {
    return home.jupyter().resolve(isClassic() ? "config-classic" : "config");
  }

  /** Signs notebooks, so that Jupyter shows their tables and bars before they are run again. */
  void trust(Home home, List<Path> notebooks) {
    if (!notebooks.isEmpty()) {
      String sign = "from nbformat.sign import TrustNotebookApp as App; App.launch_instance()";
      List<String> command = new ArrayList<>(List.of(python.toString(), "-c", sign));
      notebooks.forEach(notebook -> command.add(notebook.toString()));
      Programs.ask(30, environment(home), command); // unsigned they are plainer, but all there
    }
  }

  /** Notebook 6 is a server of its own; later ones and JupyterLab stand on jupyter_server. */
  boolean isClassic() {
    return app.equals("notebook") && Integer.parseInt(version.split("\\.")[0]) < 7;
  }

  @Override
  public String toString() {
    return (app.equals("notebook") ? "Jupyter Notebook " : "JupyterLab ")
        + version
        + " ("
        + python
        + ")";
  }

  /** The interpreter that a {@code jupyter} script runs in. */
  static Optional<Path> interpreter(Path script) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(script), StandardCharsets.ISO_8859_1)
              .lines()
              .limit(2)
              .toList();
      Matcher first = SHEBANG.matcher(lines.isEmpty() ? "" : lines.get(0));
      if (first.matches()) {
        Path python = Path.of(first.group(1));
        return python.isAbsolute()
            ? Optional.of(python)
            : Programs.onPath(first.group(1)).stream().findFirst();
      }
      Matcher second = WRAPPED.matcher(lines.size() < 2 ? "" : lines.get(1));
      if (second.matches()) {
        byte[] path = second.group(1).getBytes(StandardCharsets.ISO_8859_1);
        return Optional.of(Path.of(new String(path, StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    // A wrapper, as version managers use: only Jupyter itself can tell.
    String text = Programs.ask(20, script.toString(), "troubleshoot").text();
    Matcher told = Pattern.compile("sys\\.executable:\\s*(\\S.*)").matcher(text);
    return told.find() ? Optional.of(Path.of(told.group(1).strip())) : Optional.empty();
  }

  /** The Jupyter of a Python, if it has all that the lab needs. */
  static Optional<Jupyter> in(Path python) {
    Programs.Answer answer = Programs.ask(20, python.toString(), "-c", PROBE);
    if (!answer.good()) {
      return Optional.empty();
    }
    try {
      JsonObject versions = Json.within(answer.text());
      boolean runs =
          versions != null
              && !versions.get("nbclient").isJsonNull()
              && !versions.get("nbconvert").isJsonNull();
      for (String app : List.of("notebook", "jupyterlab")) {
        if (runs && !versions.get(app).isJsonNull()) {
          List<Path> modules = new ArrayList<>();
          versions.getAsJsonArray("modules").forEach(m -> modules.add(Path.of(m.getAsString())));
          return Optional.of(
              new Jupyter(python, app, versions.get(app).getAsString(), List.copyOf(modules)));
        }
      }
    } catch (JsonParseException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
