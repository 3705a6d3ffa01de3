package adapt4j.align;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/**
 * The model behind learning from comparisons (<a href="https://doi.org/10.2307/2334029">Bradley and
 * Terry 1952</a>): of two texts with rewards a and b, the first is preferred with probability
 * sigmoid(a - b).
 *
 * <p>A reward model is trained so that this probability fits what people chose (<a
 * href="https://arxiv.org/abs/1706.03741">Christiano et al. 2017</a>, section 2.2.3); DPO trains a
 * language model in the same way, with its implicit reward in the place of a and b.
 */
public final class BradleyTerry {
  private BradleyTerry() {}

  /**
   * The loss of a batch of comparisons (<a href="https://arxiv.org/abs/2203.02155">Ouyang et al.
   * 2022</a>, equation 1, for two texts a prompt): the mean of {@code -log sigmoid(chosen -
   * rejected)}. It is log 2 where both are as good. Safe inside a gradient's graph.
   *
   * @param chosen rewards of the texts that were preferred, shape (n)
   * @param rejected rewards of the others, shape (n)
   * @return a scalar; belongs to the manager of the chosen
   */
  public static NDArray loss(NDArray chosen, NDArray rejected) {
    // log softmax of two numbers is the log of the sigmoid of their difference, without overflow.
    NDArray both = NDArrays.stack(new NDList(chosen, rejected), 1);
    return both.logSoftmax(1).split(2, 1).head().mean().neg();
  }
}
