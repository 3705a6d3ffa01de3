package adapt4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What DJL's trainer changes in a model besides its weights. It unfreezes a model that was loaded
 * from a file, and it looks at every gradient before its first step and leaves those handles
 * behind.
 */
final class Traces {
  private final NDManager manager;
  private final Set<String> arrays = new HashSet<>();
  private final List<Parameter> frozen;

  Traces(Classifier net) {
    manager = net.model().getNDManager();
    manager.getManagedArrays().forEach(array -> arrays.add(array.getUid()));
    frozen =
        net.model().getBlock().getParameters().values().stream()
            .filter(parameter -> !parameter.requiresGradient())
            .toList();
  }

  void freezeAgain() {
    frozen.forEach(parameter -> parameter.freeze(true));
  }

  void closeHandles() {
    manager.getManagedArrays().stream()
        .filter(array -> !arrays.contains(array.getUid()))
        .forEach(NDArray::close);
  }
}
