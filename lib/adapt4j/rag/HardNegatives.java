package adapt4j.rag;

import adapt4j.lm.Questions.Question;
import adapt4j.lm.Questions.Titled;
import adapt4j.text.SentenceEncoder;
import adapt4j.text.SpanFit;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Puts passages beside a question that were found for it and do not answer it (hard negatives, <a
 * href="https://arxiv.org/abs/2004.04906">Karpukhin et al. 2020</a>, section 3.2): a reader that
 * only ever sees the right passage does not learn to turn down a wrong one.
 */
final class HardNegatives {
  private static final int NEAREST = 4; // of the wrong passages, of which some are drawn
  private static final int MISSED = 8; // per cent of the questions whose passage was not found
  private static final int UNTITLED = 15; // per cent of the right passages that lose their title
  private static final int AT_ONCE = 512;

  private final SentenceEncoder encoder;
  private final int others;
  private final Random random;

  /**
   * @param encoder finds
   * @param others wrong passages beside each question, 1 to 4
   * @param random draws
   */
  HardNegatives(SentenceEncoder encoder, int others, Random random) {
    this.encoder = encoder;
    this.others = others;
    this.random = random;
  }

  /**
   * Examples of one collection.
   *
   * @param questions about more than 4 passages; a title is read with its passage, an empty one is
   *     none
   * @return one example a question, in that order; the right passage comes first where it is there
   */
  List<SpanFit.Example> of(List<Titled> questions) {
    Map<String, Integer> rows = new LinkedHashMap<>(); // of passages as they are read
    questions.forEach(titled -> rows.putIfAbsent(Organisations.read(titled), rows.size()));
    List<String> passages = List.copyOf(rows.keySet());
    if (passages.size() <= NEAREST) {
      throw new IllegalArgumentException(
          "There are " + passages.size() + " passages; more than " + NEAREST + " are needed.");
    }
    List<SpanFit.Example> examples = new ArrayList<>();
    try (NDArray vectors = encoder.embed(passages);
        NDArray columns = vectors.transpose()) {
      for (int from = 0; from < questions.size(); from += AT_ONCE) {
        List<Titled> some = questions.subList(from, Math.min(questions.size(), from + AT_ONCE));
        List<String> texts = some.stream().map(titled -> titled.question().question()).toList();
        try (NDArray asked = encoder.embed(texts);
            NDArray fit = asked.matMul(columns)) {
          float[] all = fit.toFloatArray();
          for (int i = 0; i < some.size(); i++) {
            int own = rows.get(Organisations.read(some.get(i)));
            examples.add(example(some.get(i), passages, nearest(all, i, passages.size(), own)));
          }
        }
      }
    }
    return examples;
  }

  /** The wrong passages that fit best. */
  private static List<Integer> nearest(float[] fit, int row, int width, int own) {
    return new ArrayList<>(
        IntStream.range(0, width)
            .filter(i -> i != own)
            .boxed()
            .sorted((a, b) -> Float.compare(fit[row * width + b], fit[row * width + a]))
            .limit(NEAREST)
            .toList());
  }

  /** What is to be found; empty if the passage does not say it. */
  static String answer(Question question) {
    return question.answerable() ? question.answers().get(0) : "";
  }

  private SpanFit.Example example(Titled titled, List<String> passages, List<Integer> nearest) {
    Question question = titled.question();
    Collections.shuffle(nearest, random);
    String answer = answer(question);
    List<String> read = new ArrayList<>();
    if (!answer.isEmpty() && random.nextInt(100) < MISSED) {
      answer = "";
      read.add(passages.get(nearest.remove(nearest.size() - 1)));
    } else {
      read.add(random.nextInt(100) < UNTITLED ? question.passage() : Organisations.read(titled));
    }
    nearest.stream().limit(others).forEach(i -> read.add(passages.get(i)));
    return new SpanFit.Example(question.question(), read, answer);
  }
}
