package adapt4j.rag;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LuceneStoreTest {
  private final LuceneStore store = LuceneStore.inMemory(new Bag());
  private final Random random = new Random(1);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void vectorsAreFoundAsByAScan() {
    List<Embedding> vectors = IntStream.range(0, 300).mapToObj(i -> vector()).toList();
    List<String> ids = IntStream.range(0, 300).mapToObj(i -> "v" + i).toList();
    store.addAll(ids.subList(0, 120), vectors.subList(0, 120), null); // two segments of the index
    store.addAll(ids.subList(120, 300), vectors.subList(120, 300), null);
    store.optCandidates(300);
    for (int q = 0; q < 20; q++) {
      Embedding query = vector();
      List<EmbeddingMatch<TextSegment>> found = store.search(request(query, 10, null)).matches();
      List<String> best =
          IntStream.range(0, 300)
              .boxed()
              .sorted(
                  Comparator.comparingDouble(i -> -CosineSimilarity.between(query, vectors.get(i))))
              .limit(10)
              .map(ids::get)
              .toList();
      assertEquals(best, found.stream().map(EmbeddingMatch::embeddingId).toList());
      for (EmbeddingMatch<TextSegment> match : found) {
        int i = ids.indexOf(match.embeddingId());
        double cosine = CosineSimilarity.between(query, vectors.get(i));
        assertEquals((1 + cosine) / 2, match.score(), 1e-6);
        assertEquals(1, CosineSimilarity.between(match.embedding(), vectors.get(i)), 1e-6);
      }
    }
  }

  /** Robertson and Zaragoza's equation 3.15, without the factor k1 + 1, which changes no order. */
  @Test
  void wordsAreScoredByBm25() {
    add("a", "boat boat hire");
    add("b", "boat swim rain wind");
    add("c", "mill");
    double mean = (3 + 4 + 1) / 3.0;
    double boat = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5));
    double hire = Math.log(1 + (3 - 1 + 0.5) / (1 + 0.5));
    for (double[] set : new double[][] {{1.2, 0.75}, {0.5, 0.2}, {2, 1}}) {
      store.optBm25(set[0], set[1]);
      double longA = set[0] * (1 - set[1] + set[1] * 3 / mean);
      double longB = set[0] * (1 - set[1] + set[1] * 4 / mean);
      List<Hit> hits = store.lexical("Where can I hire boats?", 5, null);
      assertEquals(List.of("boat boat hire", "boat swim rain wind"), texts(hits));
      assertEquals(boat * 2 / (2 + longA) + hire * 1 / (1 + longA), hits.get(0).score(), 1e-5);
      assertEquals(boat * 1 / (1 + longB), hits.get(1).score(), 1e-5);
    }
    assertEquals(boat, store.idf("boat"), 1e-12);
    assertEquals(List.of(), store.lexical("What is that?", 5, null), "no word that counts");
  }

  @Test
  void filtersAgreeWithLangChains() {
    List<TextSegment> segments = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Metadata metadata =
          Metadata.from("kind", i % 3 == 0 ? "boat" : "mill").put("n", i).put("long", 1L << i);
      if (i % 2 == 0) {
        metadata.put("size", i / 4.0);
      }
      segments.add(TextSegment.from("text " + i, metadata));
    }
    store.addAll(segments.stream().map(s -> vector()).toList(), segments);
    Filter boat = metadataKey("kind").isEqualTo("boat");
    List<Filter> filters =
        List.of(
            boat,
            metadataKey("kind").isNotEqualTo("boat"),
            metadataKey("n").isEqualTo(7),
            metadataKey("n").isGreaterThan(7),
            metadataKey("n").isGreaterThanOrEqualTo(7),
            metadataKey("n").isLessThan(7),
            metadataKey("n").isLessThanOrEqualTo(7),
            metadataKey("long").isGreaterThan(1L << 30),
            metadataKey("size").isGreaterThan(3.25),
            metadataKey("n").isIn(3, 4, 99),
            metadataKey("kind").isNotIn("mill", "none"),
            boat.and(metadataKey("n").isLessThan(20)),
            boat.or(metadataKey("n").isEqualTo(1)),
            Filter.not(boat),
            Filter.not(boat).and(metadataKey("n").isGreaterThan(30)));
    for (Filter filter : filters) {
      Set<String> right =
          segments.stream()
              .filter(s -> filter.test(s.metadata()))
              .map(TextSegment::text)
              .collect(Collectors.toSet());
      assertTrue(!right.isEmpty() && right.size() < 40, filter.toString());
      assertEquals(
          right,
          store.search(request(vector(), 40, filter)).matches().stream()
              .map(match -> match.embedded().text())
              .collect(Collectors.toSet()),
          filter.toString());
      assertEquals(right, Set.copyOf(texts(store.lexical("text", 40, filter))), filter.toString());
    }
    Filter unknown = new ContainsString("kind", "oa");
    String message =
        assertThrows(IllegalArgumentException.class, () -> store.lexical("text", 5, unknown))
            .getMessage();
    assertTrue(message.contains("cannot filter by"), message);
    store.removeAll(boat);
    assertEquals(26, store.size());
  }

  @Test
  void metadataComeBackAsTheyWere() {
    Metadata metadata =
        Metadata.from("s", "a\nb").put("i", 3).put("l", 1L << 60).put("f", 0.1f).put("d", 0.1);
    metadata.put("long", "x".repeat(50_000));
    store.add(vector(), TextSegment.from("text", metadata));
    assertEquals(
        metadata, store.search(request(vector(), 1, null)).matches().get(0).embedded().metadata());
  }

  @Test
  void addingReplacesAndRemovingRemoves() {
    store.addAll(List.of("a", "b"), List.of(vector(), vector()), List.of(text("one"), text("two")));
    store.addAll(List.of("a"), List.of(vector()), List.of(text("three")));
    assertEquals(2, store.size());
    assertEquals(List.of(), store.lexical("one", 5, null));
    assertEquals(List.of("three"), texts(store.lexical("three", 5, null)));
    store.remove("a");
    store.remove("unknown");
    assertEquals(1, store.size());
    store.removeAll();
    assertEquals(0, store.size());
    assertEquals(List.of(), store.search(request(vector(), 5, null)).matches());
    assertEquals(List.of(), store.lexical("two", 5, null));
    String id = store.add(vector()); // a vector without a text
    assertEquals(id, store.search(request(vector(), 5, null)).matches().get(0).embeddingId());
    store.add("b", vector());
    assertEquals(2, store.addAll(List.of(vector(), vector())).size());
    assertEquals(4, store.size());
  }

  @Test
  void scoresBelowTheLeastAreLeftOut() {
    float[] x = new float[Bag.WIDTH];
    x[3] = 2;
    float[] away = x.clone();
    away[3] = -1;
    store.add("to", Embedding.from(x));
    store.add("away", Embedding.from(away));
    EmbeddingSearchRequest request =
        EmbeddingSearchRequest.builder()
            .queryEmbedding(Embedding.from(x))
            .maxResults(5)
            .minScore(0.5)
            .build();
    var matches = store.search(request).matches();
    assertEquals(1, matches.size());
    assertEquals(1, matches.get(0).score(), 1e-6);
    float[] unit = new float[Bag.WIDTH];
    unit[3] = 1;
    assertArrayEquals(unit, matches.get(0).embedding().vector(), "vectors are scaled to length 1");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    says("has 3 numbers", () -> store.add(Embedding.from(new float[] {1, 2, 3})));
    Embedding few = Embedding.from(new float[] {1});
    says("has 1 numbers", () -> store.search(request(few, 5, null)));
    says("without a direction", () -> store.add(Embedding.from(new float[Bag.WIDTH])));
    float[] odd = new float[Bag.WIDTH];
    odd[1] = Float.NaN;
    says("without a direction", () -> store.add(Embedding.from(odd)));
    says("one of each", () -> store.addAll(List.of("a"), List.of(), null));
    says("one of each", () -> store.addAll(List.of("a"), List.of(vector()), List.of()));
    says("k1", () -> store.optBm25(-1, 0.5));
    says("k1", () -> store.optBm25(1, 1.5));
    says("1 vector", () -> store.optCandidates(0));
    says("empty", () -> store.lexical(" ", 5, null));
    says("1 or more", () -> store.lexical("text", 0, null));
    assertEquals(0, store.size());
  }

  private static void says(String words, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(words), message);
  }

  private void add(String id, String text) {
    store.addAll(List.of(id), List.of(vector()), List.of(text(text)));
  }

  private static TextSegment text(String text) {
    return TextSegment.from(text);
  }

  private static List<String> texts(List<Hit> hits) {
    return hits.stream().map(hit -> hit.chunk().text()).toList();
  }

  private static EmbeddingSearchRequest request(Embedding query, int k, Filter filter) {
    return EmbeddingSearchRequest.builder()
        .queryEmbedding(query)
        .maxResults(k)
        .filter(filter)
        .build();
  }

  private Embedding vector() {
    float[] vector = new float[Bag.WIDTH];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return Embedding.from(vector);
  }
}
