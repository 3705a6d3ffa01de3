package adapt4j.rag;

import adapt4j.data.DataException;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;
import org.apache.lucene.util.VectorUtil;

/** The Lucene side of {@link LuceneStore}: fields, commits, and what can be wrong with a folder. */
final class LuceneIndex implements AutoCloseable {
  static final String ID = "id";
  static final String BODY = "body";
  static final String VECTOR = "vector";
  private static final String TEXT = "text";
  private static final String METADATA = "metadata.";
  private static final int LONGEST_TERM = 8_000; // characters; Lucene takes 32,766 bytes

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

  static Document document(String id, float[] vector, TextSegment segment) {
    Document document = new Document();
    document.add(new StringField(ID, id, Store.YES));
    document.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
    if (segment != null) {
      document.add(new StoredField(TEXT, segment.text()));
      document.add(new TextField(BODY, new Chunk(segment).searched(), Store.NO));
      segment.metadata().toMap().forEach((key, value) -> add(document, key, value));
    }
    return document;
  }

  private static void add(Document document, String key, Object value) {
    String field = METADATA + key;
    if (value instanceof Number number) {
      document.add(new DoublePoint(LuceneFilter.numberField(key), number.doubleValue()));
    }
    if (value instanceof Integer number) {
      document.add(new StoredField(field, number));
    } else if (value instanceof Long number) {
      document.add(new StoredField(field, number));
    } else if (value instanceof Float number) {
      document.add(new StoredField(field, number));
    } else if (value instanceof Double number) {
      document.add(new StoredField(field, number));
    } else {
      String text = value.toString(); // an UUID is a text, and can be asked for as one
      document.add(new StoredField(field, text));
      if (text.length() <= LONGEST_TERM) {
        document.add(new StringField(LuceneFilter.textField(key), text, Store.NO));
      }
    }
  }

  static EmbeddingMatch<TextSegment> match(IndexSearcher searcher, ScoreDoc hit)
      throws IOException {
    Document document = searcher.storedFields().document(hit.doc);
    String text = document.get(TEXT);
    TextSegment segment = text == null ? null : TextSegment.from(text, metadata(document));
    Embedding vector = Embedding.from(vector(searcher, hit.doc));
    return new EmbeddingMatch<>((double) hit.score, document.get(ID), vector, segment);
  }

  private static Metadata metadata(Document document) {
    Map<String, Object> values = new HashMap<>();
    for (IndexableField field : document) {
      if (field.name().startsWith(METADATA)) {
        Number number = field.numericValue();
        Object value = number == null ? field.stringValue() : number;
        values.put(field.name().substring(METADATA.length()), value);
      }
    }
    return Metadata.from(values);
  }

  private static float[] vector(IndexSearcher searcher, int doc) throws IOException {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(VECTOR);
    vectors.advance(doc - leaf.docBase);
    return vectors.vectorValue().clone();
  }

  /** Changes are seen by all, and safe on disk, when this returns. */
  synchronized void change(Change change) {
    try {
      try {
        change.on(writer);
        writer.commit();
      } catch (IOException | RuntimeException e) {
        if (writer.isOpen()) {
          writer.deleteUnusedFiles();
        }
        throw e;
      }
      searchers.maybeRefreshBlocking();
    } catch (IOException e) {
      throw new DataException(
          "The index " + name(folder) + " could not be written: " + e.getMessage() + ".", e);
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
