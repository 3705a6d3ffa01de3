package adapt4j.nn;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Collections;
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
 * torch.autograd.grad} through a function in TorchScript.
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
    NDList arguments = new NDList(loss);
    arguments.addAll(at);
    List<String> names = new ArrayList<>(Collections.nCopies(arguments.size(), "inputs[]"));
    names.set(0, "outputs[]");
    arguments.add(again ? Script.TRUE : Script.FALSE);
    names.add("again");
    try {
      return Script.GRADIENTS.call(names, arguments);
    } catch (EngineException e) {
      if (e.getMessage().contains("does not require grad")) {
        throw new IllegalStateException(
            "The loss was not recorded, or does not depend on an array that requires a gradient."
                + " Compute it after Gradients.record(), from"
                + " arrays with setRequiresGradient(true).",
            e);
      }
      throw e;
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

  /** Compiled at the first gradient, and kept as long as the process runs. */
  private static final class Script {
    private static final NDManager MANAGER = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    static final NDArray TRUE = MANAGER.create(true);
    static final NDArray FALSE = MANAGER.create(false);
    static final TorchScript GRADIENTS =
        new TorchScript(
            "outputs: List[Tensor], inputs: List[Tensor], again: Tensor",
            """
            create = bool(again)
            found = torch.autograd.grad(outputs, inputs, None, create, create, True)
            result = annotate(List[Tensor], [])
            for i in range(torch.len(inputs)):
              gradient = found[i]
              if torch.__is__(gradient, None):
                _0 = torch.append(result, torch.zeros_like(inputs[i]))
              else:
                _1 = torch.append(result, unchecked_cast(Tensor, gradient))
            return result
            """);
  }
}
