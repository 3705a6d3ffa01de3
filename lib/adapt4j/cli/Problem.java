package adapt4j.cli;

/**
 * Something the user can put right. The message names the thing and the cure; no stack trace is
 * shown.
 */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Problem(String message) {
    super(message);
  }

  Problem(String message, Throwable cause) {
    super(message, cause);
  }
}
