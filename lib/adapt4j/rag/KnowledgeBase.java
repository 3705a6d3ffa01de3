package adapt4j.rag;

import adapt4j.data.DataException;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;

/**
 * Documents that can be searched: cut into chunks, turned into vectors, kept in one index.
 *
 * <pre>{@code
 * KnowledgeBase base = KnowledgeBase.builder().setEmbedding(minilm).build();
 * base.add(Handbook.version(1));
 * base.hybrid().search("When does the office open?", 5);
 * base.update(changed);      // the old text of that id is gone, nothing is trained
 * }</pre>
 *
 * <p>A document needs an {@code id} in its metadata; a {@code title} there is searched with each
 * chunk. All other metadata can be filtered by.
 */
public final class KnowledgeBase implements AutoCloseable {
  private static final double COVERAGE = 0.6; // chosen on the handbook's development part

  private final Chunker chunker;
  private final LuceneStore store;
  private final CachedEmbeddings cache;

  private KnowledgeBase(EmbeddingModel embedding, Chunker chunker, LuceneStore store) {
    this.chunker = chunker;
    this.store = store;
    cache = CachedEmbeddings.of(embedding);
  }

  /**
   * Starts one.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Adds documents.
   *
   * @param documents with ids that are not there yet
   * @return this base
   * @throws IllegalArgumentException if a document has no id, or one that is taken
   */
  public KnowledgeBase add(List<Document> documents) {
    Set<String> taken = documents();
    for (Document document : documents) {
      if (!taken.add(Chunker.id(document))) {
        throw new IllegalArgumentException(
            "There is a document "
                + Chunker.id(document)
                + " already. Use update to replace it, or give the new one another id.");
      }
    }
    put(documents, new MatchNoDocsQuery());
    return this;
  }

  /**
   * Replaces documents. At no time is a document neither there in the old nor in the new version.
   *
   * @param documents with ids that are there
   * @return this base
   * @throws IllegalArgumentException if an id is not there
   */
  public KnowledgeBase update(List<Document> documents) {
    Set<String> ids = new HashSet<>();
    for (Document document : documents) {
      String id = Chunker.id(document);
      need(id);
      if (!ids.add(id)) {
        throw new IllegalArgumentException("The document " + id + " is given twice.");
      }
    }
    if (!ids.isEmpty()) {
      put(documents, LuceneFilter.query(new IsIn(Chunk.DOCUMENT, ids)));
    }
    return this;
  }

  /**
   * Replaces a document.
   *
   * @param document with an id that is there
   * @return this base
   * @throws IllegalArgumentException if the id is not there
   */
  public KnowledgeBase update(Document document) {
    return update(List.of(document));
  }

  /**
   * Takes a document out.
   *
   * @param id of the document
   * @throws IllegalArgumentException if it is not there
   */
  public void remove(String id) {
    need(id);
    store.removeAll(new IsIn(Chunk.DOCUMENT, Set.of(id)));
  }

  private void need(String id) {
    if (!documents().contains(id)) {
      throw new IllegalArgumentException(
          "There is no document " + id + ". Look at documents() for the ids.");
    }
  }

  private void put(List<Document> documents, Query out) {
    List<Chunk> chunks = documents.stream().flatMap(d -> chunker.cut(d).stream()).toList();
    List<Embedding> vectors =
        chunks.isEmpty() ? List.of() : vectors(chunks.stream().map(Chunk::searched).toList());
    List<String> ids = chunks.stream().map(Chunk::id).toList();
    store.replace(out, ids, vectors, chunks.stream().map(Chunk::segment).toList());
  }

  /**
   * Which documents there are.
   *
   * @return their ids, sorted; a new set
   */
  public Set<String> documents() {
    return store.values(Chunk.DOCUMENT);
  }

  /**
   * A retriever by words (BM25).
   *
   * @return finds exact words, names and numbers; finds nothing where the words differ
   */
  public Search lexical() {
    return new Search(this, Search.Kind.LEXICAL, null, 0);
  }

  /**
   * A retriever by meaning (vectors).
   *
   * @return finds what is said in other words; may miss names and numbers
   */
  public Search dense() {
    return new Search(this, Search.Kind.DENSE, null, 0);
  }

  /**
   * Both, fused. Words have a say only where most of what was asked is found: a chance hit on one
   * word of five would otherwise push out what the vectors found.
   *
   * @return {@link Hybrid} of the two, where a chunk that is found by words has 60 % of them
   */
  public Hybrid hybrid() {
    return Hybrid.of(lexical().optCoverage(COVERAGE), dense());
  }

  /**
   * The same, over a part of the documents.
   *
   * @param filter of LangChain4j's, on the metadata
   * @return finds only chunks that it fits
   */
  public Hybrid hybrid(Filter filter) {
    return Hybrid.of(lexical().optCoverage(COVERAGE).where(filter), dense().where(filter));
  }

  /**
   * The index, for LangChain4j's own classes.
   *
   * @return chunks with their vectors
   */
  public LuceneStore store() {
    return store;
  }

  /**
   * What makes the vectors. Those of the last 5,000 texts are kept, so that a sentence is read
   * once.
   *
   * @return the model
   */
  public EmbeddingModel embedding() {
    return cache;
  }

  /** The vectors of texts, from memory where they were asked for before. */
  List<Embedding> vectors(List<String> texts) {
    return cache.of(texts);
  }

  /**
   * How many chunks there are.
   *
   * @return the count
   */
  public int size() {
    return store.size();
  }

  /** Closes the index. */
  @Override
  public void close() {
    store.close();
  }

  @Override
  public String toString() {
    return documents().size() + " documents in " + size() + " chunks (" + chunker + ")";
  }

  /** Says how documents are kept. */
  public static final class Builder {
    private EmbeddingModel embedding;
    private Chunker chunker = Chunker.sentences(4).optOverlap(2); // chosen as above
    private Path folder;

    private Builder() {}

    /**
     * Sets what makes the vectors.
     *
     * @param embedding any of LangChain4j's
     * @return this builder
     */
    public Builder setEmbedding(EmbeddingModel embedding) {
      this.embedding = embedding;
      return this;
    }

    /**
     * Sets how documents are cut.
     *
     * @param chunker four sentences with an overlap of two if this is not called
     * @return this builder
     */
    public Builder optChunker(Chunker chunker) {
      this.chunker = chunker;
      return this;
    }

    /**
     * Keeps the index on disk.
     *
     * @param folder of an index that was made before, or empty or not there yet
     * @return this builder
     */
    public Builder optFolder(Path folder) {
      this.folder = folder;
      return this;
    }

    /**
     * Opens it.
     *
     * @return the base, empty or with what is in the folder
     * @throws IllegalArgumentException if no embedding model is set
     * @throws DataException if the index in the folder cannot be used; see {@link LuceneStore#open}
     */
    public KnowledgeBase build() {
      if (embedding == null) {
        throw new IllegalArgumentException(
            "A knowledge base needs setEmbedding(...), such as SentenceEmbeddings.of(minilm).");
      }
      LuceneStore store =
          folder == null ? LuceneStore.inMemory(embedding) : LuceneStore.open(folder, embedding);
      return new KnowledgeBase(embedding, chunker, store);
    }
  }
}
