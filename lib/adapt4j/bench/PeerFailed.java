package adapt4j.bench;

/** The program that a benchmark compares with did not do its part. */
public final class PeerFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PeerFailed(String message) {
    super(message);
  }

  PeerFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
