package adapt4j.lora;

import adapt4j.nn.FastLinear;
import adapt4j.nn.GraphSafe;
import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * A linear layer with a low-rank update beside its weights: {@code W x + b + (alpha / r) B A
 * dropout(x)} (<a href="https://arxiv.org/abs/2106.09685">Hu et al. 2021</a>, equation 3 and
 * section 4.1).
 *
 * <p>It stands in the place of DJL's {@code Linear} and has its very parameters, {@code weight} and
 * {@code bias}; {@code lora_A} (r, in) and {@code lora_B} (out, r) are new. Weights are only read.
 */
final class LoraLinear extends AbstractBlock {
  static final String A = "lora_A";
  static final String B = "lora_B";

  private final Linear plain;
  private final Parameter weight;
  private final Parameter bias; // null if there is none
  private final Parameter a;
  private final Parameter b;
  private final double scale;
  private final float dropout;
  private NDArray merged; // null unless merged

  /**
   * Draws A from U(-1 / sqrt(in), 1 / sqrt(in)), as the authors' code does (Kaiming uniform with a
   * slope of sqrt(5); their paper says Gaussian), with the engine's generator. B is 0.
   *
   * @param plain an initialised layer; its weights' manager owns the new arrays
   */
  LoraLinear(Linear plain, int rank, double alpha, double dropout) {
    this.plain = plain;
    this.dropout = (float) dropout;
    scale = alpha / rank;
    weight = addParameter(plain.getDirectParameters().get("weight"));
    Parameter given = plain.getDirectParameters().get("bias");
    bias = given == null ? null : addParameter(given);
    NDArray w = weight.getArray();
    NDManager owner = w.getManager();
    float bound = (float) (1 / Math.sqrt(w.size(1)));
    Shape down = new Shape(rank, w.size(1));
    a = addParameter(parameter(A, owner.randomUniform(-bound, bound, down, w.getDataType())));
    b = addParameter(parameter(B, owner.zeros(new Shape(w.size(0), rank), w.getDataType())));
    beforeInitialize(plain.getInputShapes());
  }

  static Parameter parameter(String name, NDArray array) {
    Parameter parameter = Parameter.builder().setName(name).setType(Parameter.Type.WEIGHT).build();
    parameter.setArray(array);
    parameter.freeze(false);
    return parameter;
  }

  Linear plain() {
    return plain;
  }

  Parameter a() {
    return a;
  }

  Parameter b() {
    return b;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    Device device = x.getDevice();
    NDArray shift = weights.getValue(bias, device, training);
    if (merged != null) {
      checkNotTrained();
      return new NDList(linear(x, merged, shift));
    }
    NDArray y = linear(x, weights.getValue(weight, device, training), shift);
    NDArray seen = training && dropout > 0 ? Dropout.dropout(x, dropout).singletonOrThrow() : x;
    NDArray low = Linear.linear(seen, weights.getValue(a, device, training)).singletonOrThrow();
    NDArray update =
        Linear.linear(GraphSafe.mul(low, scale), weights.getValue(b, device, training))
            .singletonOrThrow();
    return new NDList(y.add(update));
  }

  /** As the plain layer does it. */
  private NDArray linear(NDArray x, NDArray w, NDArray shift) {
    return plain instanceof FastLinear
        ? FastLinear.of(x, w, shift)
        : Linear.linear(x, w, shift).singletonOrThrow();
  }

  private void checkNotTrained() {
    if (JniUtils.isGradMode()
        && parameters.values().stream().anyMatch(Parameter::requiresGradient)) {
      throw new IllegalStateException(
          "The adapter is merged, so it gets no gradient. Call unmerge() before training.");
    }
  }

  /** Computes {@code W + (alpha / r) B A} as an array of its own. */
  void merge() {
    unmerge();
    NDArray w = weight.getArray();
    try (NDManager scope = w.getManager().newSubManager()) {
      NDArray up = b.getArray().stopGradient();
      NDArray down = a.getArray().stopGradient();
      up.attach(scope);
      down.attach(scope);
      NDArray sum = GraphSafe.mul(up.matMul(down), scale).add(w).stopGradient();
      sum.attach(w.getManager());
      merged = sum;
    }
  }

  boolean isMerged() {
    return merged != null;
  }

  void unmerge() {
    if (merged != null) {
      merged.close();
      merged = null;
    }
  }

  /** Frees what the plain layer does not have. */
  void free() {
    unmerge();
    a.close();
    b.close();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return plain.getOutputShapes(inputs);
  }
}
