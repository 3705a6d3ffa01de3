package adapt4j.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jupyter's server: on this machine only, with a token, without questions. */
final class Server {
  private final Home home;
  private final Jupyter jupyter;

  Server(Home home, Jupyter jupyter) {
    this.home = home;
    this.jupyter = jupyter;
  }

  /** Refuses a port that cannot be had. Null means that any will do. */
  static void checkPort(Integer port) {
    if (port == null) {
      return;
    }
    if (port < 1 || port > 65535) {
      throw new Problem("--port " + port + " is no port. Give a number from 1024 to 65535.");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(
          new java.net.InetSocketAddress(
              InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    } catch (IOException e) {
      throw new Problem(
          "Port "
              + port
              + " cannot be used: "
              + e.getMessage()
              + ". Give another with --port, or leave it out.",
          e);
    }
  }

  /**
   * Writes down the command that starts Jupyter. The script {@code lab} takes it from there, so
   * that no Java has to wait beside Jupyter.
   */
  void handOver(Path opens, Integer port, boolean noBrowser, long seed) {
    writeConfiguration();
    Map<String, String> environment = new LinkedHashMap<>(jupyter.environment(home));
    environment.put("ADAPT4J_SEED", Long.toString(seed));
    environment.put(
        KernelSpec.WARNINGS, home.kernelLog().resolveSibling("warnings.log").toString());
    // What Python's libraries say to each other helps nobody who learns Java.
    environment.put("PYTHONWARNINGS", "ignore");
    environment.put("PYDEVD_DISABLE_FILE_VALIDATION", "1");
    next(environment, command(opens, port, noBrowser));
  }

  /** Has the script {@code lab} go on with this command when we have ended. */
  static void next(Map<String, String> environment, List<String> command) {
    String next = System.getenv("ADAPT4J_NEXT");
    if (next == null) {
      throw new Problem("ADAPT4J_NEXT is not set. Start through the course's script ./lab.");
    }
    Json.write(Path.of(next), script(next, environment, command));
  }

  private List<String> command(Path opens, Integer port, boolean noBrowser) {
    List<String> command =
        new ArrayList<>(List.of(jupyter.python().toString(), "-m", jupyter.app()));
    if (port != null) {
      command.add("--port=" + port);
      command.add((jupyter.isClassic() ? "--NotebookApp" : "--ServerApp") + ".port_retries=0");
    }
    if (noBrowser) {
      command.add("--no-browser");
    } else if (!opens.equals(home.work())) {
      command.add(opens.toString());
    }
    return command;
  }

  private void writeConfiguration() {
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("ip", "127.0.0.1");
    server.put("allow_root", JupyterSetup.isRoot());
    server.put(jupyter.isClassic() ? "notebook_dir" : "root_dir", home.work().toString());
    // Jupyter prints its address all the same.
    Map<String, Object> quiet = Map.of("log_level", "WARN");
    Path folder = jupyter.configuration(home);
    if (jupyter.isClassic()) {
      Json.write(
          folder.resolve("jupyter_notebook_config.json"),
          Map.of("NotebookApp", server, "Application", quiet));
    } else {
      Json.write(
          folder.resolve("jupyter_server_config.json"),
          Map.of("ServerApp", server, "Application", quiet));
      // No question about news, no look-up of newer versions.
      Json.write(
          folder.resolve("labconfig/page_config.json"),
          Map.of(
              "disabledExtensions", Map.of("@jupyterlab/apputils-extension:announcements", true)));
    }
  }

  /**
   * Without a screen, Jupyter would look for a browser in vain, or open a text browser in this
   * terminal.
   */
  static boolean hasScreen() {
    Map<String, String> env = System.getenv();
    boolean linux = System.getProperty("os.name").equals("Linux");
    return !linux
        || env.containsKey("DISPLAY")
        || env.containsKey("WAYLAND_DISPLAY")
        || env.containsKey("BROWSER")
        || env.containsKey("WSL_DISTRO_NAME");
  }

  static String script(String itself, Map<String, String> environment, List<String> command) {
    StringBuilder script = new StringBuilder("rm -f " + quote(itself) + "\n");
    environment.forEach(
        (name, value) ->
            script.append("export ").append(name).append('=').append(quote(value)).append('\n'));
    script.append("exec");
    command.forEach(word -> script.append(' ').append(quote(word)));
    return script.append('\n').toString();
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
