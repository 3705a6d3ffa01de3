package adapt4j.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.slf4j.LoggerFactory;

/**
 * Starts the kernel: {@code java ... adapt4j.kernel.Main CONNECTION_FILE}.
 *
 * <p>Reads {@code ADAPT4J_HOME} (the checkout; optional) and {@code ADAPT4J_LOG} (the log file;
 * without it logs go to the terminal, never to a notebook).
 */
public final class Main {
  private static final int FLUSH_MILLIS = 100;
  private static final int PATIENCE_MILLIS = 3_000;

  private Main() {}

  /** Runs a kernel until Jupyter ends it, or ends itself. */
  public static void main(String[] args)
      throws IOException, GeneralSecurityException, InterruptedException {
    if (args.length != 1) {
      System.err.println("usage: java adapt4j.kernel.Main CONNECTION_FILE (Jupyter starts this)");
      System.exit(2);
    }
    logToFile();
    // The slowest part of a start is the compiler, so it begins first, beside everything else.
    CompletableFuture<Shell> shell = CompletableFuture.supplyAsync(Shell::open);
    shell.thenRun(Heap::watch);
    KernelConnectionProperties properties =
        KernelConnectionProperties.parse(Files.readString(Path.of(args[0])));
    Path home = Optional.ofNullable(System.getenv("ADAPT4J_HOME")).map(Path::of).orElse(null);
    Connection connection = new Connection(properties);
    JavaKernel kernel = new JavaKernel(shell, home, () -> endSoon(connection));
    kernel.becomeHandlerForConnection(connection);
    kernel.onStartup();
    connection.connect();
    endWithJupyter();
    javaLoggingToFile();
    Thread.setDefaultUncaughtExceptionHandler(Main::uncaught);
    Thread.currentThread().join(); // all the work is done by daemon threads
  }

  private static void logToFile() {
    String log = System.getenv("ADAPT4J_LOG");
    if (log != null) {
      System.setProperty("org.slf4j.simpleLogger.logFile", log);
    }
    System.setProperty("org.slf4j.simpleLogger.cacheOutputStream", "true");
  }

  /** Some libraries log with java.util.logging, which would print to the notebook. */
  private static void javaLoggingToFile() {
    java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord r) {
            LoggerFactory.getLogger(r.getLoggerName() == null ? "root" : r.getLoggerName())
                .info(r.getLevel() + " " + r.getMessage(), r.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  /** A thread of a cell that an interrupt has stopped has nothing to tell. */
  private static void uncaught(Thread thread, Throwable error) {
    if (!(error instanceof Guard.Stop)) {
      System.err.print("Thread " + thread.getName() + ": ");
      error.printStackTrace();
    }
  }

  /** When Jupyter dies without a word, so does its kernel. */
  private static void endWithJupyter() {
    Optional<ProcessHandle> told =
        Optional.ofNullable(System.getenv("JPY_PARENT_PID"))
            .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)));
    told.or(() -> ProcessHandle.current().parent())
        .ifPresent(jupyter -> jupyter.onExit().thenRun(Main::end));
  }

  private static void endSoon(Connection connection) {
    Thread end =
        new Thread(
            () -> {
              connection.flush();
              pause(FLUSH_MILLIS); // the sockets send in the background
              end();
            },
            "end");
    end.start();
  }

  private static void end() {
    Thread halt =
        new Thread(
            () -> {
              pause(PATIENCE_MILLIS); // for what programs do at exit, but not for ever
              Runtime.getRuntime().halt(0);
            },
            "halt");
    halt.setDaemon(true);
    halt.start();
    System.exit(0);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
