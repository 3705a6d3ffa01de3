package adapt4j.lm;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import adapt4j.show.Curve;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes the course's two language models, one out of the other.
 *
 * <ol>
 *   <li>{@code data/lm-base} goes on with a text. Its token vectors start from MiniLM's ({@link
 *       TokenVectors}); it has read WordNet's definitions and examples, and nothing else.
 *   <li>{@code data/lm} answers. It starts from the first, and is trained on passages with
 *       questions, written and generated ({@link WrittenTasks}, {@link ReadingTasks}), on the
 *       meanings of words, and on other instructions; in a second stage more on what it then still
 *       gets wrong: long passages, very short ones, and what is nearly stated but not. Its weights
 *       are the mean of both stages.
 * </ol>
 *
 * <p>Each folder gets {@code model.safetensors}, {@code tokenizer.json} and {@code loss.csv}. While
 * a run lasts, it is kept in {@code run.safetensors}: called again, it goes on from there. To start
 * anew, remove the files.
 */
public final class LmRecipe {
  private static final int SEED = 1;
  private static final int TOKENS = 4_000;
  private static final int CONTEXT = 256;
  private static final int BASE_STEPS = 8_000;
  private static final int READER_STEPS = 7_000;
  private static final int CAREFUL_STEPS = 5_500;
  private static final double SECOND = 0.7; // share of the second stage: of 0.5 to 1, best
  private static final int EVERY = 400; // steps between two savings, and two looks at other texts
  private static final int WATCHED = 128; // such texts of a kind, from the parts to choose on
  private static final double SPREAD = 0.12; // of the first token vectors: of 0.02 to 0.3, best
  private static final String LOSSES = "loss.csv";
  private static final String RUN = "run.safetensors";

  private LmRecipe() {}

  /**
   * Trains the base model: about 35 minutes on two cores of a processor that multiplies in
   * bfloat16.
   *
   * @param folder {@code data/lm-base}
   * @throws IOException if a file cannot be written
   */
  public static void base(Path folder) throws IOException {
    if (isDone(folder)) {
      return;
    }
    GlossText glosses = GlossText.load();
    Files.createDirectories(folder);
    Path tokens = folder.resolve(LmFile.TOKENS);
    if (!Files.exists(tokens)) {
      System.out.println("Training the tokeniser, which takes a minute.");
      LmCorpus.tokeniser(glosses, TOKENS).save(tokens);
    }
    Bpe bpe = Bpe.load(tokens);
    LmSize size = new LmSize(bpe.size(), 192, 4, 6, 768, CONTEXT);
    try (Lab lab = Lab.open(SEED);
        Lm lm = Lm.create(lab, size, bpe)) {
      System.out.println("Starting from MiniLM's vectors of the tokens.");
      TokenVectors.into(lm, SentenceEncoder.miniLm(lab), SPREAD);
      List<Sample> watched =
          glosses.dev().stream()
              .limit(2 * WATCHED)
              .map(definition -> Prompt.sampleOf(bpe, definition.line()))
              .toList();
      LmFit fit = LmFit.steps(BASE_STEPS).optBatch(64).optRate(3e-3).optWarmUp(100);
      Corpus corpus = LmCorpus.glosses(bpe, glosses, CONTEXT, SEED);
      train(lm, fit, corpus, watched, folder);
    }
  }

  /**
   * Trains the reader from the base model, which is made first if it is missing: two hours more.
   *
   * @param folder {@code data/lm}; the base model lies beside it in {@code lm-base}
   * @throws IOException if a file cannot be read or written
   */
  public static void reader(Path folder) throws IOException {
    if (isDone(folder)) {
      return;
    }
    Path base = folder.resolveSibling("lm-base");
    if (!Files.exists(base.resolve(LmFile.WEIGHTS))) {
      base(base);
      if (Files.exists(base.resolve("CARD.md"))) {
        Card.of(base).renew();
      }
    }
    GlossText glosses = GlossText.load();
    Path first = folder.resolve("first-stage");
    if (!Files.exists(first.resolve(LmFile.WEIGHTS))) {
      read(base, first, READER_STEPS, 2e-3, bpe -> mixture(bpe, glosses));
    }
    Path second = folder.resolve("second-stage");
    if (!Files.exists(second.resolve(LmFile.WEIGHTS))) {
      read(first, second, CAREFUL_STEPS, 1e-3, bpe -> careful(bpe, glosses));
    }
    joinLosses(first.resolve(LOSSES), second.resolve(LOSSES), READER_STEPS, folder.resolve(LOSSES));
    average(first, second, folder);
    for (Path stage : List.of(first, second)) {
      for (String name : List.of(LmFile.WEIGHTS, LmFile.TOKENS, LOSSES, "")) {
        Files.delete(stage.resolve(name));
      }
    }
  }

  /**
   * The mean of the weights of both stages. The second refuses more, often wrongly; between them
   * lies a model that is better than either at nearly everything (<a
   * href="https://arxiv.org/abs/2109.01903">Wortsman et al. 2022</a>, section 3).
   */
  static void average(Path first, Path second, Path folder) throws IOException {
    try (Lab lab = Lab.open(SEED);
        Lm one = Lm.load(lab, first);
        Lm two = Lm.load(lab, second)) {
      Map<String, NDArray> weights = Layers.arrays(one.block());
      Gradients.without(
          () -> {
            Layers.arrays(two.block())
                .forEach((name, w) -> w.muli(SECOND).addi(weights.get(name).mul(1 - SECOND)));
            return null;
          });
      two.saveSmall(folder);
    }
  }

  private static void read(Path from, Path to, int steps, double rate, Function<Bpe, Corpus> corpus)
      throws IOException {
    try (Lab lab = Lab.open(SEED);
        Lm lm = Lm.load(lab, from)) {
      LmFit fit = LmFit.steps(steps).optBatch(40).optRate(rate).optWarmUp(100).optDropout(0.05);
      train(lm, fit, corpus.apply(lm.bpe()), unseen(lm.bpe()), to);
    }
  }

  private static List<Sample> unseen(Bpe bpe) {
    return ReadingTasks.of(ReadingPart.DEV_UNSEEN, SEED).take(WATCHED).stream()
        .map(t -> Prompt.question(t.question()).passage(t.passage()).sample(bpe, t.answer()))
        .filter(sample -> sample.length() <= CONTEXT)
        .toList();
  }

  private static boolean isDone(Path folder) {
    boolean done = Files.exists(folder.resolve(LmFile.WEIGHTS));
    if (done) {
      System.out.println(folder + " is made. To make it anew, remove its files first.");
    }
    return done;
  }

  /** What the first stage learns from: of all texts, three in four are passages with a question. */
  static Corpus mixture(Bpe bpe, GlossText glosses) {
    Corpus reading = LmCorpus.reading(bpe, CONTEXT, SEED); // 37 % of all texts
    Corpus written =
        LmCorpus.written(bpe, WrittenTasks.of("train.txt", false, glosses), CONTEXT, SEED); // 38 %
    Corpus natural = LmCorpus.natural(bpe, glosses, CONTEXT, SEED); // 6 %
    Corpus other = LmCorpus.instructions(bpe, CONTEXT, SEED); // 4 %
    Corpus definitions = LmCorpus.definitions(bpe, glosses, CONTEXT, SEED); // 13 %
    Corpus texts = LmCorpus.glosses(bpe, glosses, CONTEXT, SEED + 1); // 2 %
    return reading
        .mixed(written, 0.51)
        .mixed(natural, 0.075)
        .mixed(other, 0.05)
        .mixed(definitions, 0.13)
        .mixed(texts, 0.02);
  }

  /** What the second stage learns from: passages cut, long ones, and more unanswered questions. */
  static Corpus careful(Bpe bpe, GlossText glosses) {
    int seed = SEED + 2;
    WrittenTasks few = WrittenTasks.of("train.txt", true, glosses);
    WrittenTasks handbooks = WrittenTasks.of("handbooks.txt", true, glosses);
    Corpus reading = LmCorpus.reading(bpe, CONTEXT, seed);
    return reading // 27 %
        .mixed(LmCorpus.unanswerable(bpe, CONTEXT, seed), 0.15) // 5 %
        .mixed(LmCorpus.written(bpe, few, CONTEXT, seed), 0.45) // 26 %
        .mixed(LmCorpus.written(bpe, handbooks, CONTEXT, seed + 1), 0.31) // 26 %
        .mixed(LmCorpus.natural(bpe, glosses, CONTEXT, seed), 0.03) // 3 %
        .mixed(LmCorpus.instructions(bpe, CONTEXT, seed), 0.03) // 3 %
        .mixed(LmCorpus.definitions(bpe, glosses, CONTEXT, seed), 0.10) // 10 %
        .mixed(LmCorpus.glosses(bpe, glosses, CONTEXT, seed), 0.01); // 1 %
  }

  static void train(Lm lm, LmFit fit, Corpus corpus, List<Sample> watched, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    Path run = folder.resolve(RUN);
    LmHistory history =
        fit.optBfloat16(true).optWatch(watched, EVERY).optCheckpoint(run, EVERY).on(lm, corpus);
    lm.saveSmall(folder);
    writeLosses(history, folder.resolve(LOSSES));
    Files.delete(run);
    System.out.println(lm + ": " + folder);
  }

  private static void writeLosses(LmHistory history, Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of("curve,step,loss"));
    for (Curve curve : history.curves()) {
      for (int i = 0; i < curve.x().length; i++) {
        lines.add(
            String.format(Locale.ROOT, "%s,%.0f,%.4f", curve.name(), curve.x()[i], curve.y()[i]));
      }
    }
    Files.write(file, lines);
  }

  /** The losses of two stages become those of one run. */
  static void joinLosses(Path first, Path second, int steps, Path file) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(first));
    for (String line : Files.readAllLines(second)) {
      String[] parts = line.split(",");
      if (!parts[0].equals("curve")) {
        lines.add(parts[0] + "," + (Integer.parseInt(parts[1]) + steps) + "," + parts[2]);
      }
    }
    Files.write(file, lines);
  }
}
