package adapt4j.train;

/** A model file that is missing, damaged or of another architecture. The message names the cure. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, with which file, and what to do
   * @param cause what was thrown below, or null
   */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
