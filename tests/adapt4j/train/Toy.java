package adapt4j.train;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.nn.Mlp;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;

/** Two clouds of points in the plane: a task that a small network learns in a second. */
final class Toy {
  private Toy() {}

  static Examples clouds(Lab lab, int n, long seed) {
    Random random = new Random(seed);
    float[] points = new float[2 * n];
    float[] labels = new float[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 2;
      points[2 * i] = (float) (random.nextGaussian() + (i % 2 == 0 ? -1.5 : 1.5));
      points[2 * i + 1] = (float) random.nextGaussian();
    }
    NDArray inputs = lab.manager().create(points, new Shape(n, 2));
    return new Examples(inputs, lab.manager().create(labels), List.of("left", "right"));
  }

  static Classifier net(Lab lab, Examples examples) {
    return Classifier.of(lab, Mlp.of(8, 2), examples);
  }

  static float[] weights(Classifier net) {
    NDArray first = net.model().getBlock().getParameters().get(0).getValue().getArray();
    return first.toFloatArray();
  }
}
