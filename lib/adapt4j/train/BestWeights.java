package adapt4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/** A copy of a network's weights at its best epoch. */
final class BestWeights implements AutoCloseable {
  private final List<Parameter> parameters;
  private final NDManager copies;
  private final List<NDArray> best = new ArrayList<>();
  private double accuracy = Double.NEGATIVE_INFINITY;
  private int epochsSince;

  BestWeights(Classifier net) {
    parameters = net.model().getBlock().getParameters().values();
    copies = net.model().getNDManager().newSubManager();
  }

  /**
   * Keeps a copy if this epoch is the best so far.
   *
   * @return for how many epochs there has been no better one
   */
  int offer(double accuracy) {
    if (accuracy > this.accuracy) {
      this.accuracy = accuracy;
      epochsSince = 0;
      best.forEach(NDArray::close);
      best.clear();
      for (Parameter parameter : parameters) {
        NDArray copy = parameter.getArray().duplicate();
        copy.attach(copies);
        best.add(copy);
      }
    } else {
      epochsSince++;
    }
    return epochsSince;
  }

  void putBack() {
    for (int i = 0; i < best.size(); i++) {
      best.get(i).copyTo(parameters.get(i).getArray());
    }
  }

  @Override
  public void close() {
    copies.close();
  }
}
