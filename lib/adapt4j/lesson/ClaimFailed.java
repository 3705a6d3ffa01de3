package adapt4j.lesson;

/** A claim of the lesson is not true in this run. */
public final class ClaimFailed extends AssertionError {
  private static final long serialVersionUID = 1L;

  ClaimFailed(String sentence) {
    super("The claim does not hold in this run. " + sentence);
  }
}
