package adapt4j.distill;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import adapt4j.nn.Mlp;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;

/** Three clouds of points in the plane, and a teacher that tells them apart. */
final class Toy {
  static final List<String> NAMES = List.of("left", "right", "top");
  private static final double[][] CENTRES = {{-2, 0}, {2, 0}, {0, 3}};

  private Toy() {}

  static Examples clouds(Lab lab, int n, long seed) {
    Random random = new Random(seed);
    float[] points = new float[2 * n];
    float[] labels = new float[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 3;
      points[2 * i] = (float) (random.nextGaussian() + CENTRES[i % 3][0]);
      points[2 * i + 1] = (float) (random.nextGaussian() + CENTRES[i % 3][1]);
    }
    NDArray inputs = lab.manager().create(points, new Shape(n, 2));
    return new Examples(inputs, lab.manager().create(labels), NAMES);
  }

  static Classifier teacher(Lab lab, Examples examples) {
    Classifier net = Classifier.of(lab, Mlp.of(16, 3), examples);
    Fit.steps(200).optRate(0.02).optProgress(false).on(net, examples);
    return net;
  }

  static Classifier student(Lab lab, Examples examples) {
    return Classifier.of(lab, Mlp.of(4, examples.classes().size()), examples);
  }

  static float[] weights(Classifier net) {
    return Layers.arrays(net.model().getBlock()).values().iterator().next().toFloatArray();
  }
}
