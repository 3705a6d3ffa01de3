package adapt4j.meta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.Function;

/**
 * What tasks have shown: a mean over a batch, or a sum over a group of them.
 *
 * @param gradients at what is trained
 * @param before the loss of the support set before the first step; NaN where none is taken
 * @param after the loss of the query set after the last
 */
record Outcome(NDList gradients, double before, double after) {

  /** Whether all that is learnt from is a number. */
  boolean finite() {
    double sum = after;
    for (NDArray gradient : gradients) {
      try (NDManager scope = gradient.getManager().newSubManager()) {
        sum += InnerStep.number(Weights.view(gradient, scope).sum()); // NaN and infinity stay
      }
    }
    return Double.isFinite(sum);
  }

  /** The mean over all tasks of what the groups show, one after another. */
  static Outcome mean(List<TaskGroup> groups, NDManager scope, Function<TaskGroup, Outcome> sums) {
    int tasks = groups.stream().mapToInt(TaskGroup::tasks).sum();
    NDList gradients = new NDList();
    double before = 0;
    double after = 0;
    for (TaskGroup group : groups) {
      try (NDManager one = scope.newSubManager()) {
        Outcome sum = sums.apply(group.in(one));
        if (gradients.isEmpty()) {
          gradients.addAll(sum.gradients);
          gradients.attach(scope);
        } else {
          Weights.add(gradients, sum.gradients);
        }
        before += sum.before / tasks;
        after += sum.after / tasks;
      }
    }
    gradients.forEach(gradient -> gradient.divi(tasks));
    return new Outcome(gradients, before, after);
  }
}
