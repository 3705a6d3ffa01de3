package adapt4j.text;

import adapt4j.Lab;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import adapt4j.nn.Moments;
import adapt4j.show.Progress;
import adapt4j.train.Schedule;
import adapt4j.train.TrainingStopped;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Locale;
import java.util.function.Function;

/**
 * Trains what is not frozen by Adam, with a loss that is no matter of one row and one label: the
 * rate rises during the first tenth of the steps, and falls along a cosine.
 */
record AdapterTraining(int steps, double rate, boolean progressShown) {
  private static final double WARM_UP = 0.1; // of all steps

  /**
   * Trains.
   *
   * @param net is changed in place
   * @param unfreeze what to write if everything is frozen
   * @param loss draws a batch, and gives its loss; what it makes belongs to the scope
   * @return the loss of each step
   * @throws IllegalArgumentException if everything is frozen
   * @throws TrainingStopped if the thread was interrupted
   */
  double[] on(Lab lab, Block net, String unfreeze, Function<NDManager, NDArray> loss) {
    double[] losses = new double[steps];
    Schedule schedule = Schedule.cosine().warmUp(Math.max(1, (int) (steps * WARM_UP)));
    try (Moments moments = new Moments(lab.manager());
        Progress progress = progressShown ? Progress.of("Training", steps) : Progress.silent()) {
      Layers.of(net).values().stream()
          .filter(Parameter::requiresGradient)
          .forEach(parameter -> moments.add(parameter.getArray(), 1, false));
      if (moments.weights().isEmpty()) {
        throw new IllegalArgumentException(
            "Everything is frozen, so there is nothing to train. Put an adapter in: " + unfreeze);
      }
      for (int step = 1; step <= steps; step++) {
        if (Thread.interrupted()) {
          throw new TrainingStopped(step - 1);
        }
        double now = step(lab, moments, step, rate * schedule.at(step, steps), loss);
        losses[step - 1] = now;
        progress.step(() -> String.format(Locale.ROOT, "loss %.3f", now));
      }
    }
    return losses;
  }

  private static double step(
      Lab lab, Moments moments, int step, double rate, Function<NDManager, NDArray> loss) {
    try (NDManager scope = lab.scope();
        Gradients recording = Gradients.record()) {
      NDArray value = loss.apply(scope);
      NDList gradients = recording.of(value, moments.weights(), false);
      moments.step(gradients, step, rate, 0);
      return value.getFloat();
    }
  }
}
