package adapt4j.kernel;

import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.dflib.jjava.jupyter.channels.IOPubChannel;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishStatus;
import org.dflib.jjava.jupyter.messages.reply.InputReply;
import org.dflib.jjava.jupyter.messages.request.InputRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/**
 * The five sockets to Jupyter, each served by one thread of its own.
 *
 * <p>The base library would poll every 50 ms and lose a channel to the first bad message; here each
 * thread sleeps until a message comes, and outlives what it cannot read. No other thread touches a
 * socket, because an interrupted thread that writes to one would close it.
 */
final class Connection extends JupyterConnection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int ABORT_WINDOW_MILLIS = 100;
  private static final int INPUT_POLL_MILLIS = 50;

  private final KernelConnectionProperties properties;
  private final ZMQ.Context context = ZMQ.context(1);
  private final ZMQ.Socket heartbeat;
  private final ShellChannel shell;
  private final ShellChannel control;
  private final StdinChannel stdin;
  private final IOPubChannel iopub;
  private final Publisher publisher;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final ExecutorService inputs =
      Executors.newSingleThreadExecutor(r -> Heap.sturdyThread(r, "stdin"));
  private volatile boolean abort;

  Connection(KernelConnectionProperties properties) throws GeneralSecurityException {
    super(properties);
    super.close(); // its sockets, which could not be served in this way
    this.properties = properties;
    context.setThreadFactor(Heap::sturdyThread);
    HMACGenerator signer = properties.createHMACGenerator();
    heartbeat = context.socket(SocketType.ROUTER);
    shell = new ShellChannel(context, signer, false, this);
    control = new ShellChannel(context, signer, true, this);
    stdin = new StdinChannel(context, signer);
    iopub = new IOPubChannel(context, signer);
    publisher = new Publisher(iopub);
  }

  @Override
  public void connect() {
    bind(heartbeat, properties.getHbPort());
    bind(shell, properties.getShellPort());
    bind(control, properties.getControlPort());
    bind(stdin, properties.getStdinPort());
    bind(iopub, properties.getIopubPort());
    publisher.start();
    publisher.publish(new Message<>(null, PublishStatus.MESSAGE_TYPE, PublishStatus.STARTING));
    Heap.sturdyThread(() -> forever(() -> ZMsg.recvMsg(heartbeat).send(heartbeat)), "heartbeat")
        .start();
    Heap.sturdyThread(() -> forever(() -> handle(control, control.readMessage())), "control")
        .start();
    Heap.sturdyThread(() -> forever(this::serveShell), "shell").start();
  }

  private void bind(ZMQ.Socket socket, int port) {
    socket.bind(properties.getTransport() + "://" + properties.getIp() + ":" + port);
  }

  private static void forever(Runnable step) {
    while (true) {
      try {
        step.run();
      } catch (OutOfMemoryError e) {
        throw e; // starts this loop again
      } catch (Exception | Error e) {
        LOG.warn("a message was not handled", e);
      }
    }
  }

  @Override
  public IOPubChannel getIOPub() {
    return iopub;
  }

  /** After a cell has failed: the cells that Jupyter has already sent are not to run. */
  void abortWaiting() {
    abort = true;
  }

  /** Asks the front end for a line of input. Cancelling the future ends the wait for it. */
  CompletableFuture<String> ask(MessageContext cell) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    inputs.execute(
        () -> {
          try (ZMQ.Poller poller = poller(stdin)) {
            while (poller.poll(0) > 0) {
              stdin.readMessage(); // the answer to a question that was given up
            }
            stdin.sendMessage(
                new Message<>(cell, InputRequest.MESSAGE_TYPE, new InputRequest("", false)));
            while (!answer.isDone()) {
              if (poller.poll(INPUT_POLL_MILLIS) > 0) {
                answer.complete(stdin.readMessage(InputReply.MESSAGE_TYPE).getContent().getValue());
              }
            }
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private ZMQ.Poller poller(ZMQ.Socket socket) {
    ZMQ.Poller poller = context.poller(1);
    poller.register(socket, ZMQ.Poller.POLLIN);
    return poller;
  }

  private void serveShell() {
    Runnable next = waiting.poll();
    if (next != null) {
      next.run();
    } else {
      handle(shell, shell.readMessage());
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private void handle(ShellChannel channel, Message<?> message) {
    MessageType<?> type = message.getHeader().getType();
    ShellHandler handler = getHandler(type);
    if (handler == null) {
      LOG.info("no answer to a message of type {}", type);
      return;
    }
    ShellReplyEnvironment reply = prepareReplyEnv(channel, message);
    try {
      handler.handle(reply, message);
      if (abort && channel == shell) {
        abort = false;
        collectWaiting();
      }
    } finally {
      reply.resolveDeferrals();
    }
  }

  // Done before the failed cell is answered: a cell that is sent after the answer is to run.
  private void collectWaiting() {
    try (ZMQ.Poller poller = poller(shell)) {
      while (poller.poll(ABORT_WINDOW_MILLIS) > 0) {
        Message<?> message = shell.readMessage();
        boolean isCell = message.getHeader().getType() == MessageType.EXECUTE_REQUEST;
        waiting.add(isCell ? () -> refuse(message) : () -> handle(shell, message));
      }
    }
  }

  private void refuse(Message<?> message) {
    ShellReplyEnvironment reply = prepareReplyEnv(shell, message);
    reply.setBusyDeferIdle();
    reply.reply(Reply.aborted(message));
    reply.resolveDeferrals();
  }

  @Override
  public ShellReplyEnvironment prepareReplyEnv(ShellChannel channel, MessageContext request) {
    return new Reply(channel, stdin, iopub, request, publisher);
  }
}
