package adapt4j.meta;

import ai.djl.ndarray.NDManager;
import java.util.Random;

/**
 * A source of tasks that have something in common.
 *
 * <p>Tasks to learn from and tasks to test with come from different sources, such as the parts of
 * {@link Episodes}, or from one that never gives the same task twice, such as {@link Sines}.
 */
@FunctionalInterface
public interface Tasks {
  /**
   * Draws tasks.
   *
   * @param manager owns their arrays
   * @param n how many, at least 1
   * @param random decides which; the same state gives the same tasks
   * @return n tasks with the same shapes
   */
  TaskBatch draw(NDManager manager, int n, Random random);

  /**
   * Draws one task.
   *
   * @param manager owns its arrays
   * @param random decides which
   * @return the task
   */
  default Task draw(NDManager manager, Random random) {
    return draw(manager, 1, random).task(0);
  }
}
