package adapt4j.align;

/**
 * A training run that was stopped because the model fell apart: its texts are empty, it has gone
 * too far from its reference, or its numbers overflow. The model keeps the weights of the last
 * step.
 */
public final class Collapsed extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final transient AlignHistory history;

  Collapsed(String what, String cure, AlignHistory history) {
    super(
        "The run has collapsed at step "
            + Math.max(1, history.steps())
            + " and was stopped: "
            + what
            + ". "
            + cure);
    this.history = history;
  }

  /**
   * What was measured up to there.
   *
   * @return the history, the last step included
   */
  public AlignHistory history() {
    return history;
  }
}
