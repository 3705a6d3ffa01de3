package adapt4j.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.reflect.InvocationTargetException;
import javax.management.NotificationEmitter;

/**
 * Keeps the kernel alive when a cell fills the heap.
 *
 * <p>Cell code is stopped a little before the heap is full. Library code can fill it to the last
 * byte; for that case some megabytes are held back and let go at the moment of the error, so that
 * it can be told and the next cells can make room. And the kernel's own threads, which the full
 * heap hits too, go on where they were.
 */
final class Heap {
  private static final int MOST_RESERVE = 32 << 20;
  private static final int SHARE_OF_HEAP = 8;

  private static final double NEARLY_FULL = 0.9;

  private static byte[] reserve;
  private static volatile MemoryPoolMXBean old;
  private static boolean wasNearlyFull;

  private Heap() {}

  /** Says that a cell begins: holds memory back, unless the cells need what is left. */
  static synchronized void beginCell() {
    Runtime runtime = Runtime.getRuntime();
    int size = (int) Math.min(MOST_RESERVE, runtime.maxMemory() / SHARE_OF_HEAP);
    long left = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    if (reserve == null && left > 4L * size) {
      reserve = new byte[size];
    }
    wasNearlyFull = old != null && old.isCollectionUsageThresholdExceeded();
  }

  /** Stops a cell when little is left in the heap after a garbage collection. */
  static void watch() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      String name = pool.getName();
      if ((name.contains("Old") || name.contains("Tenured"))
          && pool.isCollectionUsageThresholdSupported()) {
        pool.setCollectionUsageThreshold((long) (NEARLY_FULL * pool.getUsage().getMax()));
        old = pool;
      }
    }
    NotificationEmitter memory = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
    memory.addNotificationListener((event, unused) -> stopCell(), null, null);
  }

  // A cell that began with a nearly full heap is there to make room, so it is let be.
  private static synchronized void stopCell() {
    if (!wasNearlyFull) {
      Guard.stopForHeap();
    }
  }

  /** True if the error says that the heap is full. */
  static boolean isFull(Throwable error) {
    Throwable e = error instanceof InvocationTargetException i ? i.getCause() : error;
    return e instanceof OutOfMemoryError;
  }

  /** Lets the reserve go. Allocates nothing. */
  static synchronized void releaseReserve() {
    reserve = null;
  }

  /** A daemon thread that starts its work again where a full heap threw it out. */
  static Thread sturdyThread(Runnable work, String name) {
    Thread thread =
        new Thread(
            () -> {
              boolean done = false;
              while (!done) {
                try {
                  work.run();
                  done = true;
                } catch (OutOfMemoryError e) {
                  Thread.yield(); // the cell that fills the heap gets the same error and ends
                }
              }
            },
            name);
    thread.setDaemon(true);
    return thread;
  }
}
