package adapt4j.rag;

import adapt4j.lm.ReadingScore;
import adapt4j.show.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How well questions were answered.
 *
 * <pre>{@code
 * RagScores scores = RagScores.of(rag, Handbook.dev(), 1);
 * scores.exactMatch();
 * Tables.show(scores.latency());
 * }</pre>
 *
 * <p>Exact match and F1 are SQuAD's (<a href="https://arxiv.org/abs/1606.05250">Rajpurkar et al.
 * 2016</a>, section 6.1), on questions that have an answer; a refusal counts as wrong there.
 */
public final class RagScores {
  /**
   * One question.
   *
   * @param question that was asked
   * @param accepted right answers; none if there is no answer
   * @param answer that was given
   */
  public record Row(Handbook.Question question, List<String> accepted, Answer answer) {
    /**
     * Whether the answer is one of the accepted.
     *
     * @return exact match
     */
    public boolean exact() {
      return !answer.refused() && ReadingScore.exact(answer.text(), accepted);
    }

    /**
     * Whether the main citation is from the right document and has a right answer in it.
     *
     * @return whether it supports
     */
    public boolean supported() {
      return !answer.citations().isEmpty() && supports(answer.citations().get(0));
    }

    private boolean supports(Citation citation) {
      String cited = " " + ReadingScore.normal(citation.text()) + " ";
      return citation.chunk().document().equals(question.document())
          && accepted.stream()
              .anyMatch(right -> cited.contains(" " + ReadingScore.normal(right) + " "));
    }
  }

  private final List<Row> rows;

  private RagScores(List<Row> rows) {
    this.rows = rows;
  }

  /**
   * Asks all questions.
   *
   * @param rag to measure
   * @param questions of the handbook
   * @param version whose answers are right, 1 or 2
   * @return the scores
   * @throws IllegalArgumentException if there is no question
   * @throws CancellationException if the thread is interrupted
   */
  public static RagScores of(Rag rag, List<Handbook.Question> questions, int version) {
    List<Row> rows = new ArrayList<>();
    if (questions.isEmpty()) {
      throw new IllegalArgumentException("There is no question to score.");
    }
    try (Progress progress = Progress.of("Asking", questions.size())) {
      for (Handbook.Question question : questions) {
        if (Thread.interrupted()) {
          throw new CancellationException("Stopped after " + rows.size() + " questions.");
        }
        rows.add(new Row(question, question.answers(version), rag.ask(question.text())));
        progress.step();
      }
    }
    return of(rows);
  }

  /**
   * Scores answers that were given before.
   *
   * @param rows at least one
   * @return the scores
   */
  public static RagScores of(List<Row> rows) {
    return new RagScores(List.copyOf(rows));
  }

  /**
   * All questions with their answers.
   *
   * @return in the order in which they were asked
   */
  public List<Row> rows() {
    return rows;
  }

  /**
   * The share of the questions with an answer that were answered exactly.
   *
   * @return 0 to 1; not a number if there is no such question
   */
  public double exactMatch() {
    return share(true, row -> row.exact() ? 1 : 0);
  }

  /**
   * The mean F1 of the words, on questions with an answer.
   *
   * @return 0 to 1; not a number if there is no such question
   */
  public double f1() {
    return share(
        true,
        row -> row.answer().refused() ? 0 : ReadingScore.f1(row.answer().text(), row.accepted()));
  }

  /**
   * The share of the questions with an answer whose main citation holds a right answer, refusals
   * counted as not.
   *
   * @return 0 to 1; not a number if there is no such question
   */
  public double supported() {
    return share(true, row -> row.supported() ? 1 : 0);
  }

  /**
   * The share of all citations, of questions with an answer, that hold a right answer.
   *
   * @return 0 to 1; not a number if nothing was cited
   */
  public double citationsThatSupport() {
    return rows.stream()
        .filter(row -> row.question().answerable())
        .flatMapToDouble(
            row -> row.answer().citations().stream().mapToDouble(c -> row.supports(c) ? 1 : 0))
        .average()
        .orElse(Double.NaN);
  }

  /**
   * The share of the questions without an answer that were refused, as they should.
   *
   * @return 0 to 1; not a number if there is no such question
   */
  public double refusedRightly() {
    return share(false, row -> row.answer().refused() ? 1 : 0);
  }

  /**
   * The share of the questions with an answer that were refused, as they should not.
   *
   * @return 0 to 1; not a number if there is no such question
   */
  public double refusedWrongly() {
    return share(true, row -> row.answer().refused() ? 1 : 0);
  }

  /**
   * The strictest threshold that refuses at most some of the questions with an answer. Choose it on
   * a development part, from answers of a system without a threshold.
   *
   * @param most the share of them that may be refused, 0 to 1
   * @return for {@link Rag.Builder#optThreshold}
   * @throws IllegalArgumentException if the share is not from 0 to below 1, or no question has an
   *     answer
   */
  public double threshold(double most) {
    double[] evidence =
        rows.stream()
            .filter(row -> row.question().answerable())
            .mapToDouble(row -> row.answer().evidence())
            .sorted()
            .toArray();
    if (!(most >= 0 && most < 1) || evidence.length == 0) {
      throw new IllegalArgumentException(
          "A threshold is chosen for a share from 0 to below 1, on questions with an answer.");
    }
    return evidence[(int) (most * evidence.length)];
  }

  private double share(boolean answerable, ToDoubleFunction<Row> score) {
    return rows.stream()
        .filter(row -> row.question().answerable() == answerable)
        .mapToDouble(score)
        .average()
        .orElse(Double.NaN);
  }

  /**
   * How long the stages took.
   *
   * @return a row for each stage: median and 95th percentile in milliseconds
   */
  public Table latency() {
    List<String> stages =
        rows.stream().flatMap(row -> row.answer().millis().keySet().stream()).distinct().toList();
    return Table.create("Latency by stage")
        .addColumns(
            StringColumn.create("stage", stages),
            DoubleColumn.create(
                "median ms", stages.stream().mapToDouble(s -> at(s, 0.5)).toArray()),
            DoubleColumn.create("p95 ms", stages.stream().mapToDouble(s -> at(s, 0.95)).toArray()));
  }

  /** The nearest-rank percentile. */
  private double at(String stage, double share) {
    double[] sorted =
        rows.stream()
            .map(row -> row.answer().millis().get(stage))
            .filter(millis -> millis != null)
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d questions: exact match %.3f, F1 %.3f, main citation supports %.3f; refused %.3f of the"
            + " unanswerable, %.3f of the answerable",
        rows.size(),
        exactMatch(),
        f1(),
        supported(),
        refusedRightly(),
        refusedWrongly());
  }
}
