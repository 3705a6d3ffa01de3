package adapt4j.rag;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.lm.Questions;
import adapt4j.lm.Questions.Question;
import adapt4j.lm.Questions.Titled;
import adapt4j.text.ContrastiveFit;
import adapt4j.text.ContrastiveFit.Triple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What {@link QuestionEncoder} is trained on. Most batches ask about one organisation only: then
 * the answers of the others, from which each must be told apart, are about similar things (<a
 * href="https://arxiv.org/abs/2104.06967">Hofstätter et al. 2021</a>, section 3). The rest is drawn
 * from short passages about anything.
 */
final class QuestionBatches implements Supplier<List<Triple>> {
  private static final int MIXED = 35; // per cent of the batches are about anything
  private static final int MIXED_BATCH = 24;
  private static final int BATCH = 32; // each about another passage
  private static final int OTHERS = 3; // sentences of the same passage, for each question
  private static final int WHOLE = 25; // per cent of the questions look for the passage instead
  private static final int WHOLE_TITLED = 50;

  private final Random random;
  private final Supplier<List<Triple>> mixed;
  private final List<List<Titled>> organisations;

  QuestionBatches(List<Triple> mixed, List<List<Titled>> organisations, Random random) {
    this.mixed = ContrastiveFit.shuffled(mixed, MIXED_BATCH, random);
    this.random = random;
    this.organisations =
        organisations.stream()
            .map(all -> all.stream().filter(t -> t.question().answerable()).toList())
            .toList();
  }

  /** With all of the data. */
  static QuestionBatches all(Random random) {
    List<Triple> mixed = new ArrayList<>(triples("train.txt", random));
    mixed.addAll(triples("handbooks.txt", random));
    return new QuestionBatches(mixed, Organisations.all(), random);
  }

  @Override
  public List<Triple> get() {
    return random.nextInt(100) < MIXED ? mixed.get() : aboutOne();
  }

  private List<Triple> aboutOne() {
    int at = random.nextInt(organisations.stream().mapToInt(List::size).sum());
    int one = 0;
    while (at >= organisations.get(one).size()) {
      at -= organisations.get(one++).size();
    }
    List<Titled> order = new ArrayList<>(organisations.get(one));
    Collections.shuffle(order, random);
    Set<String> passages = new HashSet<>();
    return order.stream()
        .filter(titled -> passages.add(titled.question().passage()))
        .limit(BATCH)
        .map(titled -> triple(titled, WHOLE_TITLED, 1, random))
        .toList();
  }

  /** Each question that one sentence answers, with that sentence, or its whole passage. */
  static List<Triple> triples(String name, Random random) {
    Path file = Card.of(Lab.data().resolve("lm-passages")).file(name);
    return Questions.read(file).stream()
        .filter(question -> answering(question, sentences(question.passage())) >= 0)
        .map(question -> triple(new Titled("", question), WHOLE, OTHERS, random))
        .toList();
  }

  /**
   * @param whole per cent that look for the passage; those that no one sentence answers always do
   * @param most other sentences of the passage
   */
  private static Triple triple(Titled titled, int whole, int most, Random random) {
    Question question = titled.question();
    List<String> others = new ArrayList<>(sentences(question.passage()));
    int right = answering(question, others);
    if (right < 0 || random.nextInt(100) < whole) {
      return new Triple(question.question(), Organisations.read(titled), List.of());
    }
    String answer = Organisations.read(titled, others.remove(right));
    Collections.shuffle(others, random);
    return new Triple(
        question.question(),
        answer,
        others.stream().limit(most).map(text -> Organisations.read(titled, text)).toList());
  }

  static List<String> sentences(String passage) {
    return Sentences.of(passage).stream().map(span -> span.of(passage)).toList();
  }

  /** The one sentence with the answer in it; -1 if there is none, or several. */
  static int answering(Question question, List<String> sentences) {
    String answer = question.answers().get(0);
    int[] found =
        IntStream.range(0, sentences.size())
            .filter(i -> question.answerable() && sentences.get(i).contains(answer))
            .toArray();
    return found.length == 1 ? found[0] : -1;
  }
}
