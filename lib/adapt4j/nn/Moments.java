package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link AdamW} for a list of arrays; the two moments of each of them live here. */
public final class Moments implements AutoCloseable {
  private final NDManager manager;
  private final NDList weights = new NDList();
  private final NDList means = new NDList();
  private final NDList variances = new NDList();
  private final Map<Kind, List<Integer>> kinds = new LinkedHashMap<>(); // places of like arrays

  /** Arrays that one call can move: by the rate times this factor. */
  private record Kind(double factor, boolean decays) {}

  /**
   * No array yet.
   *
   * @param parent frees the moments at the latest
   */
  public Moments(NDManager parent) {
    manager = parent.newSubManager();
  }

  /**
   * Adds an array.
   *
   * @param weight is changed in place by {@link #step}
   * @param factor of the learning rate, above 0
   * @param decays whether weight decay applies to it
   */
  public void add(NDArray weight, double factor, boolean decays) {
    kinds.computeIfAbsent(new Kind(factor, decays), k -> new ArrayList<>()).add(weights.size());
    weights.add(weight);
    means.add(manager.zeros(weight.getShape(), weight.getDataType()));
    variances.add(manager.zeros(weight.getShape(), weight.getDataType()));
  }

  /**
   * The arrays.
   *
   * @return in the order in which they were added
   */
  public NDList weights() {
    return new NDList(weights);
  }

  /**
   * The first moments.
   *
   * @return the arrays themselves, in the order of the weights
   */
  public NDList means() {
    return new NDList(means);
  }

  /**
   * The second moments.
   *
   * @return the arrays themselves, in the order of the weights
   */
  public NDList variances() {
    return new NDList(variances);
  }

  /**
   * Moves all arrays against their gradients.
   *
   * @param gradients in the order of the weights
   * @param step from 1
   * @param rate the learning rate
   * @param decay of those that decay; 0 for none
   */
  public void step(NDList gradients, int step, double rate, double decay) {
    kinds.forEach(
        (kind, places) ->
            AdamW.step(
                at(places, weights),
                at(places, gradients),
                at(places, means),
                at(places, variances),
                step,
                rate * kind.factor,
                kind.decays ? decay : 0));
  }

  private static NDList at(List<Integer> places, NDList list) {
    return new NDList(places.stream().map(list::get).toList());
  }

  @Override
  public void close() {
    manager.close();
  }
}
