package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.lm.Bpe;
import adapt4j.lm.Lm;
import adapt4j.lm.LmSize;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sampling;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LmReaderTest {
  private static final Bpe BPE =
      Bpe.train(List.of("the cat sat on the mat and the dog ate all the bones in the sea"), 300);

  private final Lab lab = Lab.open(1);
  private final Lm lm = Lm.create(lab, new LmSize(BPE.size(), 16, 2, 2, 32, 96), BPE);
  private final KnowledgeBase base = Bag.base();

  @AfterEach
  void close() {
    base.close();
    lab.close();
  }

  /** An untrained model says something; what it says is cited from a chunk that it read. */
  @Test
  void whatItWritesIsCited() {
    List<Hit> hits = base.dense().search("What does the dog eat?", 3);
    Generator.Reply reply = LmReader.of(lm, base).optRead(2).answer("What?", hits);
    if (reply.found()) {
      Chunk chunk = reply.citations().get(0).chunk();
      assertTrue(hits.subList(0, 2).stream().anyMatch(hit -> hit.chunk().equals(chunk)));
    }
    assertFalse(LmReader.of(lm, base).answer("What?", List.of()).found());
    assertThrows(IllegalArgumentException.class, () -> LmReader.of(lm, base).optRead(0));
    assertThrows(IllegalArgumentException.class, () -> LmReader.of(lm, base).optTokens(0));
  }

  /** What it is trained on must be what it reads. */
  @Test
  void itSaysWhatTheModelIsGiven() {
    List<Hit> hits = base.dense().search("What does the dog eat?", 3);
    assertEquals(1, LmReader.of(lm, base).prompts("What?", hits).size());
    List<Prompt> prompts = LmReader.of(lm, base).optRead(3).prompts("What?", hits);
    assertEquals(3, prompts.size());
    assertTrue(prompts.get(0).toString().startsWith("<question> What? <passage>"), "" + prompts);
    assertTrue(LmReader.of(lm, base).prompts("What?", List.of()).isEmpty());
  }

  @Test
  void itIsAsSureAsItHasToBe() {
    List<Hit> hits = base.dense().search("What does the dog eat?", 3);
    LmReader reader = LmReader.of(lm, base);
    assertTrue(reader.optSureness(-1_000).answer("What?", hits).found());
    assertFalse(reader.optSureness(1_000).answer("What?", hits).found());
    assertThrows(IllegalArgumentException.class, () -> reader.optSureness(Double.NaN));
  }

  @Test
  void aLongPassageIsCutToTheContext() {
    base.add(List.of(Bag.document("long", "The zebra ate all the bones. ".repeat(200))));
    Rag rag =
        Rag.builder()
            .setCorpus(base)
            .setGenerator(LmReader.of(lm, base))
            .optRetriever(base.lexical())
            .build();
    rag.ask("What did the zebra eat?"); // does not throw
    String message =
        assertThrows(IllegalArgumentException.class, () -> rag.ask("zebra ".repeat(100)))
            .getMessage();
    assertTrue(message.contains("The question is too long"), message);
  }

  @Test
  void theBestSentenceStaysInTheExcerpt() {
    String text = "One. Two is here. Three is it. Four.";
    ToIntFunction<String> words = part -> part.split(" ").length;
    Span best = new Span(18, 30);
    assertEquals("Three is it.", best.of(text));
    assertEquals(text, Excerpt.around(text, best, 8, words));
    assertEquals("Two is here. Three is it. Four.", Excerpt.around(text, best, 7, words));
    assertEquals("Three is it. Four.", Excerpt.around(text, best, 5, words));
    assertEquals("Three is it.", Excerpt.around(text, best, 3, words));
    assertEquals("Three is", Excerpt.around(text, best, 2, words));
    assertEquals("", Excerpt.around(text, best, 0, words));
  }

  @Test
  void nothingIsLeftInMemory() {
    LmReader reader = LmReader.of(lm, base);
    List<Hit> hits = base.dense().search("What does the dog eat?", 3);
    reader.answer("What?", hits);
    int before = lab.manager().getManagedArrays().size();
    for (int i = 0; i < 20; i++) {
      reader.answer("What?", hits);
    }
    assertEquals(before, lab.manager().getManagedArrays().size());
  }

  @Test
  void itIsAChatModel() {
    LmChatModel model = LmChatModel.of(lm).optSampling(Sampling.greedy().optMost(5));
    UserMessage ask =
        UserMessage.from(TextContent.from("What did the dog eat?"), TextContent.from("the bones"));
    String one = model.chat(SystemMessage.from("Be kind."), ask).aiMessage().text();
    String two =
        lm.generate(
                adapt4j.lm.Prompt.question("What did the dog eat?").passage("the bones"),
                Sampling.greedy().optMost(5))
            .text()
            .strip();
    assertEquals(two, one);
    assertEquals(model.chat("the cat"), model.chat("the cat"));
    assertThrows(IllegalArgumentException.class, () -> model.chat(SystemMessage.from("Be kind.")));
    UserMessage picture = UserMessage.from(ImageContent.from(Image.builder().url("a:b").build()));
    String message =
        assertThrows(IllegalArgumentException.class, () -> model.chat(picture)).getMessage();
    assertTrue(message.contains("text only"), message);
  }
}
