package adapt4j.text;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Splits;
import adapt4j.data.TextSplits;
import adapt4j.data.Texts;
import adapt4j.nn.Layers;
import adapt4j.show.Progress;
import adapt4j.train.Classifier;
import adapt4j.train.ModelException;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * A pre-trained transformer that turns texts into vectors: texts that mean much the same get
 * vectors that point much the same way. A new head on it makes a text classifier.
 *
 * <pre>{@code
 * SentenceEncoder minilm = SentenceEncoder.miniLm(lab);                  // 22,565,376 parameters
 * NDArray v = minilm.embed(List.of("A cat sat.", "A feline rested."));   // (2, 384), unit length
 *
 * Splits data = minilm.tokens(Glosses.eight().load(), 32);               // inputs (800, 32), ...
 * Classifier tuned = minilm.withHead(data.train());                      // fine-tuning
 * Classifier frozen = minilm.withFrozenBody(data.train());               // feature extraction
 * Fit.epochs(3).optBatch(16).optRate(1e-4).on(tuned, data.train());
 * minilm.classify(tuned, "the sound of an alarm").best();
 * }</pre>
 *
 * <p>Its own weights are never trained: {@link #withHead} copies them (90 MB), {@link
 * #withFrozenBody} shares them. A vector of 384 numbers says what a sentence or a paragraph is
 * about; it is no use for exact words, numbers and names, and not for texts beyond its limit, which
 * are cut.
 */
public final class SentenceEncoder {
  private static final int BATCH = 256; // texts; takes a second or two
  private static final Map<NDManager, Map<Pretrained, SentenceEncoder>> LOADED = new HashMap<>();

  private final Lab lab;
  private final Pretrained model;
  private final Tokens tokens;
  private final BertEncoder body;

  private SentenceEncoder(Lab lab, Pretrained model, Tokens tokens, BertEncoder body) {
    this.lab = lab;
    this.model = model;
    this.tokens = tokens;
    this.body = body;
  }

  private static SentenceEncoder read(Lab lab, Pretrained model) {
    Tokens tokens = new Tokens(Resources.read(model, model.tokenizer()), model.name());
    OnnxFile file = new OnnxFile(Resources.read(model, model.weights()), model.name());
    BertEncoder body = BertWeights.read(file, model, tokens::vocabulary, lab.manager());
    return new SentenceEncoder(lab, model, tokens, body);
  }

  /**
   * Loads all-MiniLM-L6-v2; see {@link Pretrained#MINILM}.
   *
   * @param lab owns the weights
   * @return the same encoder at each call with the same lab
   * @throws ModelException if its files are missing or damaged
   */
  public static SentenceEncoder miniLm(Lab lab) {
    return load(lab, Pretrained.MINILM);
  }

  /**
   * Loads an encoder.
   *
   * @param lab owns the weights
   * @param model which one
   * @return the same encoder at each call with the same lab
   * @throws ModelException if its files are missing or damaged
   */
  public static SentenceEncoder load(Lab lab, Pretrained model) {
    synchronized (LOADED) {
      LOADED.keySet().removeIf(manager -> !manager.isOpen());
      return LOADED
          .computeIfAbsent(lab.manager(), manager -> new HashMap<>())
          .computeIfAbsent(model, m -> read(lab, m));
    }
  }

  /**
   * The vectors of texts.
   *
   * @param texts any; one that is over the model's limit is cut, which is said once. An empty one
   *     has a vector too, which means nothing.
   * @return shape (n, width), each of length 1, so that the dot product of two is the cosine of
   *     their angle; belongs to the lab until you close it
   * @throws IllegalArgumentException if there is no text, or one is null
   * @throws CancellationException if the thread is interrupted
   */
  public NDArray embed(List<String> texts) {
    try (NDManager scope = lab.scope()) {
      NDArray vectors = features(tokens.pack(scope, texts, model.limit()));
      NDArray unit = vectors.div(vectors.norm(new int[] {1}, true));
      unit.attach(lab.manager());
      return unit;
    }
  }

  /**
   * The numbers of the tokens of texts, as the networks of this encoder read them.
   *
   * @param texts any; one with more tokens is cut, which is said once
   * @param length tokens of each text, [CLS] and [SEP] among them
   * @return shape (n, length), FLOAT32, -1 behind the end of a text; belongs to the lab
   * @throws IllegalArgumentException if there is no text, one is null, or the length is not from 2
   *     to the longest that the model can read
   */
  public NDArray tokens(List<String> texts, int length) {
    int longest = body.size().positions();
    if (length < 2 || length > longest) {
      throw new IllegalArgumentException(
          "A text has 2 to " + longest + " tokens in this model, not " + length + ".");
    }
    return tokens.pack(lab.manager(), texts, length);
  }

  /**
   * The tokens of labelled texts.
   *
   * @param texts with labels
   * @param length tokens of each text
   * @return inputs of shape (n, length), with the same labels; they belong to the lab
   * @throws IllegalArgumentException as {@link #tokens(List, int)} does
   */
  public Examples tokens(Texts texts, int length) {
    NDArray inputs = tokens(texts.texts(), length);
    int[] labels = texts.labels().stream().mapToInt(Integer::intValue).toArray();
    try (NDArray whole = lab.manager().create(labels)) {
      return new Examples(inputs, whole.toType(DataType.FLOAT32, true), texts.classes());
    }
  }

  /**
   * The tokens of the three parts of a data set.
   *
   * @param texts with labels
   * @param length tokens of each text
   * @return inputs of shape (n, length), with the same labels; they belong to the lab
   * @throws IllegalArgumentException as {@link #tokens(List, int)} does
   */
  public Splits tokens(TextSplits texts, int length) {
    return new Splits(
        tokens(texts.train(), length), tokens(texts.dev(), length), tokens(texts.test(), length));
  }

  /**
   * How many tokens each text has, for {@link adapt4j.train.Fit#optGroupByLength}.
   *
   * @param tokens as {@link #tokens(List, int)} gives them, shape (n, length)
   * @return n numbers
   */
  public static int[] lengths(NDArray tokens) {
    try (NDArray real = tokens.gte(0);
        NDArray counts = real.sum(new int[] {1});
        NDArray whole = counts.toType(DataType.INT32, true)) {
      return whole.toIntArray();
    }
  }

  /**
   * The tokens of a text in letters, to see what the model reads.
   *
   * @param text any
   * @return words, and pieces of words that begin with ##, between [CLS] and [SEP]
   */
  public List<String> pieces(String text) {
    return tokens.pieces(text);
  }

  /**
   * The features that a head on a frozen body sees: compute them once, and train a small network on
   * them.
   *
   * @param tokens as {@link #tokens(List, int)} gives them, shape (n, length)
   * @return shape (n, width), not scaled to length 1; belongs to the manager of the tokens
   * @throws CancellationException if the thread is interrupted
   */
  public NDArray features(NDArray tokens) {
    body.size().check(tokens);
    long n = tokens.size(0);
    boolean gradients = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try (NDManager scope = tokens.getManager().newSubManager();
        Progress progress =
            n > 2 * BATCH ? Progress.of("Embedding", (n + BATCH - 1) / BATCH) : Progress.silent()) {
      ParameterStore weights = new ParameterStore(scope, false);
      NDList parts = new NDList();
      for (long from = 0; from < n; from += BATCH) {
        if (Thread.interrupted()) {
          throw new CancellationException("Stopped after " + from + " of " + n + " texts.");
        }
        NDArray some = tokens.get(new NDIndex(from + ":" + Math.min(n, from + BATCH)));
        some.attach(scope);
        parts.add(body.forward(weights, new NDList(some), false).singletonOrThrow());
        progress.step();
      }
      NDArray features = NDArrays.concat(parts);
      features.attach(tokens.getManager());
      return features;
    } finally {
      JniUtils.setGradMode(gradients);
    }
  }

  /**
   * The features of labelled texts, as examples for a small network of their own.
   *
   * @param tokens as {@link #tokens(Texts, int)} gives them
   * @return inputs of shape (n, width), with the same labels
   * @throws CancellationException if the thread is interrupted
   */
  public Examples features(Examples tokens) {
    return new Examples(features(tokens.inputs()), tokens.labels(), tokens.classes());
  }

  /**
   * A classifier for fine-tuning: a copy of this encoder, and a fresh linear head drawn by the
   * lab's seed. All of it is trained, unless you freeze layers.
   *
   * @param examples tokens of the new task: they give the length of an input and the classes
   * @return a classifier with the stages {@code body} and {@code head}
   * @throws IllegalArgumentException if the inputs are no tokens, or there is one class only
   */
  public Classifier withHead(Examples examples) {
    body.size().check(examples.inputs());
    return TextHead.copied(lab, body, examples);
  }

  /**
   * A classifier whose body is frozen, with a fresh head. The body's layers are those of this very
   * encoder, so ten such classifiers take hardly more memory than one.
   *
   * @param examples tokens of the new task
   * @param except layers that are trained nevertheless, by their names as in {@link Layers}, such
   *     as {@code "layer.5"}: they are copied
   * @return a classifier with the stages {@code body} and {@code head}
   * @throws IllegalArgumentException if the inputs are no tokens, there is one class only, or a
   *     name fits no layer
   */
  public Classifier withFrozenBody(Examples examples, String... except) {
    body.size().check(examples.inputs());
    return TextHead.frozen(lab, body, examples, except);
  }

  /**
   * A classifier of the same architecture that has learnt nothing yet, to compare with. Its weights
   * are drawn by the lab's seed as BERT's were before its training (normal, standard deviation
   * 0.02).
   *
   * @param examples tokens of the task
   * @return a classifier with the stages {@code body} and {@code head}
   * @throws IllegalArgumentException if the inputs are no tokens, or there is one class only
   */
  public Classifier withFreshBody(Examples examples) {
    body.size().check(examples.inputs());
    return TextHead.fresh(lab, body, examples);
  }

  /**
   * Sorts a text into a class.
   *
   * @param net a classifier that this encoder made
   * @param text any
   * @return the classes with their probabilities, DJL's way
   */
  public Classifications classify(Classifier net, String text) {
    int length = Math.toIntExact(net.input().get(0));
    try (NDArray input = tokens(List.of(text), length);
        NDArray one = input.get(0)) {
      return net.classify(one);
    }
  }

  /**
   * The encoder inside a classifier, with the weights that it has now: for its features, and as a
   * start for another task. Use it as long as the classifier is open; when the classifier is
   * trained on, the encoder changes with it.
   *
   * @param net a classifier that this encoder made, fine-tuned or not
   * @return its body as an encoder
   * @throws IllegalArgumentException if another encoder made it
   */
  public SentenceEncoder encoderOf(Classifier net) {
    BertEncoder tuned = TextHead.bodyOf(net, body);
    return new SentenceEncoder(lab, model.named(model.name() + ", fine-tuned"), tokens, tuned);
  }

  /**
   * A smaller encoder: some of the layers of this one, with its embeddings. It is no good as it
   * stands, since no layer was trained to follow the one that it follows now; but it is a better
   * start for a student than chance (<a href="https://arxiv.org/abs/1910.01108">Sanh et al.
   * 2019</a>, section 3).
   *
   * <pre>{@code
   * SentenceEncoder small = minilm.onlyLayers(2, 5);
   * Classifier student = small.withHead(data.train());
   * }</pre>
   *
   * @param layers from 0, at least one, in rising order
   * @return an encoder that shares this one's weights; use it as long as this one is there
   * @throws IllegalArgumentException for layers that are not there, or not in order
   */
  public SentenceEncoder onlyLayers(int... layers) {
    int all = body.size().layers();
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] < 0 || layers[i] >= all || i > 0 && layers[i] <= layers[i - 1]) {
        throw wrongLayers(layers, all);
      }
    }
    if (layers.length == 0) {
      throw wrongLayers(layers, all);
    }
    Pretrained some = model.named(model.name() + ", layers " + Arrays.toString(layers));
    return new SentenceEncoder(lab, some, tokens, BertWeights.some(body, layers, lab.manager()));
  }

  /**
   * The same encoder under another name, for an adapter that this one shall not have.
   *
   * <pre>{@code
   * SentenceEncoder finder = minilm.named("MiniLM for questions");
   * Lora.builder().setRank(8).inject(lab, finder.body()).load(folder);
   * }</pre>
   *
   * @param name of its own, by which vectors of it are told from vectors of this one
   * @return an encoder that shares this one's weights; use it as long as this one is there
   */
  public SentenceEncoder named(String name) {
    int[] all = IntStream.range(0, body.size().layers()).toArray();
    BertEncoder same = BertWeights.some(body, all, lab.manager());
    return new SentenceEncoder(lab, model.named(name), tokens, same);
  }

  private static IllegalArgumentException wrongLayers(int[] layers, int all) {
    return new IllegalArgumentException(
        "Layers "
            + Arrays.toString(layers)
            + " were asked for. Name one or more from 0 to "
            + (all - 1)
            + ", in rising order.");
  }

  /**
   * Saves what a classifier has learnt beyond this encoder: its head, and the layers of its body
   * that are no longer as they were. An older file in the folder is replaced only when the new one
   * is complete.
   *
   * @param net a classifier that this encoder made
   * @param folder is made if it is not there
   * @throws ModelException if it cannot be written
   */
  public void save(Classifier net, Path folder) {
    TrainedFile.save(model.name(), body, net, folder);
  }

  /**
   * Loads a classifier that {@link #save} wrote.
   *
   * @param folder that it wrote to
   * @return the classifier; layers that were not saved are frozen and shared with this encoder
   * @throws ModelException if the file is missing, damaged, or was made from another encoder
   */
  public Classifier load(Path folder) {
    return TrainedFile.load(lab, model.name(), body, folder);
  }

  Lab lab() {
    return lab;
  }

  int limit() {
    return model.limit();
  }

  /** A question and a passage in one row, of at most as many tokens as the limit. */
  Tokens.Pair pair(String question, String passage, int most) {
    return tokens.pair(question, passage, most, model.limit());
  }

  /** Tokens in the memory of a manager. */
  NDArray pack(NDManager manager, List<String> texts, int length) {
    return tokens.pack(manager, texts, length);
  }

  /**
   * How many numbers a vector has.
   *
   * @return the width of a token's and of a text's vector
   */
  public int width() {
    return body.size().width();
  }

  /**
   * How many numbers the model has learnt.
   *
   * @return the count of all parameters
   */
  public long parameters() {
    return Layers.of(body).values().stream().mapToLong(p -> p.getArray().size()).sum();
  }

  /**
   * The network itself, for a look inside: from tokens (n, length) to vectors (n, width).
   *
   * @return the frozen encoder
   */
  public Block body() {
    return body;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d parameters, %d layers, %d wide",
        model.name(),
        parameters(),
        body.size().layers(),
        width());
  }
}
