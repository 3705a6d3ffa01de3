package adapt4j.train;

import adapt4j.nn.AdamW;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The {@link AdamW} of one training run. Only weights decay, not biases and normalisations. DJL
 * never frees the moments that an optimiser keeps for each weight; this one does, at the end of the
 * run.
 */
final class RunAdam extends Optimizer implements AutoCloseable {
  private final Map<String, Parameter.Type> types;
  private final Map<String, Moments> moments = new HashMap<>();
  private final Rates rates;
  private final double decay;

  private record Moments(NDArray mean, NDArray variance) {}

  RunAdam(Block net, Rates rates, double decay) {
    super(Adam.builder());
    this.rates = rates;
    this.decay = decay;
    types =
        net.getParameters().values().stream()
            .collect(Collectors.toMap(Parameter::getId, Parameter::getType));
  }

  @Override
  public void update(String parameter, NDArray weight, NDArray gradient) {
    Moments own =
        moments.computeIfAbsent(
            parameter, id -> new Moments(weight.zerosLike(), weight.zerosLike()));
    int step = updateCount(parameter);
    double shrinks = types.get(parameter) == Parameter.Type.WEIGHT ? decay : 0;
    double rate = rates.getNewValue(parameter, step);
    AdamW.step(weight, gradient, own.mean, own.variance, step, rate, shrinks);
    JniUtils.zeroGrad((PtNDArray) weight);
  }

  @Override
  public void close() {
    for (Moments own : moments.values()) {
      own.mean.close();
      own.variance.close();
    }
  }
}
