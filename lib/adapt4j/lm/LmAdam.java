package adapt4j.lm;

import adapt4j.nn.AdamW;
import adapt4j.nn.Layers;
import adapt4j.nn.Moments;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link AdamW} for a network, with moments that can be saved. Only weights decay, not biases,
 * normalisations and tables of vectors, which are what they are by their length too.
 */
final class LmAdam implements AutoCloseable {
  private final Moments moments;
  private final List<String> names = new ArrayList<>();

  LmAdam(NDManager parent, Block net) {
    moments = new Moments(parent);
    Layers.of(net)
        .forEach(
            (name, parameter) -> {
              if (parameter.requiresGradient()) {
                boolean table = name.equals("token.weight") || name.equals("mark.weight");
                boolean shrinks = parameter.getType() == Parameter.Type.WEIGHT && !table;
                moments.add(parameter.getArray(), 1, shrinks);
                names.add(name);
              }
            });
  }

  /** The arrays that are trained, in the order of the gradients. */
  NDList weights() {
    return moments.weights();
  }

  /**
   * @param step from 1
   */
  void update(NDList gradients, int step, double rate, double decay) {
    moments.step(gradients, step, rate, decay);
  }

  /** Everything that a run needs to go on: by the same names as the arrays in a checkpoint. */
  Map<String, NDArray> state() {
    Map<String, NDArray> state = new LinkedHashMap<>();
    put(state, "weight/", moments.weights());
    put(state, "mean/", moments.means());
    put(state, "variance/", moments.variances());
    return state;
  }

  private void put(Map<String, NDArray> state, String kind, NDList arrays) {
    for (int i = 0; i < names.size(); i++) {
      state.put(kind + names.get(i), arrays.get(i));
    }
  }

  @Override
  public void close() {
    moments.close();
  }
}
