package adapt4j.lm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How well a language model reads: it answers questions, always with the likeliest token, and each
 * answer is compared with those that are right ({@link ReadingScore#exact}).
 *
 * <pre>{@code
 * List<ReadingTask> tasks = ReadingTasks.of(ReadingPart.DEV_UNSEEN, 1).take(300);
 * ReadingExam exam = ReadingExam.of(lm, ReadingExam.questions(tasks));
 * exam.exact();                                           // 0.74
 * exam.misses().get(0).given();
 * ReadingExam.of(lm, Questions.dev());
 * }</pre>
 *
 * @param items one for each question
 */
public record ReadingExam(List<Item> items) {
  private static final int LONGEST = 40; // tokens of an answer

  /** Copies the list. */
  public ReadingExam {
    items = List.copyOf(items);
  }

  /**
   * A question that was answered.
   *
   * @param question with its passage and the right answers
   * @param given the model's answer
   */
  public record Item(Questions.Question question, String given) {
    /**
     * Whether the answer is right.
     *
     * @return true for an exact match
     */
    public boolean right() {
      return question.isRight(given);
    }

    /**
     * Whether the model said that the passage does not answer the question.
     *
     * @return true or false, right or wrong
     */
    public boolean saysNotStated() {
      return ReadingScore.exact(given, List.of(ReadingTask.NOT_STATED));
    }
  }

  /**
   * Has a model read.
   *
   * @param lm answers
   * @param questions with their passages
   * @return the answers
   * @throws IllegalArgumentException if a question with its passage leaves no room in the context
   */
  public static ReadingExam of(Lm lm, List<Questions.Question> questions) {
    return of(lm, questions, q -> Prompt.question(q.question()).passage(q.passage()));
  }

  /**
   * Has a model guess: it does not see the passages.
   *
   * @param lm answers
   * @param questions whose passages are kept from it
   * @return the answers
   */
  public static ReadingExam withoutPassages(Lm lm, List<Questions.Question> questions) {
    return of(lm, questions, q -> Prompt.question(q.question()));
  }

  private static ReadingExam of(
      Lm lm, List<Questions.Question> questions, Function<Questions.Question, Prompt> prompt) {
    List<Prompt> prompts = questions.stream().map(prompt).toList();
    List<Generation> answers = lm.generate(prompts, Sampling.greedy().optMost(LONGEST));
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      items.add(new Item(questions.get(i), answers.get(i).text()));
    }
    return new ReadingExam(items);
  }

  /**
   * Tasks as questions, each with the one answer that is right.
   *
   * @param tasks any
   * @return as many questions
   */
  public static List<Questions.Question> questions(List<ReadingTask> tasks) {
    return tasks.stream()
        .map(t -> new Questions.Question(t.passage(), t.question(), List.of(t.answer())))
        .toList();
  }

  /**
   * This exam and another one together.
   *
   * @param other any
   * @return the items of both
   */
  public ReadingExam and(ReadingExam other) {
    List<Item> all = new ArrayList<>(items);
    all.addAll(other.items);
    return new ReadingExam(all);
  }

  /**
   * The share of right answers, {@link ReadingTask#NOT_STATED} among them.
   *
   * @return 0 to 1; NaN if there is no question
   */
  public double exact() {
    return share(item -> true, Item::right);
  }

  /**
   * The share of right answers to questions that the passage answers.
   *
   * @return 0 to 1; NaN if there is no such question
   */
  public double exactAnswerable() {
    return share(item -> item.question.answerable(), Item::right);
  }

  /**
   * Of the questions that the passage does not answer, the share to which the model says so.
   *
   * @return 0 to 1; NaN if there is no such question
   */
  public double notStatedRightly() {
    return share(item -> !item.question.answerable(), Item::saysNotStated);
  }

  /**
   * Of the questions that the passage answers, the share to which the model says that it does not.
   *
   * @return 0 to 1; NaN if there is no such question
   */
  public double notStatedWrongly() {
    return share(item -> item.question.answerable(), Item::saysNotStated);
  }

  private double share(Predicate<Item> of, Predicate<Item> which) {
    return (double) items.stream().filter(of.and(which)).count()
        / items.stream().filter(of).count();
  }

  /**
   * What was answered wrongly.
   *
   * @return in the order of the questions
   */
  public List<Item> misses() {
    return items.stream().filter(item -> !item.right()).toList();
  }
}
