package adapt4j.lesson;

/**
 * What somebody wants to adapt a model for, in seven answers: the questions of the {@link Guide}.
 *
 * <pre>{@code
 * Situation situation =
 *     Situation.builder().setTask(Situation.Task.ANSWER).optChanges(52).optSources(true).build();
 * }</pre>
 *
 * @param task 1. What is to be done?
 * @param labels 2. How many examples with the right answer are there? Of a classification, for each
 *     class
 * @param changes 3. How often a year do facts or classes change?
 * @param sources 4. Must an answer show where it comes from?
 * @param millis 5. How many milliseconds may an answer take, on two cores?
 * @param seconds 6. How many seconds may adapting take, on two cores?
 * @param megabytes 7. How many megabytes may all tasks take together,
 * @param tasks and how many such tasks, or customers with data of their own, share a machine?
 */
public record Situation(
    Task task,
    int labels,
    int changes,
    boolean sources,
    double millis,
    double seconds,
    double megabytes,
    int tasks) {

  /** What is to be done. */
  public enum Task {
    /** Answer questions about documents of one's own. */
    ANSWER,
    /** Sort texts into classes of one's own. */
    CLASSIFY,
    /** Write in a certain way: tone, form, what people prefer. */
    WRITE
  }

  /**
   * Starts a description.
   *
   * @return a builder: nothing changes, nothing is limited, and there are 500 examples
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Describes a situation. */
  public static final class Builder {
    private static final int ENOUGH = 500;

    private Task task;
    private int labels = ENOUGH;
    private int changes;
    private boolean sources;
    private double millis = Double.POSITIVE_INFINITY;
    private double seconds = Double.POSITIVE_INFINITY;
    private double megabytes = Double.POSITIVE_INFINITY;
    private int tasks = 1;

    private Builder() {}

    /**
     * Says what is to be done.
     *
     * @param task one of three
     * @return this builder
     */
    public Builder setTask(Task task) {
      this.task = task;
      return this;
    }

    /**
     * Says how many examples there are.
     *
     * @param labels questions with their answers, or texts of each class; 0 or more, 500 if this is
     *     not called
     * @return this builder
     */
    public Builder optLabels(int labels) {
      this.labels = labels;
      return this;
    }

    /**
     * Says how often facts or classes change.
     *
     * @param timesAYear 0 or more; 0 if this is not called
     * @return this builder
     */
    public Builder optChanges(int timesAYear) {
      changes = timesAYear;
      return this;
    }

    /**
     * Says whether an answer must show where it comes from.
     *
     * @param needed false if this is not called
     * @return this builder
     */
    public Builder optSources(boolean needed) {
      sources = needed;
      return this;
    }

    /**
     * Limits the time of an answer.
     *
     * @param most above 0, in milliseconds
     * @return this builder
     */
    public Builder optMillis(double most) {
      millis = most;
      return this;
    }

    /**
     * Limits what adapting may cost.
     *
     * @param most seconds on two cores, 0 or more; 0: nothing may be trained or indexed
     * @return this builder
     */
    public Builder optSeconds(double most) {
      seconds = most;
      return this;
    }

    /**
     * Limits what may be stored beside the model that all share.
     *
     * @param most above 0, for all tasks together
     * @return this builder
     */
    public Builder optMegabytes(double most) {
      megabytes = most;
      return this;
    }

    /**
     * Says how many tasks or customers share a machine.
     *
     * @param many at least 1; 1 if this is not called
     * @return this builder
     */
    public Builder optTasks(int many) {
      tasks = many;
      return this;
    }

    /**
     * Makes the situation.
     *
     * @return it
     * @throws IllegalArgumentException if there is no task, or a number is out of its range
     */
    public Situation build() {
      if (task == null) {
        throw new IllegalArgumentException(
            "Say what is to be done: Situation.builder().setTask(Situation.Task.ANSWER).");
      }
      if (labels < 0 || changes < 0 || tasks < 1) {
        throw new IllegalArgumentException(
            "There are 0 labels or more, 0 changes or more, and 1 task or more; not "
                + labels
                + ", "
                + changes
                + " and "
                + tasks
                + ".");
      }
      if (!(millis > 0 && seconds >= 0 && megabytes > 0)) {
        throw new IllegalArgumentException(
            "Milliseconds and megabytes are above 0, and seconds 0 or more.");
      }
      return new Situation(task, labels, changes, sources, millis, seconds, megabytes, tasks);
    }
  }
}
