package adapt4j.kernel;

/**
 * Keeps the kernel alive when a cell fills the heap.
 *
 * <p>A few megabytes are held back and let go at the moment of the error, so that it can be told
 * and the next cells can make room. And the kernel's own threads, which the full heap hits too, go
 * on where they were.
 */
final class Heap {
  private static final int MOST_RESERVE = 32 << 20;
  private static final int SHARE_OF_HEAP = 8;

  private static byte[] reserve;

  private Heap() {}

  /** Holds memory back, unless the heap is still nearly full: then the cells need what is left. */
  static synchronized void keepReserve() {
    Runtime runtime = Runtime.getRuntime();
    int size = (int) Math.min(MOST_RESERVE, runtime.maxMemory() / SHARE_OF_HEAP);
    long left = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    if (reserve == null && left > 4L * size) {
      reserve = new byte[size];
    }
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
