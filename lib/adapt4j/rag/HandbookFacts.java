package adapt4j.rag;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.data.DataException;
import adapt4j.data.TextFile;
import adapt4j.rag.Handbook.Kind;
import adapt4j.rag.Handbook.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The facts of the {@link Handbook}, each asked for in several wordings: questions to train a model
 * that should know them by heart, and others to ask it then.
 *
 * <pre>{@code
 * HandbookFacts facts = HandbookFacts.load();
 * facts.train();           // 125 facts in three wordings each, and 35 questions without an answer
 * facts.seen();            // each fact in one of those three wordings
 * facts.paraphrased();     // each fact in a fourth wording
 * facts.unanswerable();    // 35 other questions without an answer
 * }</pre>
 *
 * <p>To choose settings there is a fifth wording, that of {@link Handbook#dev()}.
 */
public final class HandbookFacts {
  private static final int WORDINGS = 3;

  private final List<Question> train = new ArrayList<>();
  private final List<Question> seen = new ArrayList<>();
  private final List<Question> paraphrased = new ArrayList<>();
  private final List<Question> unanswerable = new ArrayList<>();

  private HandbookFacts() {}

  /**
   * Reads the wordings of {@code data/handbook}.
   *
   * @return the same each time
   * @throws DataException if a file is missing or damaged
   */
  public static HandbookFacts load() {
    Map<String, Question> facts = new HashMap<>();
    Handbook.dev().stream()
        .filter(Question::answerable)
        .forEach(fact -> facts.put(fact.text(), fact));
    return read(Card.of(Lab.data().resolve("handbook")).file("wordings.txt"), facts);
  }

  /**
   * Blocks of {@code Q:}, a question that is known, {@code L:}, wordings to learn, and {@code T:},
   * one to test; without {@code Q:} none of them has an answer.
   */
  static HandbookFacts read(Path file, Map<String, Question> facts) {
    HandbookFacts all = new HandbookFacts();
    Question fact = null;
    boolean first = true;
    List<String> lines = TextFile.lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        fact = null;
        continue;
      }
      String text = line.substring(Math.min(3, line.length()));
      if (line.startsWith("Q: ") && facts.containsKey(text)) {
        fact = facts.get(text);
        first = true;
      } else if (line.startsWith("L: ")) {
        Question asked = asked(text, fact);
        all.train.add(asked);
        if (fact != null && first) {
          all.seen.add(asked);
          first = false;
        }
      } else if (line.startsWith("T: ")) {
        (fact == null ? all.unanswerable : all.paraphrased).add(asked(text, fact));
      } else {
        throw new DataException(
            "Line "
                + (i + 1)
                + " of "
                + file
                + " is neither L: nor T: with a question, nor Q: with a question of the"
                + " handbook: "
                + line);
      }
    }
    long learnt = all.train.stream().filter(Question::answerable).count();
    if (learnt != (long) WORDINGS * all.seen.size() || all.seen.size() != all.paraphrased.size()) {
      throw new DataException(
          "In "
              + file
              + " each Q: needs three lines L: and one T:, but of "
              + all.seen.size()
              + " there are "
              + learnt
              + " and "
              + all.paraphrased.size()
              + ".");
    }
    return all;
  }

  private static Question asked(String text, Question fact) {
    return fact == null
        ? new Question(text, Kind.UNANSWERABLE, "", List.of(), List.of())
        : new Question(text, Kind.PARAPHRASED, fact.document(), fact.answers(), fact.later());
  }

  /**
   * The facts that differ between the versions.
   *
   * @return 20 facts in the same wordings, and no question without an answer
   */
  public HandbookFacts onlyChanging() {
    HandbookFacts some = new HandbookFacts();
    train.stream().filter(Question::changes).forEach(some.train::add);
    seen.stream().filter(Question::changes).forEach(some.seen::add);
    paraphrased.stream().filter(Question::changes).forEach(some.paraphrased::add);
    return some;
  }

  /**
   * Every second fact, to train on some and to ask for others.
   *
   * @param from 0 for the first, third, fifth fact and so on, 1 for the others
   * @return these facts, and all questions without an answer
   * @throws IllegalArgumentException for another number
   */
  public HandbookFacts half(int from) {
    if (from != 0 && from != 1) {
      throw new IllegalArgumentException("There are halves 0 and 1, not " + from + ".");
    }
    HandbookFacts some = new HandbookFacts();
    for (int i = from; i < seen.size(); i += 2) {
      some.seen.add(seen.get(i));
      some.paraphrased.add(paraphrased.get(i));
      some.train.addAll(train.subList(WORDINGS * i, WORDINGS * (i + 1)));
    }
    train.stream().filter(q -> !q.answerable()).forEach(some.train::add);
    some.unanswerable.addAll(unanswerable);
    return some;
  }

  /**
   * What to train on.
   *
   * @return 125 facts in three wordings each, and 35 questions without an answer
   */
  public List<Question> train() {
    return List.copyOf(train);
  }

  /**
   * Each fact in the first of the wordings that are trained on.
   *
   * @return 125 questions
   */
  public List<Question> seen() {
    return List.copyOf(seen);
  }

  /**
   * Each fact in a wording that is not trained on.
   *
   * @return 125 questions
   */
  public List<Question> paraphrased() {
    return List.copyOf(paraphrased);
  }

  /**
   * Questions about what the handbook does not say; none is among those to train on.
   *
   * @return 35 questions
   */
  public List<Question> unanswerable() {
    return List.copyOf(unanswerable);
  }
}
