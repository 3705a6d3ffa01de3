package adapt4j.rag;

import adapt4j.data.DataException;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.util.BytesRef;

/**
 * One Lucene index for words and for vectors, as LangChain4j's embedding store. Words are ranked by
 * BM25 (<a href="https://doi.org/10.1561/1500000019">Robertson and Zaragoza 2009</a>, equation
 * 3.15), vectors are found in a graph (HNSW, <a href="https://arxiv.org/abs/1603.09320">Malkov and
 * Yashunin 2016</a>).
 *
 * <pre>{@code
 * LuceneStore store = LuceneStore.inMemory(minilm);
 * store.add(minilm.embed(segment).content(), segment);
 * store.search(EmbeddingSearchRequest.builder().queryEmbedding(v).maxResults(5).build());
 * store.lexical("boat hire", 5, null);
 * }</pre>
 *
 * <p>On disk each call that changes the index ends with a commit: when the process is killed, the
 * last commit is whole. One process at a time can have a folder open. Vectors are scaled to length
 * 1. The graph finds nearly all of the nearest, not surely all: below some thousand vectors, a scan
 * by hand is exact and as fast.
 */
public final class LuceneStore implements EmbeddingStore<TextSegment>, AutoCloseable {
  private static final int CANDIDATES = 100;
  private static final float K1 = 1.2f; // Lucene's own
  private static final float B = 0.75f;

  private final LuceneIndex index;
  private volatile int candidates = CANDIDATES;

  private LuceneStore(LuceneIndex index) {
    this.index = index;
    optBm25(K1, B);
  }

  /**
   * An index that is gone when the process ends.
   *
   * @param model makes the vectors; its name and the length of its vectors are noted
   * @return an empty store
   */
  public static LuceneStore inMemory(EmbeddingModel model) {
    return new LuceneStore(LuceneIndex.open(null, model.modelName(), model.dimension()));
  }

  /**
   * An index in a folder.
   *
   * @param folder of an index that was made before, or empty or not there yet
   * @param model makes the vectors: the same at each opening
   * @return the store with what is in the folder
   * @throws DataException if the index is damaged, in use, or was built with another model, or the
   *     folder has other files in it
   */
  public static LuceneStore open(Path folder, EmbeddingModel model) {
    return new LuceneStore(LuceneIndex.open(folder, model.modelName(), model.dimension()));
  }

  /**
   * Sets what BM25 weighs. It applies to searches from now on; nothing is indexed anew.
   *
   * @param k1 how much it counts that a word comes again and again: 0 (not at all) or more
   * @param b how much long texts are held back: 0 (not at all) to 1
   * @return this store
   * @throws IllegalArgumentException outside of these
   */
  public LuceneStore optBm25(double k1, double b) {
    if (!(k1 >= 0 && k1 < Double.POSITIVE_INFINITY && b >= 0 && b <= 1)) {
      throw new IllegalArgumentException(
          "BM25 wants k1 of 0 or more and b from 0 to 1, not " + k1 + " and " + b + ".");
    }
    index.similarity(new BM25Similarity((float) k1, (float) b));
    return this;
  }

  /**
   * Sets how many vectors the walk through the graph keeps in sight: more find better and take
   * longer.
   *
   * @param candidates at least 1; 100 if this is not called. Never fewer than are asked for.
   * @return this store
   * @throws IllegalArgumentException below 1
   */
  public LuceneStore optCandidates(int candidates) {
    if (candidates < 1) {
      throw new IllegalArgumentException("The walk keeps 1 vector in sight or more.");
    }
    this.candidates = candidates;
    return this;
  }

  @Override
  public String add(Embedding embedding) {
    return add(embedding, null);
  }

  @Override
  public void add(String id, Embedding embedding) {
    addAll(List.of(id), List.of(embedding), null);
  }

  @Override
  public String add(Embedding embedding, TextSegment segment) {
    List<String> ids = generateIds(1);
    addAll(ids, List.of(embedding), Collections.singletonList(segment));
    return ids.get(0);
  }

  @Override
  public List<String> addAll(List<Embedding> embeddings) {
    List<String> ids = generateIds(embeddings.size());
    addAll(ids, embeddings, null);
    return ids;
  }

  /**
   * Adds many, with one commit. An id that is there already is replaced.
   *
   * @throws IllegalArgumentException if the lists differ in length, a vector has another length
   *     than the index's, is all 0, or has a number that is not finite
   */
  @Override
  public void addAll(List<String> ids, List<Embedding> embeddings, List<TextSegment> segments) {
    replace(new TermInSetQuery(LuceneFields.ID, bytes(ids)), ids, embeddings, segments);
  }

  /** Takes out what fits, and adds, in one commit: nobody ever sees one without the other. */
  void replace(
      Query out, List<String> ids, List<Embedding> embeddings, List<TextSegment> segments) {
    if (ids.size() != embeddings.size() || segments != null && segments.size() != ids.size()) {
      throw new IllegalArgumentException(
          "There are "
              + ids.size()
              + " ids, "
              + embeddings.size()
              + " vectors and "
              + (segments == null ? "no" : segments.size())
              + " texts. Give one of each.");
    }
    List<Document> documents = new ArrayList<>(); // all of them first, so that none can fail later
    for (int i = 0; i < ids.size(); i++) {
      TextSegment segment = segments == null ? null : segments.get(i);
      float[] vector = unit(embeddings.get(i).vector());
      documents.add(LuceneFields.document(ids.get(i), vector, segment));
    }
    index.change(
        writer -> {
          writer.deleteDocuments(out);
          writer.addDocuments(documents);
        });
  }

  @Override
  public void removeAll(Collection<String> ids) {
    remove(new TermInSetQuery(LuceneFields.ID, bytes(ids)));
  }

  @Override
  public void removeAll(Filter filter) {
    remove(LuceneFilter.query(filter));
  }

  @Override
  public void removeAll() {
    remove(new MatchAllDocsQuery());
  }

  private void remove(Query query) {
    index.change(writer -> writer.deleteDocuments(query));
  }

  /**
   * Searches by vector.
   *
   * @return the best first; the score is {@code (1 + cosine) / 2}, as LangChain4j has it
   * @throws IllegalArgumentException if the vector has another length than the index's
   */
  @Override
  public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
    float[] vector = unit(request.queryEmbedding().vector());
    List<EmbeddingMatch<TextSegment>> matches =
        index.read(
            searcher -> {
              List<EmbeddingMatch<TextSegment>> found = new ArrayList<>();
              for (ScoreDoc doc : nearest(searcher, vector, request)) {
                if (doc.score >= request.minScore()) {
                  found.add(LuceneFields.match(searcher, doc));
                }
              }
              return found;
            });
    return new EmbeddingSearchResult<>(matches);
  }

  private ScoreDoc[] nearest(IndexSearcher searcher, float[] vector, EmbeddingSearchRequest request)
      throws IOException {
    int k = Math.max(request.maxResults(), candidates);
    Query filter = request.filter() == null ? null : LuceneFilter.query(request.filter());
    Query query = new KnnFloatVectorQuery(LuceneFields.VECTOR, vector, k, filter);
    return searcher.search(query, request.maxResults()).scoreDocs;
  }

  /**
   * Searches by words.
   *
   * @param question any text; its words are looked for, one of them is enough
   * @param k how many, at least 1
   * @param filter on metadata, or null
   * @return the best first, with the score of BM25
   * @throws IllegalArgumentException if the question is empty, or k is below 1
   */
  public List<Hit> lexical(String question, int k, Filter filter) {
    Retriever.check(question, k);
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    English.words(question).stream()
        .distinct()
        .limit(IndexSearcher.getMaxClauseCount())
        .forEach(word -> any.add(new TermQuery(new Term(LuceneFields.BODY, word)), Occur.SHOULD));
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    query.add(any.build(), Occur.MUST);
    if (filter != null) {
      query.add(LuceneFilter.query(filter), Occur.FILTER);
    }
    return index.read(
        searcher -> {
          List<Hit> hits = new ArrayList<>();
          for (ScoreDoc doc : searcher.search(query.build(), k).scoreDocs) {
            TextSegment segment = LuceneFields.match(searcher, doc).embedded();
            if (segment != null) {
              hits.add(new Hit(new Chunk(segment), doc.score));
            }
          }
          return hits;
        });
  }

  /** How rare a word is (inverse document frequency), as BM25 has it. */
  double idf(String word) {
    return index.read(
        searcher -> {
          double n = searcher.getIndexReader().numDocs();
          double with = searcher.getIndexReader().docFreq(new Term(LuceneFields.BODY, word));
          return Math.log(1 + Math.max(0, n - with + 0.5) / (with + 0.5));
        });
  }

  /** The values of a text in the metadata. */
  Set<String> values(String key) {
    return index.values(LuceneFilter.textField(key));
  }

  /**
   * How many vectors there are.
   *
   * @return the count
   */
  public int size() {
    return index.read(searcher -> searcher.getIndexReader().numDocs());
  }

  private float[] unit(float[] vector) {
    if (vector.length != index.dimension()) {
      throw new IllegalArgumentException(
          "The vector has "
              + vector.length
              + " numbers, and those of this index have "
              + index.dimension()
              + ". Use the embedding model that it was built with: "
              + index.model()
              + ".");
    }
    double square = 0;
    for (float x : vector) {
      square += (double) x * x;
    }
    if (!(square > 0 && square < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "A vector without a direction cannot be searched: all of its numbers are 0, or one is not"
              + " finite.");
    }
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / Math.sqrt(square));
    }
    return unit;
  }

  private static List<BytesRef> bytes(Collection<String> ids) {
    return ids.stream().map(BytesRef::new).toList();
  }

  /** Frees the memory, or the folder for others. */
  @Override
  public void close() {
    index.close();
  }

  @Override
  public String toString() {
    return size() + " vectors of " + index.dimension() + " numbers (" + index.model() + ")";
  }
}
