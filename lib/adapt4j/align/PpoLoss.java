package adapt4j.align;

import adapt4j.nn.GraphSafe;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The losses of proximal policy optimisation (<a href="https://arxiv.org/abs/1707.06347">Schulman
 * et al. 2017</a>). Safe inside a gradient's graph; results belong to the manager of the first
 * array.
 */
public final class PpoLoss {
  private PpoLoss() {}

  /**
   * The clipped objective (equation 7), with its sign changed into a loss. With ratio = new / old
   * probability of a token, it is the mean over the tokens of
   *
   * <pre>{@code
   * -min(ratio * advantage, clip(ratio, 1 - epsilon, 1 + epsilon) * advantage)
   * }</pre>
   *
   * <p>Where a token's probability has already moved by more than epsilon in the direction that its
   * advantage asks for, the gradient is 0: the batch has said what it has to say about it. At the
   * first step the ratio is 1, and the gradient is the plain policy gradient.
   *
   * @param logProbs of the tokens now, shape (n, tokens)
   * @param before those when the texts were written, same shape
   * @param advantages see {@link Gae}, same shape
   * @param mask 1 where there is a token, 0 where a text has fewer, same shape
   * @param epsilon how far the ratio may go, such as 0.2
   * @return a scalar
   */
  public static NDArray policy(
      NDArray logProbs, NDArray before, NDArray advantages, NDArray mask, double epsilon) {
    NDArray ratio = logProbs.sub(before).exp();
    NDArray clipped = ratio.maximum(number(ratio, 1 - epsilon)).minimum(number(ratio, 1 + epsilon));
    NDArray least = ratio.mul(advantages).minimum(clipped.mul(advantages));
    return mean(least, mask).neg();
  }

  /**
   * The squared error of the values (part of equation 9), as a mean over the tokens.
   *
   * @param values foretold before each token, shape (n, tokens)
   * @param returns what came: advantage plus value when the texts were written, same shape
   * @param mask 1 where there is a token, same shape
   * @return a scalar
   */
  public static NDArray value(NDArray values, NDArray returns, NDArray mask) {
    return mean(values.sub(returns).square(), mask);
  }

  private static NDArray mean(NDArray x, NDArray mask) {
    NDArray counting = mask.toType(x.getDataType(), false);
    return x.mul(counting).sum().div(counting.sum());
  }

  /** A number that lives as long as the step: see {@link GraphSafe}. */
  private static NDArray number(NDArray like, double c) {
    NDManager manager = like.getManager();
    return manager.create(c).toType(like.getDataType(), true);
  }
}
