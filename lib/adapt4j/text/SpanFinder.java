package adapt4j.text;

import adapt4j.Lab;
import adapt4j.nn.Gradients;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the words of a passage that answer a question. Question and passage are read together, so
 * that each word of the one can attend to each of the other, and every token gets two scores: the
 * answer begins here, and ends here (<a href="https://arxiv.org/abs/1810.04805">Devlin et al.
 * 2019</a>, section 4.2). "It does not stand here" has the score 0, so scores of several passages
 * can be compared (shared normalisation, <a href="https://arxiv.org/abs/1710.10723">Clark and
 * Gardner 2018</a>, section 3.1).
 *
 * <pre>{@code
 * SpanFinder finder = SpanFinder.of(minilm.named("MiniLM that reads"));
 * Lora lora = Lora.builder().setRank(16).optAlso("head").inject(lab, finder.net());
 * SpanFit.steps(1_000).on(finder, examples);
 * Reading reading = finder.read("Who mends the roof?", List.of("Ida cooks. Jon mends the roof."));
 * reading.best().of(passage);                                        // Jon
 * }</pre>
 *
 * <p>It is slower than comparing vectors, since nothing can be computed before the question is
 * there: use it on the few passages that were found. It writes nothing in words of its own, and
 * cannot count or add up.
 */
public final class SpanFinder {
  static final int QUESTION = 64; // tokens
  private static final int LONGEST = 24; // tokens of an answer
  private static final int AT_ONCE = 16; // passages
  private static final int LETTERS = 16; // of a token, at most, on the mean

  private final SentenceEncoder encoder;
  private final SpanNet net;

  /**
   * A part of a passage.
   *
   * @param start the first character
   * @param end the character behind the last one
   * @param score above 0: more likely than that the passage does not say
   */
  public record Found(int start, int end, double score) {
    /**
     * The words.
     *
     * @param passage that was read
     * @return a part of it
     */
    public String of(String passage) {
      return passage.substring(start, end);
    }
  }

  /** What the model thinks of a passage. */
  public static final class Reading {
    private static final Found NOTHING = new Found(0, 0, Double.NEGATIVE_INFINITY);
    private final Tokens.Pair pair;
    private final float[] scores; // begins and ends in turns, one pair a token of the row

    private Reading(Tokens.Pair pair, float[] scores) {
      this.pair = pair;
      this.scores = scores;
    }

    /**
     * The best answer.
     *
     * @return at most 24 tokens; an empty one with an infinitely low score if the passage is empty
     */
    public Found best() {
      return best(0);
    }

    /**
     * The best answer behind a title, or whatever else is read but is no part of the answer.
     *
     * @param from the first character
     * @return at most 24 tokens; an empty one with an infinitely low score if no token lies there
     */
    public Found best(int from) {
      Found best = NOTHING;
      int[] starts = pair.starts();
      int[] ends = pair.ends();
      for (int i = 0; i < starts.length; i++) {
        for (int j = i; j < Math.min(starts.length, i + LONGEST); j++) {
          double score = begins(i) + ends(j);
          if (starts[i] >= from && score > best.score()) {
            best = new Found(starts[i], ends[j], score);
          }
        }
      }
      return best;
    }

    private float begins(int token) {
      return scores[2 * (pair.first() + token)];
    }

    private float ends(int token) {
      return scores[2 * (pair.first() + token) + 1];
    }
  }

  private SpanFinder(SentenceEncoder encoder, SpanNet net) {
    this.encoder = encoder;
    this.net = net;
  }

  /**
   * A finder that has learnt nothing yet: its head is drawn by the lab's seed.
   *
   * @param encoder reads; put an adapter into {@link #net}, or it stays as it is
   * @return the finder; use it as long as the encoder's lab is open
   */
  public static SpanFinder of(SentenceEncoder encoder) {
    Lab lab = encoder.lab();
    lab.reseed();
    return new SpanFinder(encoder, new SpanNet((BertEncoder) encoder.body(), lab.manager()));
  }

  /**
   * Reads passages.
   *
   * @param question in words; what is beyond 62 tokens is cut
   * @param passages what is beyond the encoder's limit, together with the question, is cut
   * @return one reading for each passage
   */
  public List<Reading> read(String question, List<String> passages) {
    List<Tokens.Pair> pairs = passages.stream().map(p -> pair(question, p)).toList();
    List<Reading> readings = new ArrayList<>();
    for (int from = 0; from < pairs.size(); from += AT_ONCE) {
      List<Tokens.Pair> some = pairs.subList(from, Math.min(pairs.size(), from + AT_ONCE));
      readings.addAll(Gradients.without(() -> readAtOnce(some)));
    }
    return readings;
  }

  private List<Reading> readAtOnce(List<Tokens.Pair> pairs) {
    try (NDManager scope = encoder.lab().scope()) {
      NDArray scores = scores(scope, pairs);
      float[] all = scores.toFloatArray();
      int row = all.length / pairs.size();
      List<Reading> readings = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i++) {
        readings.add(new Reading(pairs.get(i), Arrays.copyOfRange(all, i * row, (i + 1) * row)));
      }
      return readings;
    }
  }

  /** Scores (n, longest, 2), in the memory of the scope. */
  NDArray scores(NDManager scope, List<Tokens.Pair> pairs) {
    int longest = pairs.stream().mapToInt(pair -> pair.ids().length).max().getAsInt();
    float[] rows = new float[pairs.size() * longest];
    Arrays.fill(rows, BertEncoder.NO_TOKEN);
    for (int i = 0; i < pairs.size(); i++) {
      long[] ids = pairs.get(i).ids();
      for (int j = 0; j < ids.length; j++) {
        rows[i * longest + j] = ids[j];
      }
    }
    NDArray tokens = scope.create(rows, new Shape(pairs.size(), longest));
    return net.forward(new ParameterStore(scope, false), new NDList(tokens), false)
        .singletonOrThrow();
  }

  Tokens.Pair pair(String question, String passage) {
    int letters = Math.min(passage.length(), LETTERS * encoder.limit());
    return encoder.pair(question, passage.substring(0, letters), QUESTION);
  }

  Lab lab() {
    return encoder.lab();
  }

  /**
   * The network, for an adapter and for freezing: the stages {@code body} and {@code head}.
   *
   * @return from tokens (n, length) to scores (n, length, 2)
   */
  public Block net() {
    return net;
  }
}
