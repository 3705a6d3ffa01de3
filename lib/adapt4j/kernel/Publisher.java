package adapt4j.kernel;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the whole notebook sees, in the order in which it came, from a thread of its own.
 *
 * <p>Text that comes in many small writes is joined: a notebook server drops messages when there
 * are more than a thousand in a second.
 */
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Gson GSON = new Gson();
  private static final int JOIN_MILLIS = 20;
  private static final int JOIN_CHARACTERS = 16_384;

  private final JupyterSocket socket;
  private final BlockingQueue<Message<?>> queue = new LinkedBlockingQueue<>();
  // Fields, so that nothing is lost when a full heap interrupts the work.
  private Message<?> current;
  private Message<?> next;

  Publisher(JupyterSocket socket) {
    this.socket = socket;
  }

  void start() {
    Heap.sturdyThread(this::work, "iopub").start();
  }

  /** Queues a message. Its content is taken as it is now: the caller may change it afterwards. */
  void publish(Message<?> message) {
    boolean isDisplay = message.getContent() instanceof DisplayData;
    queue.add(isDisplay ? Reply.withContent(message, snapshot(message.getContent())) : message);
  }

  private void work() {
    while (true) {
      try {
        if (current == null) {
          current = next == null ? queue.take() : next;
          next = null;
        }
        if (current.getContent() instanceof PublishStream) {
          join();
        }
        socket.sendMessage(current);
        current = null;
      } catch (Exception e) {
        LOG.warn("a message was not published", e);
        current = null;
      }
    }
  }

  private void join() throws InterruptedException {
    PublishStream first = (PublishStream) current.getContent();
    StringBuilder text = new StringBuilder(first.getText());
    next = next == null ? queue.poll(JOIN_MILLIS, TimeUnit.MILLISECONDS) : next;
    while (continues(current, next) && text.length() < JOIN_CHARACTERS) {
      text.append(((PublishStream) next.getContent()).getText());
      next = queue.poll(JOIN_MILLIS, TimeUnit.MILLISECONDS);
    }
    PublishStream joined = new PublishStream(first.getStreamType(), text.toString());
    current = Reply.withContent(current, joined);
  }

  private static boolean continues(Message<?> first, Message<?> next) {
    return next != null
        && next.getContent() instanceof PublishStream stream
        && stream.getStreamType() == ((PublishStream) first.getContent()).getStreamType()
        && next.getParentHeader() == first.getParentHeader();
  }

  // JSON types carry JSON, not text that holds JSON; most displays only have the text at hand.
  private static JsonObject snapshot(Object display) {
    JsonObject json = GSON.toJsonTree(display).getAsJsonObject();
    for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject("data").entrySet()) {
      String type = entry.getKey();
      JsonElement value = entry.getValue();
      if ((type.equals("application/json") || type.endsWith("+json"))
          && value.isJsonPrimitive()
          && value.getAsJsonPrimitive().isString()) {
        try {
          entry.setValue(JsonParser.parseString(value.getAsString()));
        } catch (JsonParseException e) {
          LOG.warn("{} is shown as text, because it is not JSON", type, e);
        }
      }
    }
    return json;
  }
}
