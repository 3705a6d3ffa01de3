package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Card;
import adapt4j.lm.Questions;
import adapt4j.lm.Questions.Question;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionEncoderTest {
  private static final int SOME = 60;

  @TempDir Path folder;

  /** Measured on questions that it was not trained on. */
  @Test
  void itFindsAnswersThatMiniLmDoesNot() {
    try (Lab lab = Lab.open(1)) {
      SentenceEncoder minilm = SentenceEncoder.miniLm(lab);
      float[] before = minilm.embed(List.of("Who pays?")).toFloatArray();
      SentenceEncoder finder = QuestionEncoder.load(lab);
      assertArrayEquals(before, minilm.embed(List.of("Who pays?")).toFloatArray(), 0);
      assertNotEquals(
          SentenceEmbeddings.of(minilm).modelName(), SentenceEmbeddings.of(finder).modelName());
      int with = found(finder);
      int without = found(minilm);
      assertTrue(with > without, with + " sentences of " + SOME + ", MiniLM " + without);
    }
  }

  private static int found(SentenceEncoder encoder) {
    Path file = Card.of(Lab.data().resolve("lm-passages")).file("handbooks-dev.txt");
    int found = 0;
    int asked = 0;
    for (Question question : Questions.read(file)) {
      List<String> sentences = QuestionBatches.sentences(question.passage());
      int right = QuestionBatches.answering(question, sentences);
      if (right >= 0 && sentences.size() > 3 && asked < SOME) {
        asked++;
        try (NDArray texts = encoder.embed(sentences);
            NDArray asks = encoder.embed(List.of(question.question()))) {
          found += texts.matMul(asks.get(0)).argMax().getLong() == right ? 1 : 0;
        }
      }
    }
    assertEquals(SOME, asked);
    return found;
  }

  @Test
  void whatIsMadeIsNotMadeAgain() throws Exception {
    Path losses = Files.writeString(folder.resolve("loss.csv"), "made");
    QuestionEncoder.make(folder);
    try (var files = Files.list(folder)) {
      assertEquals(List.of(losses), files.toList());
    }
  }
}
