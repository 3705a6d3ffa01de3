package adapt4j.lm;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.data.DataException;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A small language model: it says what comes next in a text, token by token, and so it writes.
 *
 * <pre>{@code
 * Lm lm = Lm.load(lab, folder);
 * lm.next(Prompt.text("The cat"), 10);                     // the ten likeliest tokens
 * lm.generate("The cat", Sampling.temperature(0.8));       // goes on with the text
 * lm.generate(Prompt.question("When does it open?").passage(text), Sampling.greedy());
 * lm.perplexity(samples);                                  // how well it foretells texts
 * }</pre>
 *
 * <p>How it is built stands in {@link LmNet}, how it is trained in {@link LmFit}. It is made of
 * some million parameters: use it to see how such models work, and to read out of a passage; not
 * where knowledge or reasoning is asked for. One thread at a time.
 */
public final class Lm implements AutoCloseable {
  private static final int AT_ONCE = 32; // texts, where no gradient asks for all together

  private final Lab lab;
  private final NDManager manager;
  private final LmNet net;
  private final Bpe bpe;

  private Lm(Lab lab, LmNet net, Bpe bpe, DataType type) {
    this.lab = lab;
    this.net = net;
    this.bpe = bpe;
    if (net.size().tokens() != bpe.size()) {
      throw new IllegalArgumentException(
          "The size says "
              + net.size().tokens()
              + " tokens, and the tokeniser has "
              + bpe.size()
              + ". Give the size as many.");
    }
    manager = lab.manager().newSubManager();
    lab.reseed();
    net.initialize(manager, type, new Shape(1, 1), new Shape(1, 1));
  }

  /**
   * Makes a model that knows nothing yet.
   *
   * @param lab draws the weights by its seed
   * @param size with as many tokens as the tokeniser has
   * @param bpe the tokeniser
   * @return the model
   * @throws IllegalArgumentException if the two do not go together
   */
  public static Lm create(Lab lab, LmSize size, Bpe bpe) {
    return create(lab, size, bpe, DataType.FLOAT32);
  }

  /** For checks of gradients, which want FLOAT64. */
  static Lm create(Lab lab, LmSize size, Bpe bpe, DataType type) {
    return new Lm(lab, new LmNet(size), bpe, type);
  }

  /**
   * Loads the course's model that answers ({@code data/lm}): it reads an answer out of a passage,
   * writes what a word means ({@code Prompt.question("define: harbor")}), and follows a few other
   * instructions. See its CARD.md for how well.
   *
   * @param lab where it lives
   * @return the model
   * @throws DataException if a file is missing or not that of the card
   */
  public static Lm reader(Lab lab) {
    return checked(lab, Lab.data().resolve("lm"));
  }

  /**
   * Loads the course's model that goes on with a text ({@code data/lm-base}): {@link #reader}
   * before it was taught to answer. It has read WordNet's definitions, and nothing else.
   *
   * @param lab where it lives
   * @return the model
   * @throws DataException if a file is missing or not that of the card
   */
  public static Lm base(Lab lab) {
    return checked(lab, Lab.data().resolve("lm-base"));
  }

  /** Loads a model whose files are those of the card that lies beside them. */
  static Lm checked(Lab lab, Path folder) {
    Card card = Card.of(folder);
    card.file(LmFile.TOKENS);
    card.file(LmFile.WEIGHTS);
    return load(lab, folder);
  }

  /**
   * Loads a model.
   *
   * @param lab where it lives
   * @param folder that {@link #save} wrote
   * @return the model
   * @throws ModelException if a file is missing, damaged or of a version that is not known
   */
  public static Lm load(Lab lab, Path folder) {
    return LmFile.load(lab, folder);
  }

  /**
   * Saves the model, so that it is exactly the same when it is loaded.
   *
   * @param folder is made if it is not there
   * @throws ModelException if it cannot be written
   * @throws IllegalArgumentException if there is an adapter in the model
   */
  public void save(Path folder) {
    LmFile.save(this, folder, DataType.FLOAT32);
  }

  /**
   * Saves the model in half the space: weights are rounded to 16 bits, about three digits each.
   *
   * @param folder is made if it is not there
   * @throws ModelException if it cannot be written
   * @throws IllegalArgumentException if there is an adapter in the model
   */
  public void saveSmall(Path folder) {
    LmFile.save(this, folder, DataType.FLOAT16);
  }

  /**
   * A model with the same weights, to be kept while this one is trained.
   *
   * @return a new model with arrays of its own
   * @throws IllegalArgumentException if there is an adapter in this one
   */
  public Lm copy() {
    DataType type = Layers.arrays(net).get("token.weight").getDataType();
    Lm copy = create(lab, size(), bpe, type);
    try {
      copy.fill(Layers.arrays(net));
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  void fill(Map<String, NDArray> arrays) {
    Gradients.without(
        () -> {
          Layers.load(net, arrays);
          return null;
        });
  }

  /**
   * Goes on with a text.
   *
   * @param text not empty
   * @param how the tokens are chosen
   * @return what comes behind it
   * @throws IllegalArgumentException if the text is empty, or leaves no room in the context
   */
  public Generation generate(String text, Sampling how) {
    return generate(Prompt.text(text), how);
  }

  /**
   * Answers a question, or goes on with a text.
   *
   * @param prompt what is given
   * @param how the tokens are chosen
   * @return what comes behind it
   * @throws IllegalArgumentException if the prompt leaves no room in the context
   */
  public Generation generate(Prompt prompt, Sampling how) {
    return generate(prompt, how, null);
  }

  /**
   * As {@link #generate(Prompt, Sampling)}, and hands on the text while it is written.
   *
   * @param prompt what is given
   * @param how the tokens are chosen
   * @param reader is given the text piece by piece; all pieces together are the text
   * @return the whole
   * @throws IllegalArgumentException if the prompt leaves no room in the context
   */
  public Generation generate(Prompt prompt, Sampling how, Consumer<String> reader) {
    return write(List.of(prompt), how, reader, true).get(0);
  }

  /**
   * Answers many prompts side by side, which is several times as fast as one after another.
   *
   * @param prompts any number; they may have different lengths
   * @param how the tokens are chosen
   * @return one text for each
   * @throws IllegalArgumentException if a prompt leaves no room in the context
   */
  public List<Generation> generate(List<Prompt> prompts, Sampling how) {
    return write(prompts, how, null, true);
  }

  List<Generation> write(
      List<Prompt> prompts, Sampling how, Consumer<String> reader, boolean cached) {
    Random random = how.random(lab.seed());
    List<int[]> given = prompts.stream().map(prompt -> fitting(prompt.ids(bpe))).toList();
    List<Writing> texts = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      int most = Math.min(how.most(), size().context() - given.get(i).length);
      texts.add(new Writing(bpe, prompts.get(i), given.get(i), how, most, reader));
    }
    Decoder decoder = new Decoder(net, bpe, manager);
    Gradients.without(
        () -> {
          for (int from = 0; from < given.size(); from += AT_ONCE) {
            int to = Math.min(given.size(), from + AT_ONCE);
            decoder.write(given.subList(from, to), texts.subList(from, to), how, random, cached);
          }
          return null;
        });
    return texts.stream().map(Writing::generation).toList();
  }

  private int[] fitting(int[] ids) {
    if (ids.length >= size().context()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The prompt has %d tokens, and this model sees at most %d, of which one at least must"
                  + " be left to be written. Shorten the prompt, for example to the best passage.",
              ids.length,
              size().context()));
    }
    return ids;
  }

  /**
   * The likeliest tokens to come next.
   *
   * @param text not empty
   * @param most how many
   * @return the likeliest first
   * @throws IllegalArgumentException if the text is empty, or leaves no room in the context
   */
  public List<NextToken> next(String text, int most) {
    return next(Prompt.text(text), most);
  }

  /**
   * The likeliest tokens to come next.
   *
   * @param prompt what is given
   * @param most how many
   * @return the likeliest first
   * @throws IllegalArgumentException if the prompt leaves no room in the context
   */
  public List<NextToken> next(Prompt prompt, int most) {
    double[] logProbs = nextLogProbs(prompt);
    return IntStream.range(0, logProbs.length)
        .boxed()
        .sorted((a, b) -> Double.compare(logProbs[b], logProbs[a]))
        .limit(most)
        .map(id -> new NextToken(id, bpe.piece(id), Math.exp(logProbs[id])))
        .toList();
  }

  /**
   * The log-probability of every token to come next.
   *
   * @param prompt what is given
   * @return one for each token of the tokeniser
   * @throws IllegalArgumentException if the prompt leaves no room in the context
   */
  public double[] nextLogProbs(Prompt prompt) {
    int[] given = fitting(prompt.ids(bpe));
    return Gradients.without(() -> new Decoder(net, bpe, manager).next(given));
  }

  /**
   * How likely the model finds the tokens of some texts that count.
   *
   * @param samples not longer than the context
   * @return for each text the log-probability of each token that counts
   * @throws IllegalArgumentException if a text is longer than the context
   */
  public List<double[]> score(List<Sample> samples) {
    List<double[]> scores = new ArrayList<>();
    for (int from = 0; from < samples.size(); from += AT_ONCE) {
      List<Sample> some = samples.subList(from, Math.min(samples.size(), from + AT_ONCE));
      try (NDManager scope = manager.newSubManager()) {
        LmBatch batch = batch(scope, some);
        NDArray found = Gradients.without(() -> logProbs(batch, false));
        double[] flat = found.toType(DataType.FLOAT64, true).toDoubleArray();
        int width = flat.length / some.size();
        for (int r = 0; r < some.size(); r++) {
          int at = r * width;
          scores.add(java.util.Arrays.copyOfRange(flat, at, at + some.get(r).asked()));
        }
      }
    }
    return scores;
  }

  /**
   * How many tokens the model wavers between, on average: e to the power of the mean negative
   * log-probability of a token that counts (<a href="https://doi.org/10.1121/1.2016299">Jelinek et
   * al. 1977</a>). 1 is perfect; a model that knows nothing has as many as there are tokens. Models
   * with different tokenisers cannot be compared by it.
   *
   * @param samples at least one, not longer than the context
   * @return at least 1
   * @throws IllegalArgumentException if there is none, or a text is longer than the context
   */
  public double perplexity(List<Sample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("Perplexity is measured on one text or more.");
    }
    double sum = 0;
    long count = 0;
    for (double[] scores : score(samples)) {
      for (double logProb : scores) {
        sum += logProb;
      }
      count += scores.length;
    }
    return Math.exp(-sum / count);
  }

  /**
   * Texts as arrays for {@link #logProbs} and {@link #hidden}.
   *
   * @param scope owns the arrays, and what is computed from them
   * @param samples at least one, not longer than the context
   * @return the batch
   * @throws IllegalArgumentException if there is none, or a text is longer than the context
   */
  public LmBatch batch(NDManager scope, List<Sample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("A batch has one text or more.");
    }
    for (Sample sample : samples) {
      if (sample.length() > size().context()) {
        throw new IllegalArgumentException(
            "A text has "
                + sample.length()
                + " tokens, and this model sees at most "
                + size().context()
                + ". Shorten it, or leave it out.");
      }
    }
    return LmBatch.of(scope, bpe, samples);
  }

  /**
   * The log-probabilities of the tokens that count, with gradients while they are recorded.
   *
   * @param batch of texts
   * @param training whether dropout and the like are on
   * @return shape (n, asked), 0 where nothing counts; belongs to the batch's manager
   */
  public NDArray logProbs(LmBatch batch, boolean training) {
    ParameterStore weights = new ParameterStore(batch.ids().getManager(), false);
    return net.logProbs(weights, hidden(weights, batch, training), batch, training);
  }

  /**
   * The hidden states of all tokens, with gradients while they are recorded: what another head can
   * be put on.
   *
   * @param batch of texts
   * @param training whether dropout and the like are on
   * @return shape (n, length, width); belongs to the batch's manager
   */
  public NDArray hidden(LmBatch batch, boolean training) {
    return hidden(new ParameterStore(batch.ids().getManager(), false), batch, training);
  }

  /**
   * As {@link #logProbs(LmBatch, boolean)}, from hidden states that were computed already: where
   * another head wants them too, the network runs once.
   *
   * @param batch of texts
   * @param hidden what {@link #hidden(LmBatch, boolean)} gave for this batch
   * @param training as there
   * @return shape (n, asked), 0 where nothing counts; belongs to the batch's manager
   */
  public NDArray logProbs(LmBatch batch, NDArray hidden, boolean training) {
    ParameterStore weights = new ParameterStore(batch.ids().getManager(), false);
    return net.logProbs(weights, hidden, batch, training);
  }

  private NDArray hidden(ParameterStore weights, LmBatch batch, boolean training) {
    NDList inputs = new NDList(batch.ids(), batch.marks());
    return net.forward(weights, inputs, training).singletonOrThrow();
  }

  /**
   * The network, for adapters, freezing and optimisers. It reads tokens and marks and gives hidden
   * states.
   *
   * @return the network itself
   */
  public Block block() {
    return net;
  }

  /**
   * The tokeniser.
   *
   * @return that which it was made with
   */
  public Bpe bpe() {
    return bpe;
  }

  /**
   * How large it is.
   *
   * @return the size
   */
  public LmSize size() {
    return net.size();
  }

  /**
   * How many parameters it has.
   *
   * @return all of them, trained or frozen
   */
  public long parameters() {
    return Layers.arrays(net).values().stream().mapToLong(NDArray::size).sum();
  }

  /**
   * The lab in which it lives.
   *
   * @return that which it was made or loaded with
   */
  public Lab lab() {
    return lab;
  }

  NDManager manager() {
    return manager;
  }

  LmNet net() {
    return net;
  }

  /** Frees the weights. */
  @Override
  public void close() {
    manager.close();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "language model: %,d parameters, %d layers of width %d, %,d tokens, context %d",
        parameters(),
        size().layers(),
        size().width(),
        size().tokens(),
        size().context());
  }
}
