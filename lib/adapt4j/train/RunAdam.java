package adapt4j.train;

import adapt4j.nn.AdamW;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The {@link AdamW} of one training run. Only weights decay, not biases and normalisations. DJL
 * never frees the moments that an optimiser keeps for each weight; this one does, at the end of the
 * run.
 */
final class RunAdam implements AutoCloseable {
  private final Map<String, Parameter.Type> types;
  private final Map<String, Moments> moments = new HashMap<>();
  private final Rates rates;
  private final double decay;

  private static final class Moments {
    final NDArray mean;
    final NDArray variance;
    int steps;

    Moments(NDArray weight) {
      mean = weight.zerosLike();
      variance = weight.zerosLike();
    }
  }

  /** What the arrays of one call have in common. */
  private record Kind(int step, double rate, double decay) {}

  /** The arrays of one call. */
  private record Call(NDList weights, NDList gradients, NDList means, NDList variances) {
    Call() {
      this(new NDList(), new NDList(), new NDList(), new NDList());
    }
  }

  RunAdam(Block net, Rates rates, double decay) {
    this.rates = rates;
    this.decay = decay;
    types =
        net.getParameters().values().stream()
            .collect(Collectors.toMap(Parameter::getId, Parameter::getType));
  }

  /** Moves the parameters against the gradients, which have their order. */
  void update(List<Parameter> parameters, NDList gradients) {
    Map<Kind, Call> calls = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      String id = parameters.get(i).getId();
      NDArray weight = parameters.get(i).getArray();
      Moments own = moments.computeIfAbsent(id, name -> new Moments(weight));
      own.steps++;
      double shrinks = types.get(id) == Parameter.Type.WEIGHT ? decay : 0;
      Kind kind = new Kind(own.steps, rates.getNewValue(id, own.steps), shrinks);
      Call call = calls.computeIfAbsent(kind, k -> new Call());
      call.weights.add(weight);
      call.gradients.add(gradients.get(i));
      call.means.add(own.mean);
      call.variances.add(own.variance);
    }
    calls.forEach(
        (kind, call) ->
            AdamW.step(
                call.weights,
                call.gradients,
                call.means,
                call.variances,
                kind.step,
                kind.rate,
                kind.decay));
  }

  @Override
  public void close() {
    for (Moments own : moments.values()) {
      own.mean.close();
      own.variance.close();
    }
  }
}
