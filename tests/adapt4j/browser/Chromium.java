package adapt4j.browser;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One page of a headless Chromium, driven over its DevTools protocol. */
final class Chromium implements AutoCloseable {
  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();

  private Chromium(Process process, String page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(page), new Answers())
            .join();
  }

  /** Where Chromium is, if it is installed. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Chromium start(Path program, Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    String browser = null;
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); browser == null; line = lines.readLine()) {
      if (line == null) {
        throw new IOException("Chromium ended before it listened.");
      }
      browser = line.startsWith("DevTools listening on ") ? line.substring(22) : null;
    }
    Thread drain = new Thread(() -> lines.lines().forEach(line -> {}), "chromium output");
    drain.setDaemon(true);
    drain.start();
    URI list = URI.create("http://127.0.0.1:" + URI.create(browser).getPort() + "/json/list");
    String text =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString())
            .body();
    for (JsonElement target : new Gson().fromJson(text, JsonArray.class)) {
      JsonObject page = target.getAsJsonObject();
      if (page.get("type").getAsString().equals("page")) {
        return new Chromium(process, page.get("webSocketDebuggerUrl").getAsString());
      }
    }
    throw new IOException("Chromium has no page.");
  }

  void open(String address, int width, int height) throws Exception {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    send("Page.navigate", Map.of("url", address));
  }

  /** The value of a JavaScript expression; null for undefined. */
  JsonElement evaluate(String expression) throws Exception {
    JsonObject result =
        send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.getAsJsonObject("result").get("value");
  }

  /** Clicks on the middle of an element, as a hand would. */
  void click(String element) throws Exception {
    JsonArray at =
        evaluate(
                "(e => { const r = e.getBoundingClientRect();"
                    + " return [r.x + r.width / 2, r.y + r.height / 2]; })("
                    + element
                    + ")")
            .getAsJsonArray();
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      send(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              at.get(0).getAsDouble(),
              "y",
              at.get(1).getAsDouble(),
              "button",
              type.equals("mouseMoved") ? "none" : "left",
              "clickCount",
              1));
    }
  }

  /** Waits until an expression is true; one that throws counts as false. */
  void await(String what, String expression, int seconds) throws Exception {
    String safe =
        "(() => { try { return !!(" + expression + "); } catch (e) { return false; } })()";
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!evaluate(safe).getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Waited " + seconds + " s in vain for: " + what);
      }
      Thread.sleep(200);
    }
  }

  void screenshot(Path file) throws Exception {
    JsonObject result = send("Page.captureScreenshot", Map.of("format", "png"));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(result.get("data").getAsString()));
  }

  private JsonObject send(String method, Map<String, ?> parameters) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    Map<String, Object> message = Map.of("id", id, "method", method, "params", parameters);
    socket.sendText(new Gson().toJson(message), true).join();
    JsonObject whole = answer.get(60, TimeUnit.SECONDS);
    if (whole.has("error")) {
      throw new IOException(method + ": " + whole.get("error"));
    }
    return whole.getAsJsonObject("result");
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    children.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        JsonObject message = new Gson().fromJson(parts.toString(), JsonObject.class);
        parts.setLength(0);
        if (message.has("id")) {
          waiting.remove(message.get("id").getAsInt()).complete(message);
        }
      }
      from.request(1);
      return null;
    }
  }
}
