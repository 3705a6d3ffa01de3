package adapt4j.kernel;

import java.io.File;
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
  private static final int FLUSH_MILLIS = 200;
  private static final int PATIENCE_MILLIS = 3_000;

  private Main() {}

  /** Runs a kernel until Jupyter ends it, or ends itself. */
  public static void main(String[] args) throws GeneralSecurityException, InterruptedException {
    if (args.length != 1) {
      fail("usage: java adapt4j.kernel.Main CONNECTION_FILE. Jupyter starts this, or ./lab.");
    }
    logToFile();
    // The slowest part of a start is the compiler, so it begins first, beside everything else.
    CompletableFuture<Shell> shell = CompletableFuture.supplyAsync(Shell::open);
    shell.thenRun(Heap::watch).exceptionally(Main::noShell);
    Path home = Optional.ofNullable(System.getenv("ADAPT4J_HOME")).map(Path::of).orElse(null);
    Connection connection = new Connection(read(args[0]));
    JavaKernel kernel = new JavaKernel(shell, home, Main::endSoon);
    kernel.becomeHandlerForConnection(connection);
    kernel.onStartup();
    connection.connect();
    endWithJupyter();
    javaLoggingToFile();
    Thread.setDefaultUncaughtExceptionHandler(Main::uncaught);
    Thread.currentThread().join(); // all the work is done by daemon threads
  }

  private static void fail(String reason) {
    System.err.println(reason);
    System.exit(2);
  }

  private static KernelConnectionProperties read(String file) {
    try {
      return KernelConnectionProperties.parse(Files.readString(Path.of(file)));
    } catch (IOException e) {
      fail("cannot read the connection file " + file + ". Jupyter writes it; start ./lab again.");
      throw new AssertionError(e);
    }
  }

  private static Void noShell(Throwable error) {
    error.printStackTrace();
    fail("JShell does not start. The kernel needs a whole JDK, 17 or later, not only a JRE.");
    return null;
  }

  private static void logToFile() {
    String log = System.getenv("ADAPT4J_LOG");
    if (log != null) {
      File folder = new File(log).getAbsoluteFile().getParentFile();
      if (!folder.isDirectory() && !folder.mkdirs()) {
        System.err.println("cannot make the folder of the log file " + log);
      }
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

  private static void endSoon() {
    Runnable work =
        () -> {
          pause(FLUSH_MILLIS); // the last messages are sent in the background
          end();
        };
    new Thread(work, "end").start();
  }

  private static void end() {
    Runnable work =
        () -> {
          pause(PATIENCE_MILLIS); // for what programs do at exit, but not for ever
          Runtime.getRuntime().halt(0);
        };
    Thread halt = new Thread(work, "halt");
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
