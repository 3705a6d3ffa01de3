package adapt4j.rag;

import adapt4j.data.DataException;
import adapt4j.data.TextFile;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.Metadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Your own texts as documents.
 *
 * <pre>{@code
 * base.add(TextDocuments.read(Path.of("notes")));   // notes/boats.md has the id boats.md
 * }</pre>
 *
 * <p>For other formats, LangChain4j has loaders and parsers; give their documents an {@code id}.
 */
public final class TextDocuments {
  private static final long LARGEST = 20_000_000; // bytes; a longer text is hardly one document

  private TextDocuments() {}

  /**
   * Reads the files of a folder and the folders in it that end in {@code .txt} or {@code .md}.
   *
   * @param folder with texts in UTF-8; hidden files, links and empty texts are left out
   * @return a document for each, in the order of their paths, with {@code id} (the path inside the
   *     folder) and {@code title} (the name without its ending) in its metadata
   * @throws DataException if there is no such text, one is no UTF-8 or over 20 MB, or cannot be
   *     read
   */
  public static List<Document> read(Path folder) {
    List<Document> documents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(TextDocuments::isText).sorted().toList()) {
        String text = text(file);
        if (!text.isBlank()) {
          String id = folder.relativize(file).toString().replace('\\', '/');
          String title = file.getFileName().toString().replaceFirst("\\.[^.]+$", "");
          documents.add(Document.from(text, Metadata.from("id", id).put("title", title)));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new DataException("The folder " + folder + " cannot be read.", e);
    }
    if (documents.isEmpty()) {
      throw new DataException("There is no text in " + folder + " that ends in .txt or .md.");
    }
    return documents;
  }

  private static boolean isText(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(".txt") || name.endsWith(".md"))
        && !name.startsWith(".")
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new DataException(file + " is over 20 MB. Cut it into several documents.");
    }
    return TextFile.read(file);
  }
}
