package adapt4j.rag;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.lm.Questions;
import adapt4j.lm.Questions.Titled;
import adapt4j.lora.Lora;
import adapt4j.text.SentenceEncoder;
import adapt4j.text.SpanFinder;
import adapt4j.text.SpanFit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * MiniLM, adapted to find the words that answer a question in passages that were retrieved: a LoRA
 * adapter and a head ({@code data/answer-finder}), trained on questions about other texts.
 *
 * <pre>{@code
 * Generator reader = SpanReader.of(AnswerFinder.load(lab));
 * }</pre>
 */
public final class AnswerFinder {
  private static final String NAME = "all-MiniLM-L6-v2 that reads";
  private static final String LOSSES = "loss.csv";
  private static final String FIRST = "run"; // the first stage's result, until the second is done
  private static final int RANK = 16;
  private static final int FIRST_STEPS = 1_400;
  private static final int FIRST_BATCH = 24; // questions, with one passage each
  private static final double FIRST_RATE = 1e-3;
  private static final int STEPS = 2_000;
  private static final int BATCH = 8; // questions, with three passages each
  private static final int OTHERS = 2; // wrong passages a question
  private static final double RATE = 7e-4;
  private static final int SHARE = 8; // of the questions that are least like a handbook's, 1 in 8

  private AnswerFinder() {}

  /**
   * Loads it.
   *
   * @param lab owns its weights; most of them are MiniLM's
   * @return the finder, with the adapter merged in
   * @throws adapt4j.data.DataException if the adapter is missing, or not that of the card
   */
  public static SpanFinder load(Lab lab) {
    Path folder = Lab.data().resolve("answer-finder");
    Card.of(folder).file("adapter.safetensors");
    SpanFinder finder = fresh(lab);
    Lora lora = lora(lab, finder);
    lora.load(folder);
    lora.merge();
    return finder;
  }

  /**
   * Trains it in two stages, about an hour and a half on two cores; what the first one learnt is
   * kept if the second is interrupted.
   *
   * @param folder {@code data/answer-finder}
   * @throws IOException if a file cannot be written
   */
  public static void make(Path folder) throws IOException {
    if (Files.exists(folder.resolve(LOSSES))) {
      System.out.println(folder + " is made. To make it anew, remove its files first.");
      return;
    }
    Path first = folder.resolve(FIRST);
    Files.createDirectories(first);
    if (!Files.exists(first.resolve(LOSSES))) {
      System.out.println("Stage 1 of 2: one passage a question");
      try (Lab lab = Lab.open(1)) {
        SpanFinder finder = fresh(lab);
        Lora lora = lora(lab, finder);
        SpanFit fit = SpanFit.steps(FIRST_STEPS).optBatch(FIRST_BATCH).optRate(FIRST_RATE);
        keep(lora, first, fit.on(finder, single()), 1, List.of("stage,until_step,loss"));
      }
    }
    System.out.println("Stage 2 of 2: the right passage among others");
    try (Lab lab = Lab.open(2)) {
      SpanFinder finder = fresh(lab);
      Lora lora = lora(lab, finder);
      lora.load(first);
      SpanFit fit = SpanFit.steps(STEPS).optBatch(BATCH).optRate(RATE);
      double[] losses = fit.on(finder, among(lab));
      keep(lora, folder, losses, 2, Files.readAllLines(first.resolve(LOSSES)));
    }
    for (String file : List.of(LOSSES, "adapter.safetensors")) {
      Files.delete(first.resolve(file));
    }
    Files.delete(first);
  }

  private static void keep(Lora lora, Path folder, double[] losses, int stage, List<String> before)
      throws IOException {
    lora.save(folder);
    List<String> lines = new ArrayList<>(before);
    for (int tenth = 0; tenth < 10; tenth++) { // single losses differ too much to tell anything
      int from = tenth * losses.length / 10;
      int to = (tenth + 1) * losses.length / 10;
      double mean = Arrays.stream(losses, from, to).average().getAsDouble();
      lines.add(String.format(Locale.ROOT, "%d,%d,%.4f", stage, to, mean));
    }
    Files.write(folder.resolve(LOSSES), lines);
  }

  private static SpanFinder fresh(Lab lab) {
    return SpanFinder.of(SentenceEncoder.miniLm(lab).named(NAME));
  }

  private static Lora lora(Lab lab, SpanFinder finder) {
    return Lora.builder()
        .setRank(RANK)
        .optAlpha(2 * RANK)
        .optTargets("query", "key", "value", "dense")
        .optAlso("head")
        .inject(lab, finder.net());
  }

  /** Each question with its own passage. */
  static List<SpanFit.Example> single() {
    return Stream.of("train.txt", "handbooks.txt")
        .flatMap(name -> Questions.read(passages(name)).stream())
        .map(q -> new SpanFit.Example(q.question(), List.of(q.passage()), HardNegatives.answer(q)))
        .toList();
  }

  /** Each question with three passages that were found for it. */
  private static List<SpanFit.Example> among(Lab lab) {
    HardNegatives hard = new HardNegatives(QuestionEncoder.load(lab), OTHERS, new Random(7));
    List<SpanFit.Example> examples = new ArrayList<>();
    Organisations.all().forEach(questions -> examples.addAll(hard.of(questions)));
    examples.addAll(hard.of(untitled("handbooks.txt")));
    List<Titled> others = untitled("train.txt");
    examples.addAll(
        hard.of(
            IntStream.range(0, others.size() / SHARE)
                .mapToObj(i -> others.get(i * SHARE))
                .toList()));
    return examples;
  }

  private static List<Titled> untitled(String name) {
    return Questions.read(passages(name)).stream().map(q -> new Titled("", q)).toList();
  }

  private static Path passages(String name) {
    return Card.of(Lab.data().resolve("lm-passages")).file(name);
  }
}
