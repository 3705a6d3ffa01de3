package adapt4j.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Collections;
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
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private AdamW() {}

  /**
   * Moves weights against their gradients, all in one call.
   *
   * @param weights are changed
   * @param gradients of the same shapes and types
   * @param means the first moments, 0 at first; are changed
   * @param variances the second moments, 0 at first; are changed
   * @param step of these weights, from 1
   * @param rate the learning rate
   * @param decay each weight loses this share of itself, times the rate; 0 for none
   */
  public static void step(
      NDList weights,
      NDList gradients,
      NDList means,
      NDList variances,
      int step,
      double rate,
      double decay) {
    boolean recording = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try (NDManager scope = weights.head().getManager().newSubManager()) {
      NDArray count = scope.create((float) step);
      // The script reads them one by one, and would wait for a GPU each time.
      NDManager near = scope.getDevice().isGpu() ? scope.newSubManager(Device.cpu()) : scope;
      NDArray numbers = near.create(new double[] {rate, decay, BETA1, BETA2, EPSILON});
      List<String> names = new ArrayList<>();
      NDList arguments = new NDList();
      for (NDList list : List.of(weights, gradients, means, variances)) {
        names.addAll(Collections.nCopies(list.size(), names.size() + "[]")); // one list
        arguments.addAll(list);
      }
      names.addAll(List.of("step", "numbers"));
      arguments.addAll(List.of(count, numbers));
      Script.ADAMW.call(names, arguments).close();
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
            "w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], step: Tensor,"
                + " numbers: Tensor",
            """
            rate = float(numbers[0])
            decay = float(numbers[1])
            beta1 = float(numbers[2])
            beta2 = float(numbers[3])
            eps = float(numbers[4])
            none = annotate(List[Tensor], [])
            w1 = annotate(List[Tensor], [])
            g1 = annotate(List[Tensor], [])
            m1 = annotate(List[Tensor], [])
            v1 = annotate(List[Tensor], [])
            steps = annotate(List[Tensor], [])
            for i in range(torch.len(w)):
              _0 = torch.append(w1, torch.contiguous(w[i]))
              _1 = torch.append(g1, torch.contiguous(g[i]))
              _2 = torch.append(m1, torch.contiguous(m[i]))
              _3 = torch.append(v1, torch.contiguous(v[i]))
              _4 = torch.append(steps, step)
            _5 = torch._fused_adamw_(w1, g1, m1, v1, none, steps, lr=rate, beta1=beta1,\
             beta2=beta2, weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
            for j in range(torch.len(w)):
              _6 = torch.copy_(w[j], w1[j])
              _7 = torch.copy_(m[j], m1[j])
              _8 = torch.copy_(v[j], v1[j])
            return none
            """);
  }
}
