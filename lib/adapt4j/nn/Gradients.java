package adapt4j.nn;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Gradients as arrays that can be differentiated again.
 *
 * <pre>{@code
 * try (Gradients gradients = Gradients.record()) {
 *   NDArray loss = GraphSafe.meanSquaredError(x.dot(w), y);
 *   NDArray slope = gradients.of(loss, new NDList(w), true).head();
 *   NDArray curvature = gradients.of(slope.sum(), new NDList(w), false).head();
 * }
 * }</pre>
 *
 * <p>DJL's {@code GradientCollector} cannot do this: it writes into each array's gradient, which is
 * a plain number to the next derivative. Here nothing is written anywhere. For ordinary training
 * use DJL's collector. Works on the PyTorch engine only: the call goes to {@code
 * torch.autograd.grad} through a small TorchScript module, {@code gradients.pt}, which {@code
 * gradients.py} beside it writes.
 */
public final class Gradients implements AutoCloseable {
  private final boolean before = JniUtils.isGradMode();

  private Gradients() {
    JniUtils.setGradMode(true);
  }

  /**
   * Starts to record operations on this thread, so that gradients can be asked for. Recordings may
   * lie inside each other.
   *
   * @return the recording; closing it brings back what was before
   */
  public static Gradients record() {
    return new Gradients();
  }

  /**
   * The gradient of a loss at each of some arrays.
   *
   * @param loss a scalar, computed while recording
   * @param at arrays that require a gradient, or were computed from such arrays
   * @param again whether these gradients will be differentiated themselves. It costs memory and
   *     time. Without it the graph of the loss is used up by this call.
   * @return one gradient for each array, of its shape; 0 where the loss does not depend on it.
   *     Belongs to the manager of the loss.
   * @throws IllegalArgumentException if the loss is no scalar
   * @throws IllegalStateException if the loss was not recorded
   */
  public NDList of(NDArray loss, NDList at, boolean again) {
    if (!loss.isScalar()) {
      throw new IllegalArgumentException(
          "A gradient is taken of one number, but the loss has the shape "
              + loss.getShape()
              + ". Take its mean() or sum() first.");
    }
    List<String> names = at.stream().map(NDArray::getName).toList();
    // DJL makes a list for TorchScript of the arrays whose name ends in [].
    NDList arguments = new NDList(loss);
    loss.setName("outputs[]");
    at.forEach(array -> array.setName("inputs[]"));
    arguments.addAll(at);
    arguments.add(again ? Module.TRUE : Module.FALSE);
    try {
      // Outside its training mode DJL switches recording off.
      return IValueUtils.forward(Module.BLOCK, arguments, true);
    } catch (EngineException e) {
      if (e.getMessage().contains("does not require grad")) {
        throw new IllegalStateException(
            "The loss was not recorded, or does not depend on an array that requires a gradient."
                + " Compute it after Gradients.record(), from"
                + " arrays with setRequiresGradient(true).",
            e);
      }
      throw e;
    } finally {
      loss.setName(null);
      for (int i = 0; i < names.size(); i++) {
        at.get(i).setName(names.get(i));
      }
    }
  }

  /**
   * Does some work without recording it, whether or not recording is on: a new thread of PyTorch
   * starts with it on, and keeps a graph for nothing.
   *
   * @param work to be done
   * @param <T> the kind of its result
   * @return what the work gives
   */
  public static <T> T without(Supplier<T> work) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /** Stops recording, if it was not on before. */
  @Override
  public void close() {
    JniUtils.setGradMode(before);
  }

  /** Loaded once, at the first gradient, and kept as long as the process runs. */
  private static final class Module {
    static final PtNDManager MANAGER =
        (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
    static final NDArray TRUE = MANAGER.create(true);
    static final NDArray FALSE = MANAGER.create(false);
    static final PtSymbolBlock BLOCK = load();

    private static PtSymbolBlock load() {
      try (InputStream file = Gradients.class.getResourceAsStream("gradients.pt")) {
        return JniUtils.loadModule(MANAGER, file, false, false);
      } catch (IOException e) {
        throw new UncheckedIOException("gradients.pt cannot be read from the library's jar.", e);
      }
    }
  }
}
