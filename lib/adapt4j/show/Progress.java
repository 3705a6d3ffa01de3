package adapt4j.show;

import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A bar that fills while work is done, with rate and time left:
 *
 * <pre>{@code
 * try (Progress progress = Progress.of("Training", 660)) {
 *   for (...) {
 *     progress.step("loss 0.31");
 *   }
 * }
 * }</pre>
 *
 * <p>At the end a short line stays: "Training 660/660, 12.3 s". Closed before all steps are done,
 * it says where it stopped, or ended ({@link #enough}). In a plain terminal the line goes to
 * standard error; in a log only the last one does. May be stepped from several threads.
 */
public final class Progress implements AutoCloseable {
  /** Ten a second look smooth; more would only load the browser. */
  private static final long PAUSE_NANOS = 100_000_000L;

  private static final double SECOND = 1e9;

  private static volatile Runnable listener = () -> {};

  private final String title;
  private final long total;
  private final LongSupplier clock;
  private final Live live = new Live();
  private final boolean inNotebook = Notebook.running().isPresent();
  private final boolean inTerminal = !inNotebook && Terminal.isInteractive();
  private final long start;
  private long lastShown;
  private long done;
  private Supplier<String> detail = () -> "";
  private final boolean silent;
  private boolean closed;
  private boolean enough;

  private Progress(String title, long total, LongSupplier clock, boolean silent) {
    this.title = Display.need(title, "title of the progress");
    if (total < 1) {
      throw new IllegalArgumentException(
          "Progress '" + title + "' has " + total + " steps. It needs at least 1.");
    }
    this.total = total;
    this.clock = clock;
    this.silent = silent;
    start = clock.getAsLong();
    show();
  }

  /** Starts a bar of so many steps. */
  public static Progress of(String title, long total) {
    return of(title, total, System::nanoTime);
  }

  static Progress of(String title, long total, LongSupplier nanoClock) {
    return new Progress(title, total, nanoClock, false);
  }

  /** Shows nothing: for work inside other work that has a bar already. */
  public static Progress silent() {
    return new Progress("silent", 1, System::nanoTime, true);
  }

  /**
   * Has somebody called after each step of each bar that is shown, by the thread that takes the
   * step: so a benchmark looks into a run while it goes on. There is one listener at a time.
   *
   * @param listener what to call; {@code () -> {}} to call nobody, as it is at first
   */
  public static void listen(Runnable listener) {
    Progress.listener = listener;
  }

  /** One step is done. */
  public synchronized void step() {
    step(detail);
  }

  /** One step is done; the detail stands beside the bar, for example "loss 0.31". */
  public void step(String newDetail) {
    step(() -> newDetail);
  }

  /**
   * One step is done; the detail stands beside the bar.
   *
   * @param newDetail asked only when the bar is drawn, so it may take a moment
   */
  public synchronized void step(Supplier<String> newDetail) {
    if (closed) {
      return;
    }
    done++;
    detail = Display.need(newDetail, "detail");
    if (clock.getAsLong() - lastShown >= PAUSE_NANOS) {
      show();
    }
    if (!silent) {
      listener.run();
    }
  }

  /** Changes what stands beside the bar, without a step. */
  public synchronized void note(String newDetail) {
    detail = () -> newDetail;
  }

  /** The work is done before all steps were taken: what follows is an end, not an interruption. */
  public synchronized void enough() {
    enough = true;
  }

  /** Ends the bar and leaves its last line. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    show();
  }

  private void show() {
    if (silent) {
      return;
    }
    lastShown = clock.getAsLong();
    String line = line();
    if (inNotebook) {
      live.html(html(line), line);
    } else if (inTerminal) {
      Terminal.rewrite(line, closed);
    } else if (closed) {
      System.err.println(line);
    }
  }

  private String line() {
    double seconds = (lastShown - start) / SECOND;
    String count = Numbers.format(done) + "/" + Numbers.format(total);
    String state;
    if (!closed) {
      state = title + " " + count + pace(seconds);
    } else if (done >= total) {
      state = title + " " + count + ", " + Numbers.duration(seconds);
    } else {
      String end = enough ? " ended early at " : " stopped at ";
      state = title + end + done + " of " + total + ", " + Numbers.duration(seconds);
    }
    String beside = detail.get();
    return beside == null || beside.isEmpty() ? state : state + ", " + beside;
  }

  /** Rate and time left, once there is something to judge by. */
  private String pace(double seconds) {
    if (done == 0 || seconds < 0.5) {
      return "";
    }
    double rate = done / seconds;
    String speed =
        rate >= 1
            ? String.format(Locale.ROOT, rate < 10 ? "%.1f/s" : "%.0f/s", rate)
            : Numbers.duration(1 / rate) + " each";
    double left = Math.max(0, total - done) / rate;
    return ", " + speed + ", " + Numbers.duration(left) + " left";
  }

  private String html(String line) {
    double percent = Math.min(100, 100.0 * done / total);
    String color = closed ? (enough || done >= total ? "#009E73" : "#D55E00") : "#0072B2";
    return String.format(
        Locale.ROOT,
        "<div style=\"margin:2px 0;\">"
            + "<div style=\"display:inline-block;width:180px;height:8px;margin-right:10px;"
            + "border-radius:4px;vertical-align:middle;background-color:rgba(128,128,128,0.25);\">"
            + "<div style=\"width:%.1f%%;height:8px;border-radius:4px;background-color:%s;\"></div>"
            + "</div>%s</div>",
        percent,
        color,
        Html.escape(line));
  }
}
