package adapt4j.meta;

import adapt4j.nn.Forward;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Tasks that run in one graph: a whole batch, with a dimension of tasks before all others, or one
 * task alone, without it.
 *
 * @param net runs the tasks of this group
 * @param tasks how many there are
 * @param stacked whether there is a dimension of tasks
 */
record TaskGroup(Forward net, Shots support, Shots query, int tasks, boolean stacked) {

  static TaskGroup all(Forward net, TaskBatch batch) {
    return new TaskGroup(net, batch.support(), batch.query(), batch.size(), true);
  }

  static TaskGroup one(Forward net, Task task) {
    return new TaskGroup(net, task.support(), task.query(), 1, false);
  }

  /** The same arrays under another manager, so that what is computed from them goes with it. */
  TaskGroup in(NDManager scope) {
    return new TaskGroup(net, support.in(scope), query.in(scope), tasks, stacked);
  }

  /** The weights that each task starts from, as part of the graph. */
  NDList start(NDList weights) {
    return stacked ? Weights.forTasks(weights, tasks) : weights;
  }

  /** What the tasks have given, with a dimension of tasks in any case. */
  NDArray byTask(NDArray array) {
    return stacked ? array : array.expandDims(0);
  }
}
