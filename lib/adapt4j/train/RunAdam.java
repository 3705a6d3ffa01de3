package adapt4j.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.ParameterTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * DJL's Adam for one training run. DJL never frees the moments that an optimiser keeps for each
 * weight; this one does, at the end of the run.
 */
final class RunAdam extends Adam implements AutoCloseable {
  private final List<NDArray> moments = new ArrayList<>();

  RunAdam(ParameterTracker rates) {
    super(Optimizer.adam().optLearningRateTracker(rates));
  }

  @Override
  protected NDArray withDefaultState(
      Map<String, Map<Device, NDArray>> state,
      String key,
      Device device,
      Function<String, NDArray> create) {
    return super.withDefaultState(
        state,
        key,
        device,
        k -> {
          NDArray moment = create.apply(k);
          moments.add(moment);
          return moment;
        });
  }

  @Override
  public void close() {
    moments.forEach(NDArray::close);
  }
}
