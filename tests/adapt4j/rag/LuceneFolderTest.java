package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.data.DataException;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneFolderTest {
  private static final int BATCH = 20;

  @TempDir Path temporary;

  @Test
  void whatWasAddedIsThereAgain() {
    Path folder = temporary.resolve("new/index");
    try (KnowledgeBase base = base(folder)) {
      base.add(List.of(Bag.document("a", "The boat is red."), Bag.document("b", "A mill.")));
      base.update(Bag.document("b", "The mill is old."));
    }
    try (KnowledgeBase base = base(folder)) {
      assertEquals(java.util.Set.of("a", "b"), base.documents());
      assertEquals("The mill is old.", base.lexical().search("mill", 3).get(0).chunk().text());
      assertEquals("a#0", base.dense().search("the boat is red", 1).get(0).chunk().id());
    }
  }

  @Test
  void anotherModelIsRefused() {
    base(temporary.resolve("index")).close();
    says("was built with bag of words (64", () -> LuceneStore.open(index(), other("odd", 64)));
    says("(3)", () -> LuceneStore.open(index(), other("bag of words", 3)));
    base(index()).close(); // still as it was
  }

  @Test
  void aFolderThatIsInUseIsRefused() {
    try (KnowledgeBase base = base(index())) {
      says("open already", () -> base(index()));
      base.add(List.of(Bag.document("a", "text"))); // the first is none the worse
      assertEquals(1, base.size());
    }
  }

  @Test
  void otherFilesAreNotTouched() throws IOException {
    Files.writeString(Files.createDirectories(index()).resolve("letter.txt"), "Dear aunt");
    says("holds no index", () -> base(index()));
    try (Stream<Path> files = Files.list(index())) {
      assertEquals(List.of("letter.txt"), files.map(f -> f.getFileName().toString()).toList());
    }
    Path file = Files.writeString(temporary.resolve("file"), "text");
    says("cannot be read", () -> base(file));
  }

  @Test
  void aDamagedIndexIsNamed() throws IOException {
    try (KnowledgeBase base = base(index())) {
      base.add(List.of(Bag.document("a", "text")));
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(index())) {
      files = list.filter(f -> !f.endsWith("write.lock")).toList();
    }
    assertTrue(files.size() > 1);
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
      says("may be damaged", () -> base(index()));
      Files.write(file, whole);
    }
    base(index()).close();
  }

  @Test
  void theLastCommitSurvivesAKill() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Writer.class.getName()));
    command.add(index().toString());
    Process writer = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = writer.inputReader()) {
      for (int i = 0; i < 3; i++) {
        assertEquals("committed", out.readLine());
      }
    } finally {
      writer.destroyForcibly();
    }
    assertTrue(writer.waitFor(20, TimeUnit.SECONDS));
    try (LuceneStore store = LuceneStore.open(index(), new Bag())) {
      assertTrue(store.size() >= 3 * BATCH, "" + store.size());
      assertEquals(0, store.size() % BATCH, "a commit is whole or not there");
    }
  }

  /** Writes until it is killed. */
  static final class Writer {
    public static void main(String[] args) {
      try (LuceneStore store = LuceneStore.open(Path.of(args[0]), new Bag())) {
        TextSegment text = TextSegment.from("a text that is written");
        Embedding vector = new Bag().embed(text).content();
        while (true) {
          store.addAll(
              Stream.generate(() -> vector).limit(BATCH).toList(),
              Stream.generate(() -> text).limit(BATCH).toList());
          System.out.println("committed");
        }
      }
    }
  }

  @Test
  void theLearnersLoggingStaysAsItIs() {
    Logger lucene =
        Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");
    lucene.setLevel(Level.FINE);
    try {
      LuceneStore.inMemory(new Bag()).close();
      assertEquals(Level.FINE, lucene.getLevel());
    } finally {
      lucene.setLevel(null);
    }
    LuceneStore.inMemory(new Bag()).close();
    assertEquals(null, lucene.getLevel());
    assertFalse(Logger.getLogger("").getHandlers().length == 0);
  }

  private Path index() {
    return temporary.resolve("index");
  }

  private static KnowledgeBase base(Path folder) {
    return KnowledgeBase.builder().setEmbedding(new Bag()).optFolder(folder).build();
  }

  private static EmbeddingModel other(String name, int dimension) {
    return new EmbeddingModel() {
      @Override
      public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        throw new AssertionError("nothing is embedded to open an index");
      }

      @Override
      public int dimension() {
        return dimension;
      }

      @Override
      public String modelName() {
        return name;
      }
    };
  }

  private static void says(String words, Runnable action) {
    String message = assertThrows(DataException.class, action::run).getMessage();
    assertTrue(message.contains(words), message);
  }
}
