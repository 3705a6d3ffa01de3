package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;

/**
 * Scaled dot-product attention, {@code softmax(Q K' / sqrt(width)) V} (<a
 * href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017</a>, equation 1), by PyTorch's fused
 * kernel: the scores of all pairs of tokens are never in memory (<a
 * href="https://arxiv.org/abs/2205.14135">Dao et al. 2022</a>). It has first derivatives only.
 */
public final class CausalAttention {
  private static final List<String> THREE = List.of("query", "key", "value");
  private static final List<String> FOUR = List.of("query", "key", "value", "mask");

  private CausalAttention() {}

  /**
   * Each token looks at itself and at the tokens before it.
   *
   * @param query shape (n, heads, length, width)
   * @param key the same shape
   * @param value the same shape
   * @return the same shape; belongs to the manager of the query
   */
  public static NDArray causal(NDArray query, NDArray key, NDArray value) {
    return Scripts.CAUSAL.call(THREE, new NDList(query, key, value)).singletonOrThrow();
  }

  /**
   * Each token looks where a mask says, or else as in {@link #causal}.
   *
   * @param query shape (n, heads, length, width)
   * @param key the same shape
   * @param value the same shape
   * @param mask as for {@link #over}; null: causal
   * @return the same shape; belongs to the manager of the query
   */
  public static NDArray whole(NDArray query, NDArray key, NDArray value, NDArray mask) {
    return mask == null ? causal(query, key, value) : over(query, key, value, mask);
  }

  /**
   * Each token looks at all of the keys, or at those that a mask shows.
   *
   * @param query shape (n, heads, length, width)
   * @param key shape (n, heads, keys, width)
   * @param value the same shape
   * @param mask BOOLEAN, of a shape that stretches to (n, heads, length, keys), true where a token
   *     may look; null: everywhere
   * @return the shape of the query; belongs to its manager
   */
  public static NDArray over(NDArray query, NDArray key, NDArray value, NDArray mask) {
    NDList list = new NDList(query, key, value);
    if (mask == null) {
      return Scripts.ALL.call(THREE, list).singletonOrThrow();
    }
    list.add(mask);
    return Scripts.MASKED.call(FOUR, list).singletonOrThrow();
  }

  /** Compiled at the first call, and kept as long as the process runs. */
  private static final class Scripts {
    static final TorchScript CAUSAL = script("", "None, 0., True");
    static final TorchScript ALL = script("", "None, 0., False");
    static final TorchScript MASKED = script(", mask: Tensor", "mask, 0., False");

    private static TorchScript script(String parameter, String options) {
      return new TorchScript(
          "q: Tensor, k: Tensor, v: Tensor" + parameter,
          """
          result = annotate(List[Tensor], [])
          _0 = torch.append(result, torch.scaled_dot_product_attention(q, k, v, %s))
          return result
          """
              .formatted(options));
    }
  }
}
