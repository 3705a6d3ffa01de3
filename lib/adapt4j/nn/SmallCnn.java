package adapt4j.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;

/**
 * A small convolutional network for images of one or more channels: two convolutions, each followed
 * by ReLU and a halving of the image, then one hidden layer and the class scores.
 *
 * <p>It follows the plan of LeNet-5 (<a
 * href="http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf">LeCun et al. 1998</a>, figure 2).
 * Enough for small grey images; for photographs use a pre-trained network.
 */
public final class SmallCnn {
  private SmallCnn() {}

  /**
   * Builds the network, not yet initialised.
   *
   * @param classes how many scores it gives; at least 2
   * @return a block from (batch, channels, height, width) to (batch, classes); height and width at
   *     least 4
   * @throws IllegalArgumentException for fewer than 2 classes
   */
  public static SequentialBlock of(int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException(
          "A classifier needs 2 classes or more, not " + classes + ".");
    }
    return new SequentialBlock()
        .add(conv(16))
        .add(Activation.reluBlock())
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(conv(32))
        .add(Activation.reluBlock())
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(64).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(classes).build());
  }

  private static Conv2d conv(int filters) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .setFilters(filters)
        .build();
  }
}
