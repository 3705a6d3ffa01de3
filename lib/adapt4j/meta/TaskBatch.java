package adapt4j.meta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.function.Function;

/**
 * Several tasks of one kind in one piece: every array has a dimension of tasks before that of the
 * examples.
 *
 * @param support inputs of shape (tasks, n, ...), targets of shape (tasks, n) or (tasks, n, ...)
 * @param query the same for the query sets; their n may be another one
 */
public record TaskBatch(Shots support, Shots query) {
  /**
   * Checks that there are as many support as query sets.
   *
   * @throws IllegalArgumentException if not
   */
  public TaskBatch {
    if (support.size() != query.size()) {
      throw new IllegalArgumentException(
          "There are "
              + support.size()
              + " support sets, but "
              + query.size()
              + " query sets. Each task needs both.");
    }
  }

  /**
   * Puts single tasks together.
   *
   * @param tasks at least one, all with the same shapes
   * @return the batch; its arrays belong to the managers of the first task's
   * @throws IllegalArgumentException if there is none, or shapes differ
   */
  public static TaskBatch of(List<Task> tasks) {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("A batch needs one task at least.");
    }
    return new TaskBatch(
        new Shots(
            stack(tasks, task -> task.support().inputs()),
            stack(tasks, task -> task.support().targets())),
        new Shots(
            stack(tasks, task -> task.query().inputs()),
            stack(tasks, task -> task.query().targets())));
  }

  private static NDArray stack(List<Task> tasks, Function<Task, NDArray> part) {
    NDList arrays = new NDList(tasks.stream().map(part).toList());
    for (NDArray array : arrays) {
      if (!array.getShape().equals(arrays.head().getShape())) {
        throw new IllegalArgumentException(
            "Tasks of one batch have the same shapes, but here are "
                + arrays.head().getShape()
                + " and "
                + array.getShape()
                + ".");
      }
    }
    return NDArrays.stack(arrays);
  }

  /**
   * How many tasks there are.
   *
   * @return the number of tasks
   */
  public int size() {
    return support.size();
  }

  /**
   * One of the tasks.
   *
   * @param i from 0
   * @return the task; its arrays look into those of the batch
   */
  public Task task(int i) {
    return new Task(support.task(i), query.task(i));
  }
}
