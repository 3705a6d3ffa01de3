package adapt4j.distill;

import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import adapt4j.train.Classifier;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sets the bias of one class anew. A student that never met a class among its examples holds it for
 * rare, and so hardly ever names it, even where a teacher has told it how the class looks (<a
 * href="https://arxiv.org/abs/1503.02531">Hinton, Vinyals and Dean 2015</a>, section 3). One number
 * puts that right. It cannot teach what the student has not learnt.
 */
public final class OutputBias {
  private OutputBias() {}

  /**
   * Adds to the bias of a class what makes the accuracy on some examples greatest; where many
   * numbers do, one from the middle of the widest range.
   *
   * @param net its last parameter is the bias of its scores; changed in place
   * @param name of the class
   * @param examples labelled, that one may learn from: never the test part
   * @return what was added
   * @throws IllegalArgumentException if there is no such class, the examples do not have the
   *     network's classes, or lack this one
   */
  public static double fit(Classifier net, String name, Examples examples) {
    int wanted = net.classes().indexOf(name);
    if (wanted < 0 || !examples.classes().equals(net.classes())) {
      throw new IllegalArgumentException(
          "There is no class "
              + name
              + " in both: the network knows "
              + net.classes()
              + ", the examples have "
              + examples.classes()
              + ".");
    }
    if (examples.counts()[wanted] == 0) {
      throw new IllegalArgumentException(
          "No example is of the class " + name + ", so its bias cannot be set.");
    }
    double shift = best(net, wanted, examples);
    NDArray bias = bias(net);
    float[] values = bias.toFloatArray();
    values[wanted] += (float) shift;
    bias.set(values);
    return shift;
  }

  private static NDArray bias(Classifier net) {
    List<Parameter> all = new ArrayList<>(Layers.of(net.model().getBlock()).values());
    Parameter last = all.get(all.size() - 1);
    if (last.getType() != Parameter.Type.BIAS || last.getArray().size() != net.classes().size()) {
      throw new IllegalArgumentException(
          "The network's last parameter is no bias of its classes, but "
              + last.getName()
              + " of shape "
              + last.getArray().getShape()
              + ".");
    }
    return last.getArray();
  }

  /**
   * Each example has a margin: the class is named if the shift is above it. Between two margins
   * nothing changes, so it is enough to look at the gaps.
   */
  private static double best(Classifier net, int wanted, Examples examples) {
    int[] labels = examples.labelArray();
    double[] margins = new double[labels.length];
    boolean[] rightWithout = new boolean[labels.length];
    try (NDManager scope = net.lab().scope()) {
      NDArray inputs = examples.inputs().add(0);
      inputs.attach(scope);
      float[] scores = net.logits(inputs).toFloatArray();
      int classes = net.classes().size();
      for (int i = 0; i < labels.length; i++) {
        int rival = -1;
        for (int c = 0; c < classes; c++) {
          boolean better = rival < 0 || scores[i * classes + c] > scores[i * classes + rival];
          if (c != wanted && better) {
            rival = c;
          }
        }
        margins[i] = scores[i * classes + rival] - scores[i * classes + wanted];
        rightWithout[i] = rival == labels[i];
      }
    }
    double[] edges = Arrays.stream(margins).sorted().toArray();
    double best = 0;
    double widest = -1;
    int most = right(0, wanted, labels, margins, rightWithout);
    for (int i = 0; i + 1 < edges.length; i++) {
      double middle = (edges[i] + edges[i + 1]) / 2;
      double width = edges[i + 1] - edges[i];
      int right = right(middle, wanted, labels, margins, rightWithout);
      if (right > most || right == most && width > widest && width > 0) {
        most = right;
        best = middle;
        widest = width;
      }
    }
    return best;
  }

  private static int right(
      double shift, int wanted, int[] labels, double[] margins, boolean[] rightWithout) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      boolean named = shift > margins[i];
      if (named ? labels[i] == wanted : rightWithout[i]) {
        right++;
      }
    }
    return right;
  }
}
