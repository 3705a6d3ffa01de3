package adapt4j.lm;

import adapt4j.nn.Gradients;
import adapt4j.nn.SafeTensors;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training run in a file: weights, moments, losses, and what the run was told. The step is the
 * number of losses; random numbers start anew from seed and step at each step, and need no place.
 */
final class Checkpoint {
  private static final String[] LOSSES = {"loss/steps", "loss/watched at", "loss/watched"};
  private static final String RUN = "run";

  private Checkpoint() {}

  static void write(Path file, String run, LmAdam moments, LmHistory history, NDManager parent) {
    try (NDManager scope = parent.newSubManager()) {
      Map<String, NDArray> arrays = new LinkedHashMap<>(moments.state());
      float[][] lists = history.lists();
      for (int i = 0; i < LOSSES.length; i++) {
        if (lists[i].length > 0) {
          arrays.put(LOSSES[i], scope.create(lists[i]));
        }
      }
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      SafeTensors.write(file, arrays, Map.of(RUN, run));
    } catch (IOException e) {
      throw new ModelException(
          "The checkpoint " + file + " could not be written (is the disk full?).", e);
    }
  }

  /** Brings the run to where the file left it. */
  static void read(Path file, String run, LmAdam moments, LmHistory history, NDManager parent) {
    try (NDManager scope = parent.newSubManager()) {
      SafeTensors saved = SafeTensors.read(file, scope);
      String other = saved.notes().get(RUN);
      if (!run.equals(other)) {
        throw new IOException("it is of another run (" + other + "), this one is " + run);
      }
      Map<String, NDArray> state = moments.state();
      for (Map.Entry<String, NDArray> entry : state.entrySet()) {
        NDArray array = saved.arrays().get(entry.getKey());
        if (array == null || !array.getShape().equals(entry.getValue().getShape())) {
          throw new IOException("it has no fitting array " + entry.getKey());
        }
      }
      Gradients.without(
          () -> {
            state.forEach((name, array) -> saved.arrays().get(name).copyTo(array));
            return null;
          });
      float[][] lists = new float[LOSSES.length][];
      for (int i = 0; i < LOSSES.length; i++) {
        NDArray list = saved.arrays().get(LOSSES[i]);
        lists[i] = list == null ? new float[0] : list.toFloatArray();
      }
      history.restore(lists);
    } catch (IOException e) {
      throw new ModelException(
          "The checkpoint "
              + file
              + " cannot be used: "
              + e.getMessage()
              + ". Delete it to start anew.",
          e);
    }
  }
}
