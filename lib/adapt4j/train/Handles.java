package adapt4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashSet;
import java.util.Set;

/**
 * Closes the arrays that a manager has gained meanwhile. DJL's trainer looks at every gradient
 * before its first step and leaves those handles with the model.
 */
final class Handles {
  private final NDManager manager;
  private final Set<String> before = new HashSet<>();

  Handles(NDManager manager) {
    this.manager = manager;
    manager.getManagedArrays().forEach(array -> before.add(array.getUid()));
  }

  void closeNew() {
    manager.getManagedArrays().stream()
        .filter(array -> !before.contains(array.getUid()))
        .forEach(NDArray::close);
  }
}
