package adapt4j.distill;

import adapt4j.train.Classifier;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/**
 * How long a network takes for one input, from the scores being asked for to their being there. It
 * tells one network from another on the same machine; another machine has other numbers.
 *
 * @param medianMillis half of the calls take less, in milliseconds
 * @param p95Millis 95 of 100 calls take less
 */
public record Latency(double medianMillis, double p95Millis) {
  private static final int WARM_UP = 30;
  private static final int LEAST = 30;
  private static final int MOST = 1_000;
  private static final long NANOS = 1_000_000_000L; // enough calls are those of one second

  /**
   * Measures. PyTorch's number of threads is put back afterwards.
   *
   * @param net any classifier
   * @param inputs shape (n, ...): they are asked about one by one, in turns
   * @param threads that PyTorch may use, at least 1
   * @return median and 95th percentile of 30 calls or more (as many as a second holds, at most
   *     1,000), after 30 that are not counted
   * @throws IllegalArgumentException if there is no input, they do not fit, or there is no thread
   * @throws CancellationException if the thread is interrupted
   */
  public static Latency of(Classifier net, NDArray inputs, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("A network computes on 1 thread or more.");
    }
    if (inputs.getShape().dimension() < 1 || inputs.size(0) == 0) {
      throw new IllegalArgumentException("There is no input to measure with.");
    }
    int before = JniUtils.getNumThreads();
    JniUtils.setNumThreads(threads);
    try {
      for (int i = 0; i < WARM_UP; i++) {
        call(net, inputs, i);
      }
      double[] millis = new double[MOST];
      int calls = 0;
      long start = System.nanoTime();
      while (calls < LEAST || calls < MOST && System.nanoTime() - start < NANOS) {
        millis[calls] = call(net, inputs, calls) / 1e6;
        calls++;
      }
      return of(Arrays.copyOf(millis, calls));
    } finally {
      JniUtils.setNumThreads(before);
    }
  }

  /** The nearest-rank percentiles of some times. */
  static Latency of(double[] millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    return new Latency(at(sorted, 0.5), at(sorted, 0.95));
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private static long call(Classifier net, NDArray inputs, int turn) {
    if (Thread.interrupted()) {
      throw new CancellationException("The measurement was stopped.");
    }
    long row = turn % inputs.size(0);
    try (NDManager scope = inputs.getManager().newSubManager()) {
      NDArray one = inputs.get(row + ":" + (row + 1));
      one.attach(scope);
      long start = System.nanoTime();
      net.logits(one).toFloatArray();
      return System.nanoTime() - start;
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "median %.2f ms, p95 %.2f ms", medianMillis, p95Millis);
  }
}
