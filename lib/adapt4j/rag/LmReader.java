package adapt4j.rag;

import adapt4j.lm.Generation;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.ReadingTask;
import adapt4j.lm.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Our own language model as a reader. It has learnt to read one short passage at a time, so it
 * reads the sentences around the one that fits best, by default those of the first passage only. An
 * answer's <em>sureness</em> is its log-probability less that of "not stated" from the same passage
 * (<a href="https://arxiv.org/abs/1810.04805">Devlin et al. 2019</a>, section 4.3, for SQuAD 2.0):
 * of several passages the surest answer is taken, if it is sure enough.
 *
 * <pre>{@code
 * Generator reader = LmReader.of(lm, base);
 * }</pre>
 *
 * <p>The model is small: it picks names, numbers and short phrases, and cannot combine passages. To
 * read more passages finds more answers, and makes up more where there is none.
 */
public final class LmReader implements Generator {
  private static final int READ = 1;
  private static final int TOKENS = 50; // of a passage
  private static final int ANSWER = 32; // tokens kept free for the answer

  private final Lm lm;
  private final BiFunction<String, List<Hit>, Stream<Citation>>
      where; // of each passage, best first
  private final int read;
  private final int tokens;
  private final double sureness;

  private LmReader(
      Lm lm,
      BiFunction<String, List<Hit>, Stream<Citation>> where,
      int read,
      int tokens,
      double sureness) {
    this.lm = lm;
    this.where = where;
    this.read = read;
    this.tokens = tokens;
    this.sureness = sureness;
  }

  /**
   * A reader.
   *
   * @param lm was trained to answer from a passage
   * @param base that is read in
   * @return reads 50 tokens of the first passage, which was best on the handbook's development part
   */
  public static LmReader of(Lm lm, KnowledgeBase base) {
    Evidence evidence = Evidence.in(base);
    return new LmReader(
        lm,
        (question, hits) ->
            hits.stream().map(hit -> evidence.rank(question, List.of(hit)).get(0).citation()),
        READ,
        TOKENS,
        0);
  }

  /**
   * A reader that is shown where to look.
   *
   * @param lm was trained to answer from a passage
   * @param finder reads all passages first. Where it is not as sure as it must be, nothing is
   *     answered; otherwise the model reads what the finder is surest of
   * @return reads 50 tokens around the finder's best answer
   */
  public static LmReader of(Lm lm, SpanReader finder) {
    return new LmReader(
        lm,
        (question, hits) -> finder.sure(question, hits).map(SpanReader.Finding::citation),
        READ,
        TOKENS,
        0);
  }

  /**
   * Sets how many passages are read.
   *
   * @param read at least 1
   * @return a new reader
   * @throws IllegalArgumentException below 1
   */
  public LmReader optRead(int read) {
    if (read < 1) {
      throw new IllegalArgumentException("A reader reads 1 passage or more.");
    }
    return new LmReader(lm, where, read, tokens, sureness);
  }

  /**
   * Sets how long a passage may be.
   *
   * @param tokens at least 1; a model reads best what is as long as what it was trained on
   * @return a new reader
   * @throws IllegalArgumentException below 1
   */
  public LmReader optTokens(int tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException("A passage has 1 token or more.");
    }
    return new LmReader(lm, where, read, tokens, sureness);
  }

  /**
   * Sets how sure of an answer it must be.
   *
   * @param sureness in nats, 0 if not called: as likely as "not stated". More refuses more; choose
   *     it on a development part
   * @return a new reader
   * @throws IllegalArgumentException if it is no number
   */
  public LmReader optSureness(double sureness) {
    if (Double.isNaN(sureness)) {
      throw new IllegalArgumentException("The least sureness is a number.");
    }
    return new LmReader(lm, where, read, tokens, sureness);
  }

  /**
   * Answers.
   *
   * @throws IllegalArgumentException if the question is so long that no passage fits beside it
   */
  @Override
  public Reply answer(String question, List<Hit> hits) {
    List<Chunk> chunks = new ArrayList<>();
    List<Prompt> prompts = prompts(question, hits, chunks);
    if (prompts.isEmpty()) {
      return Reply.none();
    }
    List<Generation> written = lm.generate(prompts, Sampling.greedy().optMost(ANSWER));
    double[] sure = sureness(prompts, written);
    int best = -1;
    for (int i = 0; i < sure.length; i++) {
      if (says(written.get(i)) && sure[i] >= sureness && (best < 0 || sure[i] > sure[best])) {
        best = i;
      }
    }
    if (best < 0) {
      return Reply.none();
    }
    String text = written.get(best).text().strip();
    return new Reply(text, List.of(Support.cite(chunks.get(best), text, question)));
  }

  /**
   * What the model is given: the question with the best part of each passage. To train a reader for
   * documents of one's own, train it on these, with the right answer (<a
   * href="https://arxiv.org/abs/2403.10131">Zhang et al. 2024</a>, RAFT).
   *
   * @param question in words
   * @param hits what was found for it
   * @return a prompt for each passage that is read
   * @throws IllegalArgumentException if the question is so long that no passage fits beside it
   */
  public List<Prompt> prompts(String question, List<Hit> hits) {
    return prompts(question, hits, new ArrayList<>());
  }

  private List<Prompt> prompts(String question, List<Hit> hits, List<Chunk> chunks) {
    int asked = Prompt.question(question).ids(lm.bpe()).length + 1; // and the mark of the passage
    int room = Math.min(tokens, lm.size().context() - ANSWER - asked);
    if (room < 1) {
      throw new IllegalArgumentException(
          "The question is too long: with a context of "
              + lm.size().context()
              + " tokens, nothing is left for a passage. Ask in fewer words.");
    }
    List<Prompt> prompts = new ArrayList<>();
    where
        .apply(question, hits)
        .limit(read)
        .forEach(
            place -> {
              String text = place.chunk().text();
              String excerpt = Excerpt.around(text, place.inChunk(), room, this::tokens);
              if (!excerpt.isBlank()) {
                chunks.add(place.chunk());
                prompts.add(Prompt.question(question).passage(excerpt));
              }
            });
    return prompts;
  }

  private int tokens(String text) {
    return lm.bpe().encode(" " + text.strip()).length;
  }

  private static boolean says(Generation generation) {
    String text = generation.text().strip();
    return !text.isEmpty() && !text.equalsIgnoreCase(ReadingTask.NOT_STATED);
  }

  /** The log-probability of each answer less that of "not stated". */
  private double[] sureness(List<Prompt> prompts, List<Generation> written) {
    List<double[]> none =
        lm.score(prompts.stream().map(p -> p.sample(lm.bpe(), ReadingTask.NOT_STATED)).toList());
    double[] sure = new double[prompts.size()];
    for (int i = 0; i < sure.length; i++) {
      sure[i] =
          DoubleStream.of(written.get(i).logProbs()).sum() - DoubleStream.of(none.get(i)).sum();
    }
    return sure;
  }
}
