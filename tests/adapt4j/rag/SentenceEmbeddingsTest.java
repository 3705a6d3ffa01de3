package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SentenceEmbeddingsTest {
  private static Lab lab;
  private static SentenceEncoder encoder;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    encoder = SentenceEncoder.miniLm(lab);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void vectorsAreThoseOfTheEncoderInTheOrderOfTheTexts() {
    List<String> texts =
        new ArrayList<>(
            IntStream.range(0, 70).mapToObj(i -> "boat ".repeat(1 + i % 7) + i).toList());
    Collections.shuffle(texts, new Random(1));
    EmbeddingModel model = SentenceEmbeddings.of(encoder);
    int before = lab.manager().getManagedArrays().size();
    List<Embedding> found =
        model.embedAll(texts.stream().map(TextSegment::from).toList()).content();
    assertEquals(before, lab.manager().getManagedArrays().size());
    assertEquals(70, found.size());
    for (int i = 0; i < 70; i += 23) {
      try (NDArray right = encoder.embed(List.of(texts.get(i)))) {
        assertArrayEquals(right.toFloatArray(), found.get(i).vector(), 1e-5f);
      }
    }
    assertEquals(384, model.dimension());
    assertTrue(model.modelName().matches("\\S+"), model.modelName());
    assertEquals(List.of(), model.embedAll(List.of()).content());
  }

  /** The lesson's promise in small: other words, the same meaning. */
  @Test
  void otherWordsAreFound() {
    try (KnowledgeBase base =
        KnowledgeBase.builder()
            .setEmbedding(SentenceEmbeddings.of(encoder))
            .build()
            .add(Handbook.version(1).subList(0, 12))) {
      String question = "Which company runs the restaurant?";
      assertEquals("cafe", base.dense().search(question, 1).get(0).chunk().document());
      assertTrue(
          base.lexical().search(question, 50).stream()
              .noneMatch(hit -> hit.chunk().document().equals("cafe")));
    }
  }
}
