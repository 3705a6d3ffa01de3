package adapt4j.kernel;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which all cells run.
 *
 * <p>One, because native libraries keep state for each thread: OpenMP makes a thread pool for every
 * thread that calls it, and PyTorch keeps there whether it records gradients.
 *
 * <p>An interrupt stops Java code of the cell at its next check ({@link Guard}) and wakes a thread
 * that sleeps or waits. A thread that stays in library code is abandoned after a second: it goes on
 * in the background until it comes back to the cell's code, and the next cell gets a new thread.
 */
final class CellThread {
  private static final int GRACE_MILLIS = 1_000;

  private final ClassLoader loader;
  private Worker worker;
  private Call running;
  private boolean inCell;
  private boolean lostThread;

  CellThread(ClassLoader loader) {
    this.loader = loader;
    this.worker = new Worker(loader);
  }

  /** Says that a cell begins: from now on {@link #interrupt} has something to stop. */
  synchronized void beginCell() {
    inCell = true;
    lostThread = false;
    Guard.stopCell(false);
  }

  /** Says that the cell has ended. */
  synchronized void endCell() {
    inCell = false;
    Guard.stopCell(false);
  }

  /** True if an interrupt has stopped the current cell. */
  boolean isInterrupted() {
    return Guard.isCellStopped();
  }

  /** True if the current cell's thread had to be abandoned. */
  synchronized boolean hasLostThread() {
    return lostThread;
  }

  /** Runs a part of the current cell and waits for it. Throws what the work throws. */
  Object call(Callable<?> work) throws Throwable {
    Call call = new Call(work);
    synchronized (this) {
      Guard.check();
      running = call;
      worker.calls.add(call);
    }
    return call.await();
  }

  /** Stops the current cell, if there is one. */
  synchronized void interrupt() {
    if (!inCell) {
      return;
    }
    Guard.stopCell(true);
    if (running != null && !running.isDone()) {
      Call stuck = running;
      worker.interrupt();
      // Not on the common pool, which the cell itself may keep busy.
      CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
          .execute(() -> abandon(stuck));
    }
  }

  private synchronized void abandon(Call stuck) {
    if (!stuck.isDone()) {
      worker.abandon();
      worker = new Worker(loader);
      lostThread = true;
      stuck.end(null, new Guard.Stop());
    }
  }

  /** True on a thread that was abandoned. */
  static boolean isAbandoned() {
    return Thread.currentThread() instanceof Worker w && w.abandoned;
  }

  /** One piece of work. Its end allocates nothing, because the heap may be full. */
  private static final class Call {
    private final Callable<?> work;
    private Object value;
    private Throwable thrown;
    private boolean done;

    Call(Callable<?> work) {
      this.work = work;
    }

    void run() {
      try {
        end(work.call(), null);
      } catch (Throwable e) {
        if (Heap.isFull(e)) {
          Heap.releaseReserve();
        }
        end(null, e);
      }
    }

    synchronized void end(Object value, Throwable thrown) {
      if (!done) {
        this.value = value;
        this.thrown = thrown;
        done = true;
        notifyAll();
      }
    }

    synchronized boolean isDone() {
      return done;
    }

    synchronized Object await() throws Throwable {
      while (!done) {
        wait();
      }
      if (thrown != null) {
        throw thrown;
      }
      return value;
    }
  }

  private static final class Worker extends Thread {
    final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private volatile boolean abandoned;

    Worker(ClassLoader loader) {
      super("cells");
      setDaemon(true);
      setContextClassLoader(loader);
      start();
    }

    void abandon() {
      abandoned = true;
      Guard.abandoned(1);
    }

    @Override
    public void run() {
      while (!abandoned) {
        try {
          calls.take().run();
        } catch (InterruptedException e) {
          // Came too late for the cell that it was meant for.
        }
        interrupted();
      }
      Guard.abandoned(-1);
    }
  }
}
