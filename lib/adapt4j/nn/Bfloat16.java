package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * A linear layer that multiplies in bfloat16: numbers of 16 bits with the range of FLOAT32 and 8
 * bits of its 24 for the digits. Inputs, weights and outputs stay FLOAT32, and so do the gradients,
 * so nothing else has to know (<a href="https://arxiv.org/abs/1905.12322">Kalamkar et al.
 * 2019</a>).
 *
 * <p>Faster where the processor has instructions for it (AMX on recent Xeons, every recent GPU),
 * and slower where it has not. Its results differ from FLOAT32 in the third digit: fine for
 * training, not for a check of gradients.
 */
public final class Bfloat16 {
  private static final List<String> NAMES = List.of("x", "weight", "bias");
  private static final List<String> NO_BIAS = List.of("x", "weight");

  private Bfloat16() {}

  /**
   * {@code x W' + b}.
   *
   * @param x shape (..., in), FLOAT32
   * @param weight shape (out, in), FLOAT32
   * @param bias shape (out), FLOAT32; null for none
   * @return shape (..., out), FLOAT32; belongs to the manager of x
   */
  public static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return bias == null
        ? Script.PLAIN.call(NO_BIAS, new NDList(x, weight)).singletonOrThrow()
        : Script.BIASED.call(NAMES, new NDList(x, weight, bias)).singletonOrThrow();
  }

  /** Compiled at the first call. The numbers are PyTorch's for its types: 15 bfloat16, 6 float. */
  private static final class Script {
    static final TorchScript PLAIN = linear("", "");
    static final TorchScript BIASED = linear(", bias: Tensor", ", torch.to(bias, 15)");

    private static TorchScript linear(String parameter, String argument) {
      return new TorchScript(
          "x: Tensor, weight: Tensor" + parameter,
          """
          product = torch.linear(torch.to(x, 15), torch.to(weight, 15)%s)
          result = annotate(List[Tensor], [])
          _0 = torch.append(result, torch.to(product, 6))
          return result
          """
              .formatted(argument));
    }
  }
}
