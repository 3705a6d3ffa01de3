package adapt4j.rag;

import adapt4j.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;
import org.apache.lucene.util.VectorUtil;

/** The Lucene side of {@link LuceneStore}: commits, and what can be wrong with a folder. */
final class LuceneIndex implements AutoCloseable {
  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final Path folder;
  private final String model;
  private final int dimension;
  private volatile Similarity similarity;

  /** Work on the index. */
  interface Work<A, B> {
    B on(A a) throws IOException;
  }

  /** Change of the index. */
  interface Change {
    void on(IndexWriter writer) throws IOException;
  }

  private LuceneIndex(Directory directory, Path folder, String model, int dimension)
      throws IOException {
    this.directory = directory;
    this.folder = folder;
    this.model = model;
    this.dimension = dimension;
    boolean there = DirectoryReader.indexExists(directory);
    if (there) {
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        checkModel(reader.getIndexCommit().getUserData());
      }
    }
    writer = new IndexWriter(directory, new IndexWriterConfig(English.ANALYZER));
    writer.setLiveCommitData(
        Map.of("model", model, "dimension", String.valueOf(dimension)).entrySet());
    writer.commit();
    searchers = new SearcherManager(writer, null);
  }

  /** In memory if there is no folder. */
  static LuceneIndex open(Path folder, String model, int dimension) {
    quietly();
    Directory directory = null;
    try {
      if (folder == null) {
        directory = new ByteBuffersDirectory();
      } else {
        Files.createDirectories(folder);
        directory = FSDirectory.open(folder);
        checkFolder(directory, folder);
      }
      return new LuceneIndex(directory, folder, model, dimension);
    } catch (LockObtainFailedException e) {
      close(directory);
      throw new DataException(
          "The index in " + folder + " is open already. Close the other store or process first.",
          e);
    } catch (IndexFormatTooOldException | IndexFormatTooNewException e) {
      close(directory);
      throw new DataException(
          "The index in "
              + folder
              + " is of another version of Lucene. Build it anew in an empty"
              + " folder.",
          e);
    } catch (IOException | RuntimeException e) {
      close(directory);
      if (e instanceof DataException known) {
        throw known;
      }
      throw damaged(folder, e);
    }
  }

  private static void checkFolder(Directory directory, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      boolean other = files.anyMatch(file -> !file.getFileName().toString().equals("write.lock"));
      if (other && !DirectoryReader.indexExists(directory)) {
        throw new DataException(
            "The folder "
                + folder
                + " holds no index, but other files. Name an empty folder, or a new one.");
      }
    }
  }

  private void checkModel(Map<String, String> built) {
    String with = built.get("model");
    String wide = built.get("dimension");
    if (!model.equals(with) || !String.valueOf(dimension).equals(wide)) {
      throw new DataException(
          "The index in "
              + folder
              + " was built with "
              + with
              + " ("
              + wide
              + " numbers a vector), and cannot be searched with "
              + model
              + " ("
              + dimension
              + "). Open it with that model, or build it anew in an empty folder.");
    }
  }

  /**
   * Lucene says on some JDKs, once, that it could be faster with an incubator module. That is true,
   * and of no use to a learner. What they log themselves stays as it is.
   */
  private static void quietly() {
    Logger logger =
        Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");
    Level before = logger.getLevel();
    logger.setLevel(Level.OFF);
    try {
      VectorUtil.dotProduct(new float[] {1}, new float[] {1}); // loads the class that says so
    } finally {
      logger.setLevel(before);
    }
  }

  /** Changes are seen by all, and safe on disk, when this returns. */
  synchronized void change(Change change) {
    try {
      change.on(writer);
      writer.commit();
      searchers.maybeRefreshBlocking();
    } catch (IOException | AlreadyClosedException e) { // closed by an error or an interrupt before
      throw new DataException(
          "The index "
              + name(folder)
              + " could not be written ("
              + e.getClass().getSimpleName()
              + "). What was there before is safe: close the store, and open it again.",
          e);
    }
  }

  <T> T read(Work<IndexSearcher, T> work) {
    try {
      IndexSearcher searcher = searchers.acquire();
      try {
        searcher.setSimilarity(similarity);
        return work.on(searcher);
      } finally {
        searchers.release(searcher);
      }
    } catch (IOException e) {
      throw damaged(folder, e);
    }
  }

  Set<String> values(String field) {
    return read(
        searcher -> {
          Set<String> values = new TreeSet<>();
          Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), field);
          TermsEnum all = terms == null ? TermsEnum.EMPTY : terms.iterator();
          for (BytesRef term = all.next(); term != null; term = all.next()) {
            values.add(term.utf8ToString());
          }
          return values;
        });
  }

  void similarity(Similarity similarity) {
    this.similarity = similarity;
  }

  String model() {
    return model;
  }

  int dimension() {
    return dimension;
  }

  private static DataException damaged(Path folder, Exception e) {
    return new DataException(
        "The index "
            + name(folder)
            + " cannot be read; it may be damaged ("
            + e.getClass().getSimpleName()
            + "). Build it anew from the documents, in an empty folder.",
        e);
  }

  private static String name(Path folder) {
    return folder == null ? "in memory" : "in " + folder;
  }

  private static void close(Directory directory) {
    IOUtils.closeWhileHandlingException(directory); // what went wrong before is what is told
  }

  @Override
  public void close() {
    try {
      IOUtils.close(searchers, writer, directory);
    } catch (IOException e) {
      throw new DataException("The index " + name(folder) + " could not be closed.", e);
    }
  }
}
