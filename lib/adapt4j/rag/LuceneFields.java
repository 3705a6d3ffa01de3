package adapt4j.rag;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;

/** What of a chunk stands in which field of Lucene's document, and back. */
final class LuceneFields {
  static final String ID = "id";
  static final String BODY = "body";
  static final String VECTOR = "vector";
  private static final String TEXT = "text";
  private static final String METADATA = "metadata.";
  private static final int LONGEST_TERM = 8_000; // characters; Lucene takes 32,766 bytes

  private LuceneFields() {}

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
}
