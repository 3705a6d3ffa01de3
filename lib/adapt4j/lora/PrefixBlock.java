package adapt4j.lora;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Puts trained keys and values before those of a layer's tokens, for every text the same.
 *
 * <p>Its parameters are {@code key} and {@code value}, each of shape (heads, length, width of a
 * head).
 */
final class PrefixBlock extends AbstractBlock {
  private final Parameter key;
  private final Parameter value;
  private Random picks; // not null while it takes its values from real tokens

  PrefixBlock(NDArray keys, NDArray values) {
    key = addParameter(LoraLinear.parameter("key", keys));
    value = addParameter(LoraLinear.parameter("value", values));
    beforeInitialize(keys.getShape());
  }

  /**
   * @param inputs keys and values (n, heads, length, width of a head), and a mask (n, 1, 1, length)
   *     to be added to the scores, 0 for a real token
   * @return the same, longer by the prefix
   */
  @Override
  protected NDList forwardInternal(
      ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray mask = inputs.get(2);
    if (picks != null) {
      List<Integer> tokens = pick(mask);
      take(key, inputs.get(0), tokens);
      take(value, inputs.get(1), tokens);
      return inputs;
    }
    Device device = mask.getDevice();
    NDArray allowed = mask.getManager().zeros(row(mask, 1, 1, length()), mask.getDataType());
    return new NDList(
        before(inputs.get(0), weights.getValue(key, device, training)),
        before(inputs.get(1), weights.getValue(value, device, training)),
        allowed.concat(mask, 3));
  }

  private long length() {
    return key.getShape().get(1);
  }

  private static Shape row(NDArray of, long... rest) {
    return new Shape(of.size(0)).addAll(new Shape(rest));
  }

  /** The sum with zeros belongs to the step, and repeats the prefix for each text. */
  private static NDArray before(NDArray tokens, NDArray prefix) {
    Shape shape = row(tokens, prefix.getShape().getShape());
    NDArray each = tokens.getManager().zeros(shape, tokens.getDataType()).add(prefix);
    return each.concat(tokens, 2);
  }

  /**
   * From now on, or no longer, a forward pass sets the prefix to the keys and values of tokens that
   * it sees, and gives what the layer would give without a prefix.
   *
   * @param random chooses the tokens; null to end
   */
  void takeFrom(Random random) {
    picks = random;
  }

  private List<Integer> pick(NDArray mask) {
    double[] allowed = mask.toType(DataType.FLOAT64, true).toDoubleArray();
    List<Integer> real =
        IntStream.range(0, allowed.length)
            .filter(i -> allowed[i] == 0)
            .boxed()
            .collect(Collectors.toList());
    if (real.size() < length()) {
      throw new IllegalArgumentException(
          "A prefix of length "
              + length()
              + " cannot start from examples with "
              + real.size()
              + " tokens. Give more examples, or a shorter prefix.");
    }
    Collections.shuffle(real, picks);
    return real.subList(0, (int) length());
  }

  private void take(Parameter prefix, NDArray tokens, List<Integer> chosen) {
    try (NDManager scope = tokens.getManager().newSubManager()) {
      NDArray rows = scope.create(chosen.stream().mapToLong(i -> i).toArray());
      NDArray flat = tokens.transpose(0, 2, 1, 3).reshape(-1, tokens.size(1), tokens.size(3));
      flat.get(new NDIndex("{}", rows)).transpose(1, 0, 2).copyTo(prefix.getArray());
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
