package adapt4j.train;

import java.util.concurrent.CancellationException;

/** Training was stopped by hand. The network keeps the weights of the last step. */
public final class TrainingStopped extends CancellationException {
  private static final long serialVersionUID = 1L;

  /**
   * @param steps that were taken
   */
  public TrainingStopped(int steps) {
    super("Training was stopped after " + steps + " steps. The network keeps what it has learnt.");
  }
}
