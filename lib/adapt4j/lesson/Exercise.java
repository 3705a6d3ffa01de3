package adapt4j.lesson;

import adapt4j.show.Display;
import java.util.List;
import java.util.Map;

/**
 * An exercise: it checks an answer, gives graded hints, and says where the solution is.
 *
 * <p>A check never throws: a wrong answer, an answer that itself throws, or none at all is told in
 * a sentence, and the notebook runs on.
 *
 * @param <T> the type of an answer
 */
public final class Exercise<T> {
  /** The MIME type of a check: an object with exercise and state (passed, failed or todo). */
  public static final String MIME = "application/vnd.adapt4j.exercise+json";

  /**
   * Judges an answer.
   *
   * @param <T> the type of an answer
   */
  @FunctionalInterface
  public interface Check<T> {
    /**
     * @param answer what the learner gave, not null
     * @return null when it is right, otherwise a sentence that helps without giving it away
     * @throws Exception whatever the learner's own code throws
     */
    String problem(T answer) throws Exception;
  }

  private final String name;
  private final String praise;
  private final Check<T> check;
  private final List<String> hints;
  private final String solution;
  private int hintsGiven;

  /**
   * @param name such as "1. Count the sevens"
   * @param check judges an answer
   * @param praise a sentence for a right answer, which says what was learnt
   * @param solution the notebook that holds it
   * @param hints from a nudge to nearly everything
   */
  Exercise(String name, Check<T> check, String praise, String solution, String... hints) {
    this.name = name;
    this.check = check;
    this.praise = praise;
    this.solution = solution;
    this.hints = List.of(hints);
  }

  /**
   * Checks an answer and shows the result.
   *
   * @param answer the learner's; null as long as there is none
   */
  public void check(T answer) {
    if (answer == null) {
      show(Badge.OPEN, "todo", "waits for your answer. Replace null above and run both cells.");
      return;
    }
    String problem;
    try {
      problem = check.problem(answer);
    } catch (Todo e) {
      show(Badge.OPEN, "todo", "waits for your code above.");
      return;
    } catch (Exception | StackOverflowError | AssertionError | LinkageError e) {
      String message = e.getMessage() == null ? "" : ": " + e.getMessage();
      problem = "your code throws " + e.getClass().getSimpleName() + message + ".";
    }
    if (problem == null) {
      show(Badge.GOOD, "passed", praise);
    } else {
      show(Badge.BAD, "failed", problem);
    }
  }

  /** Shows one more hint at each call, until there is none left. */
  public void hint() {
    if (hintsGiven == hints.size()) {
      tell("That was the last hint. " + where());
      return;
    }
    hintsGiven++;
    tell("Hint " + hintsGiven + " of " + hints.size() + ". " + hints.get(hintsGiven - 1));
  }

  /** Says where the solution is. */
  public void solution() {
    tell(where());
  }

  /**
   * What the method of an untouched exercise calls in place of an answer.
   *
   * @param <R> any type
   * @return never
   */
  public static <R> R todo() {
    throw new Todo();
  }

  private static final class Todo extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Todo() {
      super("This exercise is still to be done.");
    }
  }

  private String where() {
    return "The solution is in " + solution + ".";
  }

  private void tell(String sentence) {
    Display.html(Badge.HINT.html("", name + ":", sentence), Badge.HINT.sign() + " " + sentence);
  }

  private void show(Badge badge, String state, String sentence) {
    Display.bundle(
        Map.of(
            "text/html",
            badge.html("", name + ":", sentence),
            "text/plain",
            badge.sign() + " " + name + ": " + sentence,
            MIME,
            Map.of("exercise", name, "state", state)));
  }
}
