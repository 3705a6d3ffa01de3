package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * DJL's {@code Linear} for many rows, such as the tokens of a batch of texts: the same numbers, up
 * to twice as fast on some processors.
 *
 * <p>PyTorch has two libraries for products of matrices on the CPU: MKL, which it takes for a
 * linear layer and which does not use the wide registers (AVX-512) of processors that are not
 * Intel's; and oneDNN, which does, but which it takes for convolutions only. A linear layer of rows
 * is a convolution with a kernel of one pixel over an image with a pixel a row.
 */
public final class FastLinear extends Linear {
  private static final int WORTH_IT = 64; // rows: below, the call costs more than it saves
  private static final int IMAGES = 16; // with fewer PyTorch takes MKL again if it has one thread

  private FastLinear(Builder builder) {
    super(builder);
  }

  /**
   * A layer with a bias.
   *
   * @param units width of the outputs, at least 1
   * @return a layer that is to be initialised
   */
  public static FastLinear of(int units) {
    return new FastLinear(Linear.builder().setUnits(units));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    Parameter weight = getDirectParameters().get("weight");
    Parameter bias = getDirectParameters().get("bias");
    return new NDList(
        of(
            x,
            weights.getValue(weight, x.getDevice(), training),
            weights.getValue(bias, x.getDevice(), training)));
  }

  /**
   * {@code x W' + b}.
   *
   * @param x shape (..., in)
   * @param weight shape (out, in)
   * @param bias shape (out); null for none
   * @return shape (..., out); belongs to the manager of x
   */
  public static NDArray of(NDArray x, NDArray weight, NDArray bias) {
    long in = weight.size(1);
    long rows = x.size() / in;
    boolean even = rows % IMAGES == 0;
    if (rows < WORTH_IT
        || x.getDataType() != DataType.FLOAT32
        || x.getDevice().isGpu()
        || !even && JniUtils.getNumThreads() == 1) {
      return Linear.linear(x, weight, bias).singletonOrThrow();
    }
    long images = even ? IMAGES : 1;
    // In memory the channels of a pixel lie side by side (PyTorch's "channels last").
    NDArray pixels = x.reshape(images, rows / images, 1, in).transpose(0, 3, 1, 2);
    NDArray kernel = weight.reshape(weight.size(0), in, 1, 1);
    kernel.attach(x.getManager()); // a view belongs to the weight's manager at first
    Shape one = new Shape(1, 1);
    NDArray y =
        pixels
            .getNDArrayInternal()
            .convolution(pixels, kernel, bias, one, new Shape(0, 0), one, 1)
            .singletonOrThrow();
    long[] shape = x.getShape().getShape().clone();
    shape[shape.length - 1] = weight.size(0);
    return y.transpose(0, 2, 3, 1).reshape(shape);
  }
}
