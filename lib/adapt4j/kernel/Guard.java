package adapt4j.kernel;

/**
 * What the code of a cell calls, without knowing it: {@link Instrument} weaves these calls in.
 *
 * <p>Public only because cells are loaded by another class loader; not meant for anybody else.
 */
public final class Guard {
  /** True while any thread must stop; the one field that a running loop reads. */
  private static volatile boolean armed;

  private static volatile boolean stopCell;
  private static volatile boolean heapFull;
  private static int abandoned;

  private Guard() {}

  /** Called at the start of every method of a cell, and at every jump back. */
  public static void check() {
    if (armed) {
      stopIfMeant();
    }
  }

  private static void stopIfMeant() {
    if (stopCell || CellThread.isAbandoned()) {
      throw new Stop();
    }
    if (heapFull) {
      throw new OutOfMemoryError("Java heap space is nearly full");
    }
  }

  /** Called in place of {@code System.exit}. */
  public static void exit(int status) {
    throw new Exit(status);
  }

  /** Called in place of {@code Runtime.exit} and {@code Runtime.halt}. */
  public static void exit(Runtime runtime, int status) {
    throw new Exit(status);
  }

  static synchronized void stopCell(boolean stop) {
    stopCell = stop;
    heapFull = false;
    armed = stop || abandoned > 0;
  }

  /** Ends the current cell with the error of a full heap. */
  static synchronized void stopForHeap() {
    heapFull = true;
    armed = true;
  }

  static boolean isCellStopped() {
    return stopCell;
  }

  /** Counts the threads that were abandoned and have not ended yet. */
  static synchronized void abandoned(int change) {
    abandoned += change;
    armed = stopCell || heapFull || abandoned > 0;
  }

  /** Ends a cell that was interrupted. An Error, so that {@code catch (Exception e)} lets it by. */
  static final class Stop extends Error {
    private static final long serialVersionUID = 1;

    Stop() {
      super("interrupted");
    }
  }

  /** Ends a cell that wanted to end the kernel. */
  static final class Exit extends Error {
    private static final long serialVersionUID = 1;

    Exit(int status) {
      super("System.exit(" + status + ") ended this cell, not the kernel");
    }
  }
}
