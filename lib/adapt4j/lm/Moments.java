package adapt4j.lm;

import adapt4j.nn.AdamW;
import adapt4j.nn.Layers;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@link AdamW} for a network, with moments that can be saved. Only weights decay, not biases,
 * normalisations and tables of vectors, which are what they are by their length too.
 */
final class Moments implements AutoCloseable {
  private final NDManager manager;
  private final Map<String, Parameter> trained = new LinkedHashMap<>();
  private final Map<String, NDArray> means = new LinkedHashMap<>();
  private final Map<String, NDArray> variances = new LinkedHashMap<>();

  Moments(NDManager parent, Block net) {
    manager = parent.newSubManager();
    Layers.of(net)
        .forEach(
            (name, parameter) -> {
              if (parameter.requiresGradient()) {
                trained.put(name, parameter);
                NDArray weight = parameter.getArray();
                means.put(name, manager.zeros(weight.getShape(), weight.getDataType()));
                variances.put(name, manager.zeros(weight.getShape(), weight.getDataType()));
              }
            });
  }

  /** The arrays that are trained, in the order of the gradients. */
  NDList weights() {
    return new NDList(trained.values().stream().map(Parameter::getArray).toList());
  }

  /**
   * @param step from 1
   */
  void update(NDList gradients, int step, double rate, double decay) {
    int i = 0;
    for (Map.Entry<String, Parameter> entry : trained.entrySet()) {
      String name = entry.getKey();
      Parameter parameter = entry.getValue();
      boolean table = name.equals("token.weight") || name.equals("mark.weight");
      boolean shrinks = parameter.getType() == Parameter.Type.WEIGHT && !table;
      AdamW.step(
          parameter.getArray(),
          gradients.get(i++),
          means.get(name),
          variances.get(name),
          step,
          rate,
          shrinks ? decay : 0);
    }
  }

  /** Everything that a run needs to go on: by the same names as the arrays in a checkpoint. */
  Map<String, NDArray> state() {
    Map<String, NDArray> state = new LinkedHashMap<>();
    trained.forEach((name, parameter) -> state.put("weight/" + name, parameter.getArray()));
    means.forEach((name, array) -> state.put("mean/" + name, array));
    variances.forEach((name, array) -> state.put("variance/" + name, array));
    return state;
  }

  @Override
  public void close() {
    manager.close();
  }
}
