package adapt4j.rag;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.scoring.ScoringModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingStoreIngestor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetrieverTest {
  private final KnowledgeBase base = Bag.base();

  @AfterEach
  void close() {
    base.close();
  }

  /** Finds what it was told to, in this order. */
  private static Retriever list(String... ids) {
    return (question, k) -> {
      List<Hit> hits = new ArrayList<>();
      for (String id : ids) {
        TextSegment text = TextSegment.from("text " + id, Metadata.from("chunk", id));
        hits.add(new Hit(new Chunk(text), 10 - hits.size()));
      }
      return hits.subList(0, Math.min(k, hits.size()));
    };
  }

  @Test
  void ranksAreFusedAsInThePaper() {
    Hybrid hybrid = Hybrid.of(list("a", "b", "c"), list("c", "d"));
    List<Hit> hits = hybrid.search("question", 10);
    assertEquals(List.of("c", "a", "b", "d"), ids(hits)); // b and d are alike
    assertEquals(1 / 63.0 + 1 / 61.0, hits.get(0).score(), 1e-15);
    assertEquals(1 / 61.0, hits.get(1).score(), 1e-15);
    assertEquals(1 / 62.0, hits.get(3).score(), 1e-15);
    assertEquals(List.of("c", "a"), ids(hybrid.search("question", 2)));
    // b: 1/3 + 1/5 = 0.533, a: 1/2: two second places or one first
    Hybrid few = Hybrid.of(list("a", "b"), list("x", "y", "z", "b")).optConstant(1);
    assertEquals(List.of("b", "a", "x", "y", "z"), ids(few.search("question", 5)));
    assertEquals(
        List.of("a", "b", "x"), // the b of the second list is too deep; then by their ids
        ids(few.optConstant(0).optDepth(2).search("question", 3)).stream().sorted().toList());
    assertThrows(IllegalArgumentException.class, () -> Hybrid.of());
    assertThrows(IllegalArgumentException.class, () -> few.optConstant(-1));
    assertThrows(IllegalArgumentException.class, () -> few.optDepth(0));
  }

  @Test
  void wordsAndMeaningFindTheirDocument() {
    for (Retriever retriever : List.of(base.lexical(), base.dense(), base.hybrid())) {
      assertEquals("dogs#0", ids(retriever.search("Which bones does Pepper eat?", 2)).get(0));
      assertEquals(List.of("dogs#0"), ids(retriever.search("Pepper eats bones", 1)));
    }
    assertEquals(3, base.dense().search("cats", 100).size(), "all there are");
    assertEquals(List.of(), base.lexical().search("zebra", 100));
  }

  @Test
  void coverageIsTheShareOfTheWordsThatCount() {
    String question = "Does a cat eat zebras?"; // cat, eat and zebra, which no document has
    double cat = base.store().idf("cat");
    double eat = base.store().idf("eat");
    double share = (cat + eat) / (cat + eat + base.store().idf("zebra"));
    assertEquals(Math.log(1 + (3 - 1 + 0.5) / 1.5), cat, 1e-12);
    assertTrue(base.store().idf("zebra") > cat && cat > eat);
    assertEquals(2, base.lexical().search(question, 5).size());
    assertEquals(
        List.of("cats#0"), ids(base.lexical().optCoverage(share - 1e-9).search(question, 5)));
    assertEquals(List.of(), ids(base.lexical().optCoverage(share + 1e-9).search(question, 5)));
    assertEquals(1, base.dense().optCoverage(share - 1e-9).search(question, 3).size());
    assertThrows(IllegalArgumentException.class, () -> base.lexical().optCoverage(1.1));
  }

  @Test
  void filtersNarrowTheSearch() {
    base.add(
        List.of(
            Document.from(
                "Cats are not sold.", Metadata.from("id", "rule").put("section", "shop"))));
    var shop = metadataKey("section").isEqualTo("shop");
    assertEquals(List.of("rule#0"), ids(base.lexical().where(shop).search("cats", 5)));
    assertEquals(List.of("rule#0"), ids(base.dense().where(shop).search("cats", 5)));
    var none = metadataKey("id").isEqualTo("dogs");
    assertEquals(List.of(), ids(base.dense().where(shop).where(none).search("cats", 5)));
  }

  @Test
  void anyRetrieverOfLangChainsWillDo() {
    TextSegment text = TextSegment.from("some text");
    ContentRetriever other =
        query ->
            List.of(
                Content.from(text, java.util.Map.of(ContentMetadata.RERANKED_SCORE, 0.5)),
                Content.from("more"));
    List<Hit> hits = Retriever.of(other).search("question", 5);
    assertEquals(0.5, hits.get(0).score());
    assertEquals(new Span(0, 9), hits.get(0).chunk().span());
    assertEquals(1, Retriever.of(other).search("question", 1).size());
    assertEquals(2, Hybrid.of(other, other).search("question", 5).size(), "known by their text");
    List<Content> contents = base.lexical().retrieve(Query.from("Where do fish swim?"));
    assertEquals("fish", contents.get(0).textSegment().metadata().getString("document"));
    assertTrue((Double) contents.get(0).metadata().get(ContentMetadata.SCORE) > 0);
    Retriever ours = base.dense();
    assertTrue(ours == Retriever.of(ours));
  }

  @Test
  void thePartsFitIntoLangChainsOwn() {
    EmbeddingStoreIngestor.builder()
        .documentSplitter(Chunker.sentences(1))
        .embeddingModel(new Bag())
        .embeddingStore(base.store())
        .build()
        .ingest(Bag.document("zebra", "A zebra is striped. It bites."));
    ContentRetriever theirs =
        EmbeddingStoreContentRetriever.builder()
            .embeddingModel(new Bag())
            .embeddingStore(base.store())
            .maxResults(1)
            .filter(metadataKey("document").isEqualTo("zebra"))
            .build();
    List<Hit> hits = Retriever.of(theirs).search("Is a zebra striped?", 5);
    assertEquals(List.of("zebra#0"), ids(hits));
    assertEquals(base.dense().search("Is a zebra striped?", 1), hits);
  }

  @Test
  void candidatesAreScoredOnceMore() {
    ScoringModel shortest =
        (segments, query) ->
            Response.from(segments.stream().map(s -> -1.0 * s.text().length()).toList());
    Reranked reranked = Reranked.of(base.dense(), shortest);
    assertEquals(List.of("fish#0", "dogs#0"), ids(reranked.search("cats", 2)));
    assertEquals(List.of("cats#0"), ids(reranked.optDepth(1).search("cats eat", 1)));
    assertEquals(List.of(), Reranked.of(base.lexical(), shortest).search("zebra", 2));
    assertThrows(IllegalArgumentException.class, () -> reranked.optDepth(0));
  }

  @Test
  void aLongTextIsAsGoodAsItsBestSentence() {
    SentenceScorer scorer = SentenceScorer.of(new Bag());
    TextSegment one = TextSegment.from("Boats float.");
    TextSegment many = TextSegment.from("Mills turn and grind. Boats float. Nobody knows why.");
    List<Double> scores = scorer.scoreAll(List.of(one, many), "boats float").content();
    assertEquals(scores.get(0), scores.get(1), 1e-6);
    assertEquals(1, scores.get(0), 1e-6);
    assertTrue(scorer.score("Mills turn.", "boats float").content() < 0.5);
    TextSegment titled = TextSegment.from("Float.", Metadata.from("title", "Boats"));
    assertEquals(1, scorer.score(titled, "boats float").content(), 1e-6);
  }

  @Test
  void oddSearchesAreRefused() {
    for (Retriever r :
        List.of(base.lexical(), base.dense(), base.hybrid(), Reranked.of(base.dense(), null))) {
      says("Ask for 1 or more", () -> r.search("cats", 0));
      says("The question is empty", () -> r.search(" \n", 5));
      says("The question is empty", () -> r.search(null, 5));
    }
  }

  @Test
  void documentsComeAndGo() {
    assertEquals(Set.of("cats", "dogs", "fish"), base.documents());
    base.update(Bag.document("cats", "Cats swim now."));
    assertEquals(
        List.of(),
        ids(base.lexical().search("sleep all day", 5)).stream().filter("cats#0"::equals).toList());
    assertEquals("cats#0", ids(base.lexical().search("Do cats swim?", 5)).get(0));
    base.remove("dogs");
    assertEquals(Set.of("cats", "fish"), base.documents());
    assertEquals(2, base.size());
    says("There is no document zebra", () -> base.remove("zebra"));
    says("There is no document zebra", () -> base.update(Bag.document("zebra", "text")));
    says("already", () -> base.add(List.of(Bag.document("cats", "text"))));
    says("already", () -> base.add(List.of(Bag.document("a", "text"), Bag.document("a", "text"))));
    says(
        "given twice",
        () -> base.update(List.of(Bag.document("cats", "x"), Bag.document("cats", "y"))));
    says("has no id", () -> base.add(List.of(Document.from("text"))));
    says("setEmbedding", () -> KnowledgeBase.builder().build());
    assertEquals(2, base.size(), "what was refused left nothing behind");
    base.add(List.of());
    base.update(List.of());
    assertEquals(2, base.size());
  }

  private static void says(String words, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(words), message);
  }

  private static List<String> ids(List<Hit> hits) {
    return hits.stream().map(hit -> hit.chunk().id()).toList();
  }
}
