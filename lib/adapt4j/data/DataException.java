package adapt4j.data;

/** Data that are missing, damaged or not what they should be. The message names the cure. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, with which file, and what to do
   */
  public DataException(String message) {
    super(message);
  }

  /**
   * @param message what is wrong, with which file, and what to do
   * @param cause what was thrown below
   */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
