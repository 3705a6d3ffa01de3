package adapt4j.rag;

import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Not;
import dev.langchain4j.store.embedding.filter.logical.Or;
import java.util.Collection;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** LangChain4j's filters on metadata as Lucene's queries. Numbers are compared as doubles. */
final class LuceneFilter {
  private LuceneFilter() {}

  /** The field that holds a text of the metadata. */
  static String textField(String key) {
    return "text." + key;
  }

  /** The field that holds a number of the metadata. */
  static String numberField(String key) {
    return "number." + key;
  }

  static Query query(Filter filter) {
    if (filter instanceof And and) {
      return both(Occur.MUST, query(and.left()), query(and.right()));
    } else if (filter instanceof Or or) {
      return both(Occur.SHOULD, query(or.left()), query(or.right()));
    } else if (filter instanceof Not not) {
      return not(query(not.expression()));
    } else if (filter instanceof IsEqualTo equal) {
      return equal(equal.key(), equal.comparisonValue());
    } else if (filter instanceof IsNotEqualTo other) {
      return not(equal(other.key(), other.comparisonValue()));
    } else if (filter instanceof IsIn in) {
      return in(in.key(), in.comparisonValues());
    } else if (filter instanceof IsNotIn out) {
      return not(in(out.key(), out.comparisonValues()));
    } else if (filter instanceof IsGreaterThan more) {
      double least = DoublePoint.nextUp(number(more.comparisonValue(), filter));
      return range(more.key(), least, Double.POSITIVE_INFINITY);
    } else if (filter instanceof IsGreaterThanOrEqualTo more) {
      double least = number(more.comparisonValue(), filter);
      return range(more.key(), least, Double.POSITIVE_INFINITY);
    } else if (filter instanceof IsLessThan less) {
      double most = DoublePoint.nextDown(number(less.comparisonValue(), filter));
      return range(less.key(), Double.NEGATIVE_INFINITY, most);
    } else if (filter instanceof IsLessThanOrEqualTo less) {
      double most = number(less.comparisonValue(), filter);
      return range(less.key(), Double.NEGATIVE_INFINITY, most);
    }
    throw unknown(filter);
  }

  private static Query both(Occur occur, Query left, Query right) {
    return new BooleanQuery.Builder().add(left, occur).add(right, occur).build();
  }

  private static Query not(Query query) {
    return new BooleanQuery.Builder()
        .add(new MatchAllDocsQuery(), Occur.MUST)
        .add(query, Occur.MUST_NOT)
        .build();
  }

  private static Query equal(String key, Object value) {
    return value instanceof Number number
        ? DoublePoint.newExactQuery(numberField(key), number.doubleValue())
        : new TermQuery(new Term(textField(key), value.toString()));
  }

  private static Query in(String key, Collection<?> values) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    values.forEach(value -> any.add(equal(key, value), Occur.SHOULD));
    return any.build();
  }

  private static Query range(String key, double least, double most) {
    return DoublePoint.newRangeQuery(numberField(key), least, most);
  }

  private static double number(Object value, Filter filter) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw unknown(filter);
  }

  private static IllegalArgumentException unknown(Filter filter) {
    return new IllegalArgumentException(
        "The index cannot filter by "
            + filter
            + ". It knows equal, in, and, or, not, and greater and less for numbers.");
  }
}
