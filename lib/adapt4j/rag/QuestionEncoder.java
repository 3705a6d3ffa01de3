package adapt4j.rag;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.lora.Lora;
import adapt4j.text.ContrastiveFit;
import adapt4j.text.SentenceEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * MiniLM, adapted to questions: it was made to find sentences that mean the same, and an answer
 * does not mean the same as its question. A LoRA adapter, trained on the written questions of
 * {@code data/lm-passages} and {@code data/organisations}, mends that ({@link ContrastiveFit}).
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
  private static final int RANK = 16;
  private static final int STEPS = 1_200;

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
   * Trains it: about 20 minutes on two cores.
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
      QuestionBatches batches = QuestionBatches.all(new Random(SEED));
      double[] losses = ContrastiveFit.steps(STEPS).on(encoder, batches);
      lora.save(folder);
      List<String> lines = new ArrayList<>(List.of("step,loss"));
      for (int i = 0; i < losses.length; i++) {
        lines.add(String.format(Locale.ROOT, "%d,%.4f", i + 1, losses[i]));
      }
      Files.write(folder.resolve(LOSSES), lines);
    }
  }

  private static Lora lora(Lab lab, SentenceEncoder encoder) {
    return Lora.builder()
        .setRank(RANK)
        .optAlpha(2 * RANK)
        .optTargets("query", "key", "value", "dense")
        .inject(lab, encoder.body());
  }
}
