package adapt4j.kernel;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.HelpLink;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.publish.PublishStream.StreamType;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.jupyter.messages.request.ShutdownRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers Jupyter's requests. */
final class JavaKernel extends BaseKernel {
  private static final Logger LOG = LoggerFactory.getLogger(JavaKernel.class);

  private final CompletableFuture<Shell> shell;
  private final History history;
  private final CellIO cellIo;
  private final Classpath classpath = new Classpath();
  private final Path home;
  private final Runnable end;
  private Connection connection;
  private volatile ShellReplyEnvironment latest;
  private volatile boolean inputAllowed;

  /**
   * A kernel.
   *
   * @param shell may still be warming up
   * @param home the lab's checkout, or null
   * @param end ends the process
   */
  JavaKernel(CompletableFuture<Shell> shell, Path home, Runnable end) {
    this(shell, home, end, new History(), new CellIO());
  }

  private JavaKernel(
      CompletableFuture<Shell> shell, Path home, Runnable end, History history, CellIO io) {
    super(
        "adapt4j",
        "0.1.0",
        language(),
        List.of(new HelpLink("Deep Java Library", "https://docs.djl.ai")),
        history,
        io,
        new CommManager(),
        new Renderer(),
        null,
        null,
        false,
        new StringStyler("", "", "", line -> ""));
    this.shell = shell;
    this.home = home;
    this.end = end;
    this.history = history;
    this.cellIo = io;
  }

  private static LanguageInfo language() {
    String version = System.getProperty("java.specification.version");
    return new LanguageInfo(
        "Java", version, "text/x-java-source", ".java", "java", "text/x-java", null);
  }

  /** The base class opens its streams to its own package only. */
  private static final class CellIO extends JupyterIO {
    CellIO() {
      super(StandardCharsets.UTF_8);
    }

    void attach(ShellReplyEnvironment reply) {
      setEnv(reply);
    }
  }

  @Override
  public void becomeHandlerForConnection(JupyterConnection jupyter) {
    super.becomeHandlerForConnection(jupyter);
    connection = (Connection) jupyter;
  }

  @Override
  public void onStartup() {
    super.onStartup();
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(CellStreams.output(StreamType.OUT, () -> latest, out));
    System.setErr(CellStreams.output(StreamType.ERR, () -> latest, err));
    System.setIn(new CellStreams.Input(this::askForLine));
  }

  private CompletableFuture<String> askForLine() {
    if (!inputAllowed) {
      throw new IllegalStateException(
          "System.in has nothing to read: this notebook runs without somebody who could type");
    }
    return connection.ask(((Reply) latest).getContext());
  }

  @Override
  protected synchronized void handleExecuteRequest(
      ShellReplyEnvironment reply, Message<ExecuteRequest> message) {
    ExecuteRequest request = message.getContent();
    boolean counts = request.shouldStoreHistory() && !request.isSilent();
    int count = counts ? executionCount.getAndIncrement() : executionCount.get();
    reply.setBusyDeferIdle();
    if (!request.isSilent()) {
      reply.publish(new PublishExecuteInput(request.getCode(), count));
    }
    if (counts) {
      history.add(count, request.getCode());
    }
    commManager.setMessageContext(message);
    cellIo.attach(reply);
    latest = reply;
    inputAllowed = request.isStdinEnabled();
    try {
      DisplayData shown = run(request.getCode(), count);
      if (shown != null && !request.isSilent()) {
        reply.publish(new PublishExecuteResult(count, shown));
      }
      reply.defer().reply(new ExecuteReply(count, Map.of()));
    } catch (CellError e) {
      reply.publish(new PublishError(e.kind(), e.getMessage(), e.lines()));
      ErrorReply error = new ErrorReply(e.kind(), e.getMessage(), e.lines());
      error.setExecutionCount(count);
      reply.defer().replyError(ExecuteReply.MESSAGE_TYPE.error(), error);
      if (request.shouldStopOnError()) {
        connection.abortWaiting();
      }
    }
  }

  private DisplayData run(String code, int count) throws CellError {
    CellThread thread = shell().thread();
    thread.beginCell();
    try {
      Heap.beginCell();
      Cell cell = shell().cut(count, code);
      for (String magic : cell.magics()) {
        classpath.run(magic, shell());
      }
      Object value = shell().run(cell);
      return value == null ? null : (DisplayData) thread.call(() -> render(value));
    } catch (CellError e) {
      throw e;
    } catch (Guard.Stop e) {
      throw Errors.interrupted(thread.hasLostThread());
    } catch (Throwable e) {
      if (Heap.isFull(e)) {
        Heap.releaseReserve();
      }
      LOG.warn("a cell could not be run", e);
      throw Errors.inKernel(e);
    } finally {
      thread.endCell();
    }
  }

  private DisplayData render(Object value) {
    if (value instanceof DisplayData display) {
      return display;
    }
    if (value.getClass().isArray()) {
      String text = Arrays.deepToString(new Object[] {value});
      return new DisplayData(text.substring(1, text.length() - 1));
    }
    return renderer.render(value);
  }

  private Shell shell() {
    return shell.join();
  }

  @Override
  public Object evalRaw(String source) {
    throw new UnsupportedOperationException("a cell cannot run another cell");
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    int cursor = code.offsetByCodePoints(0, at);
    Completion completion = Completion.at(code, cursor, shell().analysis());
    return new ReplacementOptions(
        completion.options(), code.codePointCount(0, completion.start()), at);
  }

  @Override
  public DisplayData inspect(String code, int at, boolean extraDetail) {
    int cursor = code.offsetByCodePoints(0, at);
    Javadoc javadoc = new Javadoc(classpath::entries, home);
    String text = new Inspection(shell().analysis(), javadoc).at(code, cursor);
    return text == null ? null : new DisplayData(text);
  }

  @Override
  public String isComplete(String code) {
    String indent = Cell.indentIfOpen(code, shell().analysis());
    if (indent != null) {
      return indent;
    }
    return Cell.isInvalid(code, shell().analysis()) ? IS_COMPLETE_BAD : IS_COMPLETE_YES;
  }

  @Override
  public void interrupt() {
    if (shell.isDone()) {
      shell().thread().interrupt();
    }
  }

  @Override
  protected void handleShutdownRequest(
      ShellReplyEnvironment reply, Message<ShutdownRequest> message) {
    super.handleShutdownRequest(reply, message);
    end.run();
  }
}
