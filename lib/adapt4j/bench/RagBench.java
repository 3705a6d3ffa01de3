package adapt4j.bench;

import adapt4j.Lab;
import adapt4j.lm.GlossText;
import adapt4j.lm.GlossText.Definition;
import adapt4j.rag.LuceneStore;
import adapt4j.rag.SentenceEmbeddings;
import adapt4j.show.Progress;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Measures the vector index ({@code ./lab bench rag}): how many of the truly nearest it finds, and
 * how fast, beside LangChain4j's store in memory, which compares with every vector and so is exact.
 * The texts are definitions of WordNet, the questions definitions that are not among them.
 */
public final class RagBench {
  private static final int K = 10;
  private static final int AT_ONCE = 500;
  private static final int WARM_UP = 50;
  private static final int MANY = 100_000; // texts

  private RagBench() {}

  /**
   * Measures on 100,000 texts, and on the first 1,000 and 10,000 of them.
   *
   * @param lab where it runs
   * @return the numbers; takes some minutes, most of them for the vectors
   */
  public static BenchReport test(Lab lab) {
    GlossText glosses = GlossText.load();
    List<String> texts = new ArrayList<>();
    glosses.train().forEach(definition -> texts.add(definition.text()));
    for (Definition definition : glosses.train()) {
      definition.examples().stream().filter(e -> texts.size() < MANY).forEach(texts::add);
    }
    List<String> questions =
        glosses.test().stream().limit(300).map(Definition::text).distinct().toList();
    return of(lab, texts.subList(0, Math.min(texts.size(), MANY)), questions, 1_000, 10_000);
  }

  /**
   * Measures on texts of your own. What is wanted is wanted of all of them; of fewer it is only
   * reported.
   *
   * @param lab where it runs
   * @param texts at least 10
   * @param questions at least one
   * @param fewer how many of the first texts to measure on, too
   * @return the numbers
   */
  public static BenchReport of(Lab lab, List<String> texts, List<String> questions, int... fewer) {
    SentenceEncoder encoder = SentenceEncoder.miniLm(lab);
    List<Embedding> vectors = vectors(encoder, texts);
    List<Embedding> asked = vectors(encoder, questions);
    BenchReport.Builder report = new BenchReport.Builder("rag");
    tell(report, Speeds.of(encoder, texts, vectors, asked), true);
    for (int n : fewer) {
      tell(report, Speeds.of(encoder, texts.subList(0, n), vectors.subList(0, n), asked), false);
    }
    return report.build();
  }

  private static void tell(BenchReport.Builder report, Speeds speeds, boolean wanted) {
    double times = percentile(speeds.theirs(), 0.95) / percentile(speeds.ours(), 0.95);
    if (wanted) {
      report.atLeast("recall@10 of the index against exact search", speeds.recall(), 0.98);
      report.atLeast("p95: times as fast as the store in memory", times, 10);
    } else {
      report.only(speeds.texts() + " texts: recall@10", speeds.recall());
      report.only("... p95: times as fast as the store in memory", times);
    }
    report.only("... p50 of the index, ms", percentile(speeds.ours(), 0.5));
    report.only("... p95 of the index, ms", percentile(speeds.ours(), 0.95));
    report.only("... p50 of the store in memory, ms", percentile(speeds.theirs(), 0.5));
    report.only("... p95 of the store in memory, ms", percentile(speeds.theirs(), 0.95));
    report.only("... texts", speeds.texts());
    report.only("... seconds to index them, without their vectors", speeds.indexing());
  }

  /** How both stores did on the same texts: milliseconds of each question. */
  private record Speeds(int texts, double recall, double indexing, double[] ours, double[] theirs) {

    static Speeds of(
        SentenceEncoder encoder,
        List<String> texts,
        List<Embedding> vectors,
        List<Embedding> asked) {
      List<String> ids = IntStream.range(0, texts.size()).mapToObj(Integer::toString).toList();
      List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
      InMemoryEmbeddingStore<TextSegment> memory = new InMemoryEmbeddingStore<>();
      memory.addAll(ids, vectors, segments);
      try (LuceneStore index = LuceneStore.inMemory(SentenceEmbeddings.of(encoder))) {
        long start = System.nanoTime();
        index.addAll(ids, vectors, segments);
        double indexing = (System.nanoTime() - start) / 1e9;
        double found = 0;
        double[] ours = new double[asked.size()];
        double[] theirs = new double[asked.size()];
        for (int i = 0; i < WARM_UP; i++) {
          search(index, asked.get(i % asked.size()), null, 0);
          search(memory, asked.get(i % asked.size()), null, 0);
        }
        for (int i = 0; i < asked.size(); i++) {
          Set<String> near = search(index, asked.get(i), ours, i);
          Set<String> nearest = search(memory, asked.get(i), theirs, i);
          near.retainAll(nearest);
          found += near.size() / (double) nearest.size();
        }
        return new Speeds(texts.size(), found / asked.size(), indexing, ours, theirs);
      }
    }
  }

  private static List<Embedding> vectors(SentenceEncoder encoder, List<String> texts) {
    List<Embedding> all = new ArrayList<>();
    int parts = (texts.size() + AT_ONCE - 1) / AT_ONCE;
    try (Progress progress = parts > 2 ? Progress.of("Vectors", parts) : Progress.silent()) {
      for (int from = 0; from < texts.size(); from += AT_ONCE) {
        List<String> some = texts.subList(from, Math.min(texts.size(), from + AT_ONCE));
        try (NDArray array = encoder.embed(some)) {
          float[] flat = array.toFloatArray();
          int width = encoder.width();
          for (int i = 0; i < some.size(); i++) {
            all.add(Embedding.from(Arrays.copyOfRange(flat, i * width, (i + 1) * width)));
          }
        }
        progress.step();
      }
    }
    return all;
  }

  private static Set<String> search(
      EmbeddingStore<TextSegment> store, Embedding vector, double[] millis, int at) {
    EmbeddingSearchRequest request =
        EmbeddingSearchRequest.builder().queryEmbedding(vector).maxResults(K).build();
    long start = System.nanoTime();
    List<EmbeddingMatch<TextSegment>> matches = store.search(request).matches();
    if (millis != null) {
      millis[at] = (System.nanoTime() - start) / 1e6;
    }
    Set<String> ids = new HashSet<>();
    matches.forEach(match -> ids.add(match.embeddingId()));
    return ids;
  }

  private static double percentile(double[] millis, double share) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
