package adapt4j.lesson;

import adapt4j.lm.ReadingScore;
import adapt4j.lm.ReadingTask;
import adapt4j.rag.Answer;
import adapt4j.rag.Handbook.Question;
import adapt4j.rag.HandbookFacts;
import adapt4j.show.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * How well somebody answers questions about the {@link HandbookFacts handbook}, whoever it is and
 * however the answers are found.
 *
 * <pre>{@code
 * HandbookExam exam = HandbookExam.of("RAG", facts, 1, text -> rag.ask(text).text());
 * exam.paraphrased();
 * }</pre>
 *
 * <p>An answer is right if it equals an accepted one, but for capitals, punctuation and articles
 * (exact match); a question without an answer is answered rightly by {@link ReadingTask#NOT_STATED}
 * or {@link Answer#NOT_FOUND}.
 *
 * @param method who answered
 * @param items one for each question
 */
public record HandbookExam(String method, List<Item> items) {
  /** Copies the list. */
  public HandbookExam {
    items = List.copyOf(items);
  }

  /** Which wording was asked. */
  public enum Part {
    /** One of those to train on. */
    SEEN,
    /** One that is not trained on. */
    PARAPHRASED,
    /** A question without an answer. */
    UNANSWERABLE
  }

  /**
   * A question that was asked.
   *
   * @param part of the questions
   * @param question in words, with the right answers
   * @param given the answer
   * @param right whether the answer is right
   * @param millis how long it took
   */
  public record Item(Part part, Question question, String given, boolean right, double millis) {}

  /**
   * Asks all questions, one after another, as users do.
   *
   * @param method a name for tables
   * @param facts to ask for
   * @param version of the handbook whose answers are right, 1 or 2
   * @param answers gives an answer to a question
   * @return the answers, with their scores
   * @throws IllegalArgumentException for another version
   * @throws CancellationException if the thread is interrupted
   */
  public static HandbookExam of(
      String method, HandbookFacts facts, int version, UnaryOperator<String> answers) {
    int all = facts.seen().size() + facts.paraphrased().size() + facts.unanswerable().size();
    List<Item> items = new ArrayList<>();
    try (Progress progress = Progress.of("Asking: " + method, all)) {
      ask(items, Part.SEEN, facts.seen(), version, answers, progress);
      ask(items, Part.PARAPHRASED, facts.paraphrased(), version, answers, progress);
      ask(items, Part.UNANSWERABLE, facts.unanswerable(), version, answers, progress);
    }
    return new HandbookExam(method, items);
  }

  private static void ask(
      List<Item> items,
      Part part,
      List<Question> questions,
      int version,
      UnaryOperator<String> answers,
      Progress progress) {
    for (Question question : questions) {
      if (Thread.interrupted()) {
        throw new CancellationException("Stopped after " + items.size() + " questions.");
      }
      long start = System.nanoTime();
      String given = answers.apply(question.text());
      double millis = (System.nanoTime() - start) / 1e6;
      items.add(new Item(part, question, given, isRight(question, version, given), millis));
      progress.step();
    }
  }

  private static boolean isRight(Question question, int version, String given) {
    List<String> accepted =
        question.answerable()
            ? question.answers(version)
            : List.of(ReadingTask.NOT_STATED, Answer.NOT_FOUND);
    return ReadingScore.exact(given, accepted);
  }

  /**
   * Of the facts, asked for in words that may be trained on.
   *
   * @return the share of right answers, 0 to 1
   */
  public double seen() {
    return right(item -> item.part == Part.SEEN);
  }

  /**
   * Of the facts, asked for in other words.
   *
   * @return the share of right answers, 0 to 1
   */
  public double paraphrased() {
    return right(item -> item.part == Part.PARAPHRASED);
  }

  /**
   * Of the questions without an answer.
   *
   * @return the share that was refused, 0 to 1
   */
  public double refused() {
    return right(item -> item.part == Part.UNANSWERABLE);
  }

  /**
   * Of the facts that differ between the versions, in both wordings.
   *
   * @return the share of right answers, 0 to 1
   */
  public double changing() {
    return right(item -> item.question.changes());
  }

  /**
   * How long an answer takes.
   *
   * @return the median in milliseconds
   */
  public double millis() {
    double[] sorted = items.stream().mapToDouble(Item::millis).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private double right(Predicate<Item> which) {
    return items.stream()
        .filter(which)
        .mapToDouble(item -> item.right ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }
}
