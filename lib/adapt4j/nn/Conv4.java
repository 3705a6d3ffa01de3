package adapt4j.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;

/**
 * The four-convolution network of few-shot learning: four times a convolution of 3 x 3, batch
 * normalisation and ReLU, then a linear layer for the class scores. Each convolution has a stride
 * of 2, so the image halves four times.
 *
 * <p>The plan is that of <a href="https://arxiv.org/abs/1606.04080">Vinyals et al. 2016</a>
 * (section 4.1), with strides instead of pooling as <a href="https://arxiv.org/abs/1703.03400">Finn
 * et al. 2017</a> (appendix A.1) use for Omniglot.
 *
 * <p>It is made of {@link Stages}: {@code body} (with {@code conv1} to {@code conv4}) gives the
 * features, {@code head} the scores. So the body can be taken over by another task.
 */
public final class Conv4 {
  /** Filters of each convolution, where nothing else is said. */
  public static final int FILTERS = 64;

  private Conv4() {}

  /**
   * Builds body and head, not yet initialised.
   *
   * @param classes how many scores it gives; at least 2
   * @return a block from (batch, channels, height, width) to (batch, classes)
   * @throws IllegalArgumentException for fewer than 2 classes
   */
  public static Stages of(int classes) {
    return Stages.bodyAndHead(body(), classes);
  }

  /**
   * Builds the part without a head: 28 x 28 pixels give 256 features.
   *
   * @return a block from (batch, channels, height, width) to (batch, features)
   */
  public static Stages body() {
    return body(FILTERS);
  }

  /**
   * Builds the part without a head.
   *
   * @param filters of each convolution
   * @return a block from (batch, channels, height, width) to (batch, features): 4 features a filter
   *     for images of 28 x 28
   */
  public static Stages body(int filters) {
    Stages body = new Stages();
    for (int i = 1; i <= 4; i++) {
      body.add("conv" + i, convolution(filters));
    }
    return body.add("flatten", Blocks.batchFlattenBlock());
  }

  private static Stages convolution(int filters) {
    return new Stages()
        .add(
            "conv",
            Conv2d.builder()
                .setKernelShape(new Shape(3, 3))
                .optStride(new Shape(2, 2))
                .optPadding(new Shape(1, 1))
                .setFilters(filters)
                .build())
        .add("norm", BatchNorm.builder().build())
        .add("relu", Activation.reluBlock());
  }
}
