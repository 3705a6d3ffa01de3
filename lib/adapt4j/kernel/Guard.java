package adapt4j.kernel;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MutableCallSite;

/**
 * What the code of a cell calls, without knowing it: {@link Instrument} weaves these calls in.
 *
 * <p>Public only because cells are loaded by another class loader; not meant for anybody else.
 */
public final class Guard {
  private static final MethodHandle GO_ON = MethodHandles.empty(methodType(void.class));
  private static final MethodHandle STOP_IF_MEANT = stopIfMeantHandle();

  // A field that is read at each turn would cost a tight loop up to 20 times its speed, because it
  // could not be vectorised. A call site that does nothing costs nothing: the compiler leaves it
  // out, and compiles again when the target changes.
  private static final MutableCallSite SITE = new MutableCallSite(GO_ON);
  private static final MethodHandle CHECK = SITE.dynamicInvoker();

  private static volatile boolean stopCell;
  private static volatile boolean heapFull;
  private static int abandoned;

  private Guard() {}

  private static MethodHandle stopIfMeantHandle() {
    try {
      return MethodHandles.lookup().findStatic(Guard.class, "stopIfMeant", methodType(void.class));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Called at the start of every method of a cell, and at every jump back. */
  public static void check() {
    try {
      CHECK.invokeExact();
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("only errors are thrown", e);
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

  private static void rearm() {
    MethodHandle target = stopCell || heapFull || abandoned > 0 ? STOP_IF_MEANT : GO_ON;
    if (SITE.getTarget() != target) {
      SITE.setTarget(target);
      MutableCallSite.syncAll(new MutableCallSite[] {SITE});
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
    rearm();
  }

  /** Ends the current cell with the error of a full heap. */
  static synchronized void stopForHeap() {
    heapFull = true;
    rearm();
  }

  static boolean isCellStopped() {
    return stopCell;
  }

  /** Counts the threads that were abandoned and have not ended yet. */
  static synchronized void abandoned(int change) {
    abandoned += change;
    rearm();
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
