package adapt4j.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/**
 * Starts a kernel as Jupyter would and talks to it, without Jupyter and without Python: just enough
 * to run a cell and see its result (<a
 * href="https://jupyter-client.readthedocs.io/en/stable/messaging.html">the protocol</a>).
 */
final class KernelClient implements AutoCloseable {
  private static final Gson GSON = new Gson();
  private static final String DELIMITER = "<IDS|MSG>";
  private static final String SCHEME = "hmac-sha256"; // of signatures
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long ASK_AGAIN_MILLIS = 50;
  private static final int RECONNECT_MILLIS = 2; // the kernel's sockets are not there at first
  private static final int TYPE = 1; // place of the header behind the delimiter and the signature

  private final String key = UUID.randomUUID().toString();
  private final HMACGenerator signer = signer(key);
  private final String session = UUID.randomUUID().toString();
  private final ZContext context = new ZContext();
  private final Map<String, Integer> ports = freePorts();
  private final ZMQ.Socket shell = connect(SocketType.DEALER, "shell_port");
  private final ZMQ.Socket control = connect(SocketType.DEALER, "control_port");
  private final ZMQ.Socket iopub = connect(SocketType.SUB, "iopub_port");
  private final Path file;
  private final Process process;
  private final long started;
  private double readySeconds;

  /**
   * Starts a kernel and waits until it answers.
   *
   * @param spec how; its flags may be changed by {@code more}
   * @param more options for Java besides
   * @throws IOException if it does not start or does not answer
   */
  KernelClient(KernelSpec spec, List<String> more) throws IOException {
    iopub.subscribe(ZMQ.SUBSCRIPTION_ALL);
    file = Files.createTempFile("adapt4j-kernel", ".json");
    Map<String, Object> connection = new LinkedHashMap<>(ports);
    connection.put("ip", "127.0.0.1");
    connection.put("transport", "tcp");
    connection.put("signature_scheme", SCHEME);
    connection.put("key", key);
    Files.writeString(file, GSON.toJson(connection));
    Path log = spec.home().kernelLog().resolveSibling("kernel-client.log");
    Files.createDirectories(log.getParent());
    ProcessBuilder builder = new ProcessBuilder(spec.command(file.toString(), more));
    builder.environment().putAll(spec.environment());
    builder.environment().remove("JPY_PARENT_PID"); // it is us whom the kernel ends with
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    started = System.nanoTime();
    process = builder.start();
    try {
      awaitReady();
    } catch (IOException e) {
      close();
      throw new IOException(e.getMessage() + "; what it wrote: " + log, e);
    }
  }

  private static HMACGenerator signer(String key) {
    try {
      return new HMACGenerator(SCHEME, key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java signs by " + SCHEME, e);
    }
  }

  private static Map<String, Integer> freePorts() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (String name : List.of("shell", "control", "iopub", "stdin", "hb")) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        ports.put(name + "_port", socket.getLocalPort());
      }
      for (ServerSocket socket : held) {
        socket.close();
      }
    } catch (IOException e) {
      throw new Problem("There is no free port for a kernel: " + e.getMessage(), e);
    }
    return ports;
  }

  private ZMQ.Socket connect(SocketType type, String port) {
    ZMQ.Socket socket = context.createSocket(type);
    socket.setLinger(0);
    socket.setReconnectIVL(RECONNECT_MILLIS);
    socket.connect("tcp://127.0.0.1:" + ports.get(port));
    return socket;
  }

  /**
   * As Jupyter does: asks until it hears an answer and a broadcast, so that no result is missed.
   */
  private void awaitReady() throws IOException {
    boolean answered = false;
    boolean heard = false;
    long limit = System.currentTimeMillis() + PATIENCE_MILLIS;
    send(shell, "kernel_info_request", Map.of());
    try (ZMQ.Poller poller = context.createPoller(2)) {
      poller.register(shell, ZMQ.Poller.POLLIN);
      poller.register(iopub, ZMQ.Poller.POLLIN);
      while (!answered || !heard) {
        poller.poll(ASK_AGAIN_MILLIS);
        if (poller.pollin(0)) {
          receive(shell);
          answered = true;
        }
        if (poller.pollin(1)) {
          receive(iopub);
          heard = true;
        }
        if (answered && !heard && !poller.pollin(0)) {
          send(shell, "kernel_info_request", Map.of());
        }
        checkAlive(limit);
      }
    }
    readySeconds = seconds();
  }

  private void checkAlive(long limit) throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the kernel ended with status " + process.exitValue());
    }
    if (System.currentTimeMillis() > limit) {
      throw new IOException("the kernel gave no answer within " + PATIENCE_MILLIS / 1000 + " s");
    }
  }

  /** Seconds from the start of the process to this moment. */
  double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  /** Seconds from the start of the process until the kernel had answered. */
  double readySeconds() {
    return readySeconds;
  }

  /**
   * Runs a cell.
   *
   * @return the result as plain text
   * @throws IOException if the cell fails, has no result, or the kernel is gone
   */
  String run(String code) throws IOException {
    Map<String, Object> cell = new LinkedHashMap<>();
    cell.put("code", code);
    cell.put("silent", false);
    cell.put("store_history", true);
    cell.put("user_expressions", Map.of());
    cell.put("allow_stdin", false);
    cell.put("stop_on_error", true);
    String request = send(shell, "execute_request", cell);
    long limit = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (true) {
      try (ZMQ.Poller poller = context.createPoller(1)) {
        poller.register(iopub, ZMQ.Poller.POLLIN);
        if (poller.poll(ASK_AGAIN_MILLIS) <= 0) {
          checkAlive(limit);
          continue;
        }
      }
      List<JsonObject> message = receive(iopub);
      JsonObject parent = message.get(1);
      if (!parent.has("msg_id") || !parent.get("msg_id").getAsString().equals(request)) {
        continue;
      }
      JsonObject content = message.get(3);
      switch (message.get(0).get("msg_type").getAsString()) {
        case "execute_result" -> {
          return content.getAsJsonObject("data").get("text/plain").getAsString();
        }
        case "error" ->
            throw new IOException("the cell failed: " + content.get("evalue").getAsString());
        case "status" -> {
          if (content.get("execution_state").getAsString().equals("idle")) {
            throw new IOException("the cell " + code + " has no result");
          }
        }
        default -> {}
      }
    }
  }

  private String send(ZMQ.Socket socket, String type, Map<String, Object> content) {
    String id = UUID.randomUUID().toString();
    Map<String, String> header = new LinkedHashMap<>();
    header.put("msg_id", id);
    header.put("username", "lab");
    header.put("session", session);
    header.put("date", java.time.Instant.now().toString());
    header.put("msg_type", type);
    header.put("version", "5.3");
    byte[][] parts =
        Stream.of(GSON.toJson(header), "{}", "{}", GSON.toJson(content))
            .map(part -> part.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    ZMsg message = new ZMsg();
    message.add(DELIMITER);
    message.add(signer.calculateSignature(parts));
    List.of(parts).forEach(message::add);
    message.send(socket);
    return id;
  }

  /** Header, parent's header, metadata, content. */
  private static List<JsonObject> receive(ZMQ.Socket socket) {
    List<String> frames = new ArrayList<>();
    ZMsg.recvMsg(socket).forEach(f -> frames.add(f.getString(StandardCharsets.UTF_8)));
    int header = frames.indexOf(DELIMITER) + 1 + TYPE;
    return frames.subList(header, header + 4).stream()
        .map(frame -> GSON.fromJson(frame, JsonObject.class))
        .toList();
  }

  /** Asks the kernel to end, waits for it, and ends it where it does not. */
  @Override
  public void close() {
    try {
      send(control, "shutdown_request", Map.of("restart", false));
      if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(file);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    } finally {
      context.close();
    }
  }
}
