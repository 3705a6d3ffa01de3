package adapt4j.lora;

import adapt4j.nn.Layers;
import adapt4j.train.Classifier;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What training a network costs in memory beyond its weights.
 *
 * @param trained how many parameters are trained
 * @param parameters how many there are; running statistics are not counted
 * @param gradientBytes for one gradient a trained parameter
 * @param momentBytes for the two moments that Adam keeps of each trained parameter (<a
 *     href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015</a>, algorithm 1)
 */
public record Footprint(long trained, long parameters, long gradientBytes, long momentBytes) {

  /**
   * Of a network as it is: what is frozen is not trained.
   *
   * @param net any classifier
   * @return the footprint
   */
  public static Footprint of(Classifier net) {
    return of(net.model().getBlock());
  }

  static Footprint of(Block block) {
    return of(Layers.of(block).values(), Parameter::requiresGradient);
  }

  static Footprint of(Collection<Parameter> parameters, Predicate<Parameter> isTrained) {
    long trained = 0;
    long all = 0;
    long bytes = 0;
    for (Parameter parameter : parameters) {
      long size = Layers.learns(parameter) ? parameter.getArray().size() : 0;
      all += size;
      if (isTrained.test(parameter)) {
        trained += size;
        bytes += size * parameter.getArray().getDataType().getNumOfBytes();
      }
    }
    return new Footprint(trained, all, bytes, 2 * bytes);
  }

  /**
   * The part of the parameters that is trained.
   *
   * @return from 0 to 1
   */
  public double share() {
    return (double) trained / parameters;
  }

  /**
   * Gradients and moments together.
   *
   * @return bytes
   */
  public long bytes() {
    return gradientBytes + momentBytes;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%,d of %,d trained (%.2f %%)", trained, parameters, 100 * share());
  }
}
