package adapt4j.lora;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import adapt4j.nn.Mlp;
import adapt4j.nn.Stages;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.function.Executable;

/** Small networks and tasks for the tests of this room. */
final class Nets {
  private Nets() {}

  /** Points in space that lie on one of two sides of a plane. */
  static Examples task(Lab lab, int seed, String... classes) {
    Random random = new Random(seed);
    float[] plane = {
      random.nextFloat() - 0.5f, random.nextFloat() - 0.5f, random.nextFloat() - 0.5f
    };
    float[] points = new float[3 * 60];
    float[] labels = new float[60];
    for (int i = 0; i < 60; i++) {
      float side = 0;
      for (int j = 0; j < 3; j++) {
        points[3 * i + j] = (float) random.nextGaussian();
        side += plane[j] * points[3 * i + j];
      }
      labels[i] = side > 0 ? 1 : 0;
    }
    return new Examples(
        lab.manager().create(points, new ai.djl.ndarray.types.Shape(60, 3)),
        lab.manager().create(labels),
        List.of(classes));
  }

  /** Layers body.02Linear (6 to 3), body.04Linear (4 to 6), head (2 to 4). */
  static Classifier net(Lab lab, Examples task) {
    return Classifier.of(lab, Stages.bodyAndHead(Mlp.of(6, 4), task.classes().size()), task);
  }

  static Lora.Builder lora(int rank) {
    return Lora.builder().setRank(rank).optTargets("02Linear", "04Linear");
  }

  static Fit fit() {
    return Fit.steps(30).optBatch(20).optRate(0.02).optProgress(false);
  }

  static Map<String, float[]> weights(Classifier net) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    Layers.arrays(net.model().getBlock()).forEach((k, a) -> weights.put(k, a.toFloatArray()));
    return weights;
  }

  /** The names of the parameters that have other values now. */
  static Set<String> moved(Map<String, float[]> before, Classifier net) {
    Set<String> moved = new TreeSet<>();
    weights(net)
        .forEach(
            (name, values) -> {
              if (!java.util.Arrays.equals(values, before.get(name))) {
                moved.add(name);
              }
            });
    return moved;
  }

  static float[] scores(Classifier net, Examples examples) {
    try (ai.djl.ndarray.NDArray logits = net.logits(examples.inputs())) {
      return logits.toFloatArray();
    }
  }

  static void says(String words, Executable bad) {
    says(IllegalArgumentException.class, words, bad);
  }

  static void says(Class<? extends Throwable> type, String words, Executable bad) {
    String message = assertThrows(type, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}
