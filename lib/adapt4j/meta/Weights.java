package adapt4j.meta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Lists of weights: views, sums and stacks of them. */
final class Weights {
  private Weights() {}

  /** The same numbers under another manager, without the graph they came from. */
  static NDArray view(NDArray array, NDManager scope) {
    NDArray view = array.stopGradient();
    view.attach(scope);
    return view;
  }

  static NDList views(NDList arrays, NDManager scope) {
    NDList views = new NDList(arrays.size());
    arrays.forEach(array -> views.add(view(array, scope)));
    return views;
  }

  /** Each array repeated once for every task, as part of the graph. */
  static NDList forTasks(NDList arrays, long tasks) {
    NDList repeated = new NDList(arrays.size());
    for (NDArray array : arrays) {
      Shape shape = new Shape(tasks).addAll(array.getShape());
      repeated.add(array.expandDims(0).broadcast(shape));
    }
    return repeated;
  }

  /** Adds each array to its total, in place. */
  static void add(NDList totals, NDList arrays) {
    for (int i = 0; i < totals.size(); i++) {
      totals.get(i).addi(arrays.get(i));
    }
  }
}
