package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.data.message.UserMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatEndpointTest {
  private static final String SECRET = "sk-very-secret";
  private static final String RIGHT =
      """
      {"id":"1","object":"chat.completion","created":1,"model":"tiny","choices":[{"index":0,\
      "message":{"role":"assistant","content":"at nine [1]"},"finish_reason":"stop"}]}""";

  /** What the server does with the n-th request, from 1. */
  private interface Act {
    void on(HttpExchange exchange, int n) throws IOException, InterruptedException;
  }

  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private Act act = (exchange, n) -> send(exchange, 200, RIGHT);

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          try {
            act.on(exchange, bodies.size());
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          } finally {
            exchange.close();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void send(HttpExchange exchange, int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ChatEndpoint endpoint() {
    return ChatEndpoint.of(settings()).optPause(Duration.ofMillis(1));
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        ChatEndpoint.URL,
        "http://"
            + InetAddress.getLoopbackAddress().getHostAddress()
            + ":"
            + server.getAddress().getPort()
            + "/v1");
    settings.put(ChatEndpoint.MODEL, "tiny");
    settings.put(ChatEndpoint.KEY, SECRET);
    return settings;
  }

  @Test
  void itAnswersAndReads() {
    assertEquals("at nine [1]", endpoint().chat("When?"));
    assertEquals("Bearer " + SECRET, keys.get(0));
    assertTrue(bodies.get(0).contains("\"tiny\""), bodies.get(0));
    try (KnowledgeBase base = Bag.base()) {
      Rag rag = Rag.builder().setCorpus(base).setGenerator(ChatReader.of(endpoint())).build();
      Answer answer = rag.ask("What does the dog Pepper eat?");
      assertEquals("at nine", answer.text());
      assertEquals("dogs", answer.citations().get(0).chunk().document());
    }
  }

  @Test
  void withoutAKeyNoneIsSent() {
    Map<String, String> settings = settings();
    settings.remove(ChatEndpoint.KEY);
    assertEquals("at nine [1]", ChatEndpoint.of(settings).chat("When?"));
    assertEquals(List.of("null"), keys);
  }

  @Test
  void aRefusedKeyIsNamedAndNotRepeated() {
    act = (exchange, n) -> send(exchange, 401, "{\"error\":{\"message\":\"bad " + SECRET + "\"}}");
    says("refused the key (HTTP 401)", endpoint());
    assertEquals(1, bodies.size());
    act = (exchange, n) -> send(exchange, 404, "{}");
    says("HTTP 404", endpoint());
    act = (exchange, n) -> send(exchange, 400, "{}");
    says("HTTP 400", endpoint());
  }

  @Test
  void aBusyServerIsAskedAgain() {
    act = (exchange, n) -> send(exchange, n < 3 ? 429 : 200, n < 3 ? "{}" : RIGHT);
    assertEquals("at nine [1]", endpoint().chat("When?"));
    assertEquals(3, bodies.size());
    act = (exchange, n) -> send(exchange, 429, "slow down");
    says("HTTP 429", endpoint());
    assertEquals(6, bodies.size());
    act = (exchange, n) -> send(exchange, 503, "");
    says("HTTP 503", endpoint());
    assertEquals(9, bodies.size());
  }

  @Test
  void silenceEndsInTime() {
    CountDownLatch end = new CountDownLatch(1);
    act = (exchange, n) -> end.await();
    try {
      says("no answer within 0.3 s", endpoint().optTimeout(Duration.ofMillis(300)));
    } finally {
      end.countDown();
    }
  }

  @Test
  void nobodyThere() {
    server.stop(0);
    says("cannot be reached", endpoint());
  }

  @Test
  void nonsenseIsNamed() {
    for (String body : List.of("<html>hello</html>", "{\"choices\":[]}", "{\"choi")) {
      act = (exchange, n) -> send(exchange, 200, body);
      says("not of OpenAI's protocol", endpoint());
    }
  }

  @Test
  void theTextComesPieceByPiece() {
    act =
        (exchange, n) -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          for (String part : List.of("at ", "nine")) {
            String event =
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + part + "\"}}]}\n\n";
            exchange.getResponseBody().write(event.getBytes(StandardCharsets.UTF_8));
          }
          exchange.getResponseBody().write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        };
    List<String> parts = new ArrayList<>();
    String whole = endpoint().stream(List.of(UserMessage.from("When?")), parts::add);
    assertEquals("at nine", whole);
    assertEquals(List.of("at ", "nine"), parts);
    assertTrue(bodies.get(0).replace(" ", "").contains("\"stream\":true"), bodies.get(0));
    act = (exchange, n) -> send(exchange, 401, SECRET);
    EndpointException e =
        assertThrows(
            EndpointException.class,
            () -> endpoint().stream(List.of(UserMessage.from("When?")), parts::add));
    assertTrue(e.getMessage().contains("HTTP 401"), e.getMessage());
    assertFalse(e.toString().contains(SECRET));
  }

  @Test
  void settingsAreChecked() {
    for (String name : List.of(ChatEndpoint.URL, ChatEndpoint.MODEL)) {
      Map<String, String> some = settings();
      some.remove(name);
      String message =
          assertThrows(IllegalStateException.class, () -> ChatEndpoint.of(some)).getMessage();
      assertTrue(message.contains(name + " is not set"), message);
    }
    for (String url :
        List.of("localhost", "ftp://host/v1", "http://user:" + SECRET + "@host/v1", "http://a b")) {
      Map<String, String> some = settings();
      some.put(ChatEndpoint.URL, url);
      String message =
          assertThrows(IllegalStateException.class, () -> ChatEndpoint.of(some)).getMessage();
      assertFalse(message.contains(SECRET), message);
    }
    assertTrue(endpoint().toString().contains("tiny"));
    assertFalse(endpoint().toString().contains(SECRET));
  }

  private static void says(String words, ChatEndpoint endpoint) {
    EndpointException e =
        assertThrows(EndpointException.class, () -> endpoint.chat("When does it open?"));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertFalse(e.getMessage().contains(SECRET), e.getMessage());
    assertNull(e.getCause());
  }
}
