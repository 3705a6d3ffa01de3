package adapt4j.train;

import adapt4j.nn.Layers;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.tracker.ParameterTracker;
import java.util.HashMap;
import java.util.Map;

/** The learning rate of each parameter at each step. */
final class Rates implements ParameterTracker {
  private final float rate;
  private final Map<String, Float> own = new HashMap<>();
  private final Schedule schedule;
  private final int steps;

  /**
   * @param rate of all parameters that no layer rate names
   * @param layers rates by names of layers; where two fit, the later one counts
   */
  Rates(Block net, float rate, Map<String, Float> layers, Schedule schedule, int steps) {
    this.rate = rate;
    this.schedule = schedule;
    this.steps = steps;
    layers.forEach(
        (name, value) -> {
          for (Parameter parameter : Layers.matching(net, name).values()) {
            own.put(parameter.getId(), value);
          }
        });
  }

  @Override
  public float getNewValue(String parameterId, int step) {
    return (float) (own.getOrDefault(parameterId, rate) * schedule.at(step, steps));
  }
}
