package adapt4j.kernel;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.kernel.history.HistoryEntry;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.adapters.HistoryEntryAdapter;

/** Answers one request: replies on the channel it came from, publishes through the publisher. */
final class Reply extends ShellReplyEnvironment {
  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(HistoryEntry.class, HistoryEntryAdapter.INSTANCE)
          .create();

  private final Publisher publisher;
  private boolean deferNext;

  Reply(
      ShellChannel channel,
      StdinChannel stdin,
      JupyterSocket iopub,
      MessageContext request,
      Publisher publisher) {
    super(channel, stdin, iopub, request);
    this.publisher = publisher;
  }

  @Override
  public ShellReplyEnvironment defer() {
    deferNext = true;
    return this;
  }

  @Override
  public void publish(Message<?> message) {
    nowOrLater(() -> publisher.publish(message));
  }

  @Override
  public void reply(Message<?> message) {
    Message<?> complete = withContent(message, withStatus(message.getContent()));
    nowOrLater(() -> getShell().sendMessage(complete));
  }

  private void nowOrLater(Runnable send) {
    if (deferNext) {
      deferNext = false;
      defer(send);
    } else {
      send.run();
    }
  }

  /** The answer to a cell that is not run because one before it has failed. */
  static Message<?> aborted(Message<?> request) {
    JsonObject content = new JsonObject();
    content.addProperty("status", "aborted");
    return withContent(new Message<>(request, MessageType.EXECUTE_REPLY, null), content);
  }

  // The base library leaves the status out of some replies, though the protocol wants it.
  private static JsonObject withStatus(Object content) {
    JsonObject json = GSON.toJsonTree(content).getAsJsonObject();
    if (!json.has("status")) {
      json.addProperty("status", "ok");
    }
    return json;
  }

  /** The same message with other content, which Java's generics cannot say. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  static Message<?> withContent(Message<?> m, Object content) {
    return new Message(
        m.getIdentities(),
        m.getHeader(),
        m.getParentHeader(),
        m.getMetadata(),
        content,
        m.getBlobs());
  }
}
