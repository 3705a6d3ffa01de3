package adapt4j.rag;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * A chat model behind any endpoint that speaks OpenAI's protocol: Ollama, vLLM, llama.cpp, a cloud.
 *
 * <pre>{@code
 * ChatModel model = ChatEndpoint.fromEnvironment();
 * model.chat("What is a bilge?");
 * }</pre>
 *
 * <p>Address, model and key come from the environment, so that none is in a notebook: {@code
 * ADAPT4J_CHAT_URL} (such as {@code http://localhost:11434/v1}), {@code ADAPT4J_CHAT_MODEL}, and
 * {@code ADAPT4J_CHAT_KEY} where one is needed. The key is never printed, and what a server says
 * about an error is not either, since some repeat the key. When a server is busy (429, 5xx), the
 * call is repeated twice.
 */
public final class ChatEndpoint implements ChatModel {
  static final String URL = "ADAPT4J_CHAT_URL";
  static final String MODEL = "ADAPT4J_CHAT_MODEL";
  static final String KEY = "ADAPT4J_CHAT_KEY";
  private static final int TRIES = 3;

  private final Map<String, String> settings;
  private final URI address;
  private final Duration timeout;
  private final Duration pause;
  private final OpenAiChatModel model;

  private ChatEndpoint(Map<String, String> settings, Duration timeout, Duration pause) {
    this.settings = settings;
    this.timeout = timeout;
    this.pause = pause;
    address = address(need(settings, URL));
    model =
        OpenAiChatModel.builder()
            .httpClientBuilder(new JdkHttpClientBuilder())
            .baseUrl(address.toString())
            .apiKey(key(settings))
            .modelName(need(settings, MODEL))
            .temperature(0.0)
            .timeout(timeout)
            .maxRetries(0)
            .build();
  }

  /**
   * The endpoint that the environment names.
   *
   * @return it; nothing is sent yet
   * @throws IllegalStateException if a variable is missing or is no address
   */
  public static ChatEndpoint fromEnvironment() {
    return of(System.getenv());
  }

  static ChatEndpoint of(Map<String, String> settings) {
    return new ChatEndpoint(settings, Duration.ofSeconds(60), Duration.ofSeconds(1));
  }

  /**
   * Sets how long an answer may take.
   *
   * @param timeout of one try; a minute if this is not called
   * @return a new endpoint
   */
  public ChatEndpoint optTimeout(Duration timeout) {
    return new ChatEndpoint(settings, timeout, pause);
  }

  ChatEndpoint optPause(Duration pause) {
    return new ChatEndpoint(settings, timeout, pause);
  }

  /**
   * Asks.
   *
   * @throws EndpointException if the endpoint cannot be reached, refuses, or answers nonsense
   */
  @Override
  public ChatResponse doChat(ChatRequest request) {
    for (int i = 1; ; i++) {
      try {
        ChatResponse response = model.chat(request);
        if (response.aiMessage().text() == null) {
          throw new EndpointException(toString() + " answered without a text.");
        }
        return response;
      } catch (EndpointException e) {
        throw e;
      } catch (RuntimeException e) {
        if (i == TRIES || !busy(e)) {
          throw clear(e);
        }
        rest(i);
      }
    }
  }

  /**
   * Asks, and hands on the answer while it is written.
   *
   * @param messages the conversation
   * @param reader is given the text piece by piece
   * @return the whole text
   * @throws EndpointException if the endpoint cannot be reached, refuses, or answers nonsense
   * @throws CancellationException if the thread is interrupted
   */
  public String stream(List<ChatMessage> messages, Consumer<String> reader) {
    OpenAiStreamingChatModel streaming =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(new JdkHttpClientBuilder())
            .baseUrl(address.toString())
            .apiKey(key(settings))
            .modelName(need(settings, MODEL))
            .temperature(0.0)
            .timeout(timeout)
            .build();
    CompletableFuture<String> whole = new CompletableFuture<>();
    StringBuilder text = new StringBuilder();
    streaming.chat(
        messages,
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String part) {
            text.append(part);
            reader.accept(part);
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            whole.complete(text.toString());
          }

          @Override
          public void onError(Throwable error) {
            whole.completeExceptionally(error);
          }
        });
    try {
      return whole.get();
    } catch (ExecutionException e) {
      throw clear(e.getCause());
    } catch (InterruptedException e) {
      throw new CancellationException("Stopped while the endpoint was answering.");
    }
  }

  private void rest(int tries) {
    try {
      Thread.sleep(pause.toMillis() * tries);
    } catch (InterruptedException e) {
      throw new CancellationException("Stopped while waiting for a busy endpoint.");
    }
  }

  private static boolean busy(Throwable error) {
    int status = status(error);
    return status == 429 || status >= 500;
  }

  private static int status(Throwable error) {
    HttpException http = find(error, HttpException.class);
    return http == null ? 0 : http.statusCode();
  }

  /** Without the cause: its message may hold what the server said. */
  private EndpointException clear(Throwable error) {
    int status = status(error);
    String what;
    if (status == 401 || status == 403) {
      what = " refused the key (HTTP " + status + "). Set " + KEY + " to one that is valid.";
    } else if (status == 404) {
      what = " knows no such address or model (HTTP 404). Check " + URL + " and " + MODEL + ".";
    } else if (status == 429) {
      what = " is asked too much (HTTP 429), also at the third try. Wait, or ask less often.";
    } else if (status >= 500) {
      what = " has a problem of its own (HTTP " + status + "), also at the third try.";
    } else if (status > 0) {
      what = " refused the request (HTTP " + status + ").";
    } else if (find(error, TimeoutException.class) != null
        || find(error, HttpTimeoutException.class) != null) {
      what = " gave no answer within " + timeout.toMillis() / 1e3 + " s. Try optTimeout(...).";
    } else if (unreachable(find(error, IOException.class))) {
      what = " cannot be reached. Is it running, and is " + URL + " right?";
    } else {
      what =
          " gave an answer that is not of OpenAI's protocol. Does " + URL + " end in /v1, perhaps?";
    }
    return new EndpointException(this + what);
  }

  /** Jackson's errors are IOExceptions, too. */
  private static boolean unreachable(IOException e) {
    return e != null && !e.getClass().getName().startsWith("com.fasterxml.");
  }

  private static <T extends Throwable> T find(Throwable error, Class<T> type) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }

  private static String need(Map<String, String> settings, String name) {
    String value = settings.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException(
          "The environment variable "
              + name
              + " is not set. A chat endpoint needs "
              + URL
              + " and "
              + MODEL
              + ", and "
              + KEY
              + " where a key is asked for.");
    }
    return value.strip();
  }

  private static String key(Map<String, String> settings) {
    String key = settings.get(KEY);
    return key == null || key.isBlank() ? null : key.strip();
  }

  private static URI address(String url) {
    try {
      URI address = URI.create(url);
      boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (web && address.getHost() != null && address.getUserInfo() == null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // told below, without what was set: there may be a key in it
    }
    throw new IllegalStateException(
        URL
            + " is not an address such as http://localhost:11434/v1, without a name or a password"
            + " in it.");
  }

  @Override
  public String toString() {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return "The chat endpoint at " + address.getHost() + port + " (" + need(settings, MODEL) + ")";
  }
}
