package adapt4j.rag;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.lm.Questions;
import adapt4j.lm.Questions.Question;
import adapt4j.lora.Lora;
import adapt4j.text.ContrastiveFit;
import adapt4j.text.ContrastiveFit.Triple;
import adapt4j.text.SentenceEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * MiniLM, adapted to questions: it was made to find sentences that mean the same, and an answer
 * does not mean the same as its question. A LoRA adapter, trained on the written questions of
 * {@code data/lm-passages}, mends that ({@link ContrastiveFit}).
 *
 * <pre>{@code
 * EmbeddingModel finder = SentenceEmbeddings.of(QuestionEncoder.load(lab));
 * }</pre>
 *
 * <p>Use it to find a sentence that answers; for texts that are alike MiniLM as it is does better.
 */
public final class QuestionEncoder {
  private static final String NAME = "all-MiniLM-L6-v2 for questions";
  private static final String LOSSES = "loss.csv";
  private static final int SEED = 1;
  private static final int RANK = 8;
  private static final int STEPS = 1_000;
  private static final int BATCH = 24;
  private static final int OTHERS = 3; // sentences of the same passage, for each question
  private static final int WHOLE = 25; // per cent of the questions look for the passage instead

  private QuestionEncoder() {}

  /**
   * Loads it.
   *
   * @param lab owns its weights; most of them are MiniLM's
   * @return the encoder, with the adapter merged in
   * @throws adapt4j.data.DataException if the adapter is missing, or not that of the card
   */
  public static SentenceEncoder load(Lab lab) {
    Path folder = Lab.data().resolve("qa-encoder");
    Card.of(folder).file("adapter.safetensors");
    SentenceEncoder encoder = SentenceEncoder.miniLm(lab).named(NAME);
    Lora lora = lora(lab, encoder);
    lora.load(folder);
    lora.merge();
    return encoder;
  }

  /**
   * Trains it: about 25 minutes on one core.
   *
   * @param folder {@code data/qa-encoder}
   * @throws IOException if a file cannot be written
   */
  public static void make(Path folder) throws IOException {
    if (Files.exists(folder.resolve(LOSSES))) {
      System.out.println(folder + " is made. To make it anew, remove its files first.");
      return;
    }
    Files.createDirectories(folder);
    try (Lab lab = Lab.open(SEED)) {
      SentenceEncoder encoder = SentenceEncoder.miniLm(lab).named(NAME);
      Lora lora = lora(lab, encoder);
      List<Triple> triples = new ArrayList<>(triples("train.txt"));
      triples.addAll(triples("handbooks.txt"));
      double[] losses = ContrastiveFit.steps(STEPS).optBatch(BATCH).on(encoder, triples);
      lora.save(folder);
      List<String> lines = new ArrayList<>(List.of("step,loss"));
      for (int i = 0; i < losses.length; i++) {
        lines.add(String.format(Locale.ROOT, "%d,%.4f", i + 1, losses[i]));
      }
      Files.write(folder.resolve(LOSSES), lines);
    }
  }

  private static Lora lora(Lab lab, SentenceEncoder encoder) {
    return Lora.builder().setRank(RANK).optAlpha(2 * RANK).inject(lab, encoder.body());
  }

  /** Each question that is answered, with the sentence that answers it, or its whole passage. */
  static List<Triple> triples(String name) {
    Random random = new Random(SEED);
    List<Triple> triples = new ArrayList<>();
    Path file = Card.of(Lab.data().resolve("lm-passages")).file(name);
    for (Question question : Questions.read(file)) {
      List<String> sentences = sentences(question.passage());
      int right = answering(question, sentences);
      if (right < 0) {
        continue;
      }
      if (random.nextInt(100) < WHOLE) {
        triples.add(new Triple(question.question(), question.passage(), List.of()));
        continue;
      }
      List<String> others = new ArrayList<>(sentences);
      others.remove(right);
      Collections.shuffle(others, random);
      List<String> some = List.copyOf(others.subList(0, Math.min(OTHERS, others.size())));
      triples.add(new Triple(question.question(), sentences.get(right), some));
    }
    return triples;
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
