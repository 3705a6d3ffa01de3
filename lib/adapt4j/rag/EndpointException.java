package adapt4j.rag;

/** A chat endpoint that did not answer as it should. The message names the cure, and no secret. */
public final class EndpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, and what to do
   */
  public EndpointException(String message) {
    super(message);
  }
}
