package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.data.DataException;
import dev.langchain4j.data.document.Document;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDocumentsTest {
  @TempDir Path folder;

  @Test
  void textsOfAFolderAreDocuments() throws IOException {
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("b/boats.md"), "Boats float. Ünïcode \uD83D\uDE00.");
    Files.writeString(folder.resolve("a.txt"), "Mills turn.");
    Files.writeString(folder.resolve("empty.txt"), " \n");
    Files.writeString(folder.resolve(".hidden.md"), "Secret.");
    Files.write(folder.resolve("picture.png"), new byte[] {(byte) 0xff});
    Files.createSymbolicLink(folder.resolve("link.md"), folder.resolve("a.txt"));
    List<Document> documents = TextDocuments.read(folder);
    assertEquals(List.of("a.txt", "b/boats.md"), documents.stream().map(Chunker::id).toList());
    assertEquals("boats", documents.get(1).metadata().getString("title"));
    try (KnowledgeBase base =
        KnowledgeBase.builder().setEmbedding(new Bag()).build().add(documents)) {
      assertEquals("a.txt", base.lexical().search("mill", 1).get(0).chunk().document());
    }
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    says("There is no text");
    Path file = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xe4, 'b'});
    says("latin.txt is not text in UTF-8");
    Files.delete(file);
    try (RandomAccessFile large = new RandomAccessFile(folder.resolve("l.txt").toFile(), "rw")) {
      large.setLength(20_000_001);
    }
    says("over 20 MB");
    assertThrows(DataException.class, () -> TextDocuments.read(folder.resolve("none")));
  }

  private void says(String words) {
    String message =
        assertThrows(DataException.class, () -> TextDocuments.read(folder)).getMessage();
    assertTrue(message.contains(words), message);
  }
}
