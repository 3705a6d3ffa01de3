package adapt4j.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.HashMap;
import java.util.Map;

/**
 * What a DJL block asks for its weights during {@code forward}. This one answers with other arrays
 * than the block's own, so that one block runs with many sets of weights.
 */
final class FastWeights extends ParameterStore {
  private final Map<String, NDArray> values = new HashMap<>();

  FastWeights(NDManager scope) {
    super(scope, false);
  }

  void put(Parameter parameter, NDArray value) {
    values.put(parameter.getId(), value);
  }

  @Override
  public NDArray getValue(Parameter parameter, Device device, boolean training) {
    if (parameter == null) { // a layer without a bias
      return null;
    }
    NDArray value = values.get(parameter.getId());
    return value == null ? super.getValue(parameter, device, training) : value;
  }
}
