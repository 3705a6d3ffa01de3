package adapt4j.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * One step of AdamW (<a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter 2019</a>,
 * algorithm 2): Adam (<a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015</a>, algorithm
 * 1) with decoupled weight decay. Its betas and epsilon are the usual ones, 0.9, 0.999 and 1e-8.
 *
 * <p>It runs PyTorch's fused kernel, which passes over the weights once. DJL's {@code Adam} passes
 * about ten times over them, which took two thirds of a training step of MiniLM.
 */
public final class AdamW {
  private static final List<String> NAMES =
      List.of("weight", "gradient", "mean", "variance", "step", "numbers");
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private AdamW() {}

  /**
   * Moves a weight against its gradient.
   *
   * @param weight is changed
   * @param gradient of the same shape and type
   * @param mean the first moment, 0 at first; is changed
   * @param variance the second moment, 0 at first; is changed
   * @param step of this weight, from 1
   * @param rate the learning rate
   * @param decay of the weight: it loses this share of itself, times the rate; 0 for none
   */
  public static void step(
      NDArray weight,
      NDArray gradient,
      NDArray mean,
      NDArray variance,
      int step,
      double rate,
      double decay) {
    boolean recording = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try (NDManager scope = weight.getManager().newSubManager()) {
      NDArray count = scope.create((float) step);
      // The script reads them one by one, and would wait for a GPU each time.
      NDManager near = scope.getDevice().isGpu() ? scope.newSubManager(Device.cpu()) : scope;
      NDArray numbers = near.create(new double[] {rate, decay, BETA1, BETA2, EPSILON});
      NDList arguments = new NDList(weight, gradient, mean, variance, count, numbers);
      Script.ADAMW.call(NAMES, arguments).close();
    } finally {
      JniUtils.setGradMode(recording);
    }
  }

  /**
   * The kernel counts on arrays without gaps; the copies of those that have none are the arrays
   * themselves, and cost nothing. Compiled at the first step, and kept as long as the process runs.
   */
  private static final class Script {
    static final TorchScript ADAMW =
        new TorchScript(
            "w: Tensor, g: Tensor, m: Tensor, v: Tensor, step: Tensor, numbers: Tensor",
            """
            rate = float(numbers[0])
            decay = float(numbers[1])
            beta1 = float(numbers[2])
            beta2 = float(numbers[3])
            eps = float(numbers[4])
            w1 = torch.contiguous(w)
            m1 = torch.contiguous(m)
            v1 = torch.contiguous(v)
            g1 = torch.contiguous(g)
            none = annotate(List[Tensor], [])
            _0 = torch._fused_adamw_([w1], [g1], [m1], [v1], none, [step], lr=rate, beta1=beta1,\
             beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
            _1 = torch.copy_(w, w1)
            _2 = torch.copy_(m, m1)
            _3 = torch.copy_(v, v1)
            return none
            """);
  }
}
