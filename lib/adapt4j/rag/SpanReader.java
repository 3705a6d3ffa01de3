package adapt4j.rag;

import adapt4j.text.SpanFinder;
import adapt4j.text.SpanFinder.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Answers with the very words of a passage that a {@link SpanFinder} finds, and cites the sentence
 * around them. It reads every passage that was retrieved, and answers from the one that it is
 * surest of (<a href="https://arxiv.org/abs/1704.00051">Chen et al. 2017</a>, section 3.2).
 *
 * <pre>{@code
 * Generator reader = SpanReader.of(AnswerFinder.load(lab));
 * }</pre>
 *
 * <p>It cannot put an answer in other words, nor make one of two passages.
 */
public final class SpanReader implements Generator {
  private final CachedSpans spans;
  private final double least;
  private final double retrieval;

  /**
   * An answer in a passage.
   *
   * @param citation the sentence that it begins in
   * @param text the words that answer
   * @param score above 0: more likely than that no passage says it
   */
  public record Finding(Citation citation, String text, double score) {}

  private SpanReader(CachedSpans spans, double least, double retrieval) {
    this.spans = spans;
    this.least = least;
    this.retrieval = retrieval;
  }

  /**
   * A reader.
   *
   * @param finder was trained to find answers
   * @return answers where that is more likely right than "it does not stand here"
   */
  public static SpanReader of(SpanFinder finder) {
    return new SpanReader(new CachedSpans(finder), 0, 0);
  }

  /**
   * Sets how sure of an answer it must be.
   *
   * @param score in nats, 0 if not called; more refuses more. Choose it on a development part
   * @return a new reader
   * @throws IllegalArgumentException if it is no number
   */
  public SpanReader optLeast(double score) {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("The least score is a number.");
    }
    return new SpanReader(spans, score, retrieval);
  }

  /**
   * Lets the retriever have a say in which passage is answered from: its score times a weight is
   * added to the reader's (<a href="https://arxiv.org/abs/1902.01718">Yang et al. 2019</a>,
   * BERTserini, section 3.2). A reader is easily misled by a passage about something else in which
   * the form of an answer is right.
   *
   * @param weight 0 or above, 0 if not called; it depends on the scale of the retriever's scores.
   *     Choose it on a development part
   * @return a new reader
   * @throws IllegalArgumentException if it is below 0
   */
  public SpanReader optRetrieval(double weight) {
    if (!(weight >= 0)) {
      throw new IllegalArgumentException(
          "The retriever's weight is 0 or more, not " + weight + ".");
    }
    return new SpanReader(spans, least, weight);
  }

  /**
   * Reads everything that was found.
   *
   * @param question in words
   * @param hits what was retrieved
   * @return the best answer of each passage; that which is answered with first, then as they would
   *     follow; of two alike, the one retrieved first
   */
  public List<Finding> findings(String question, List<Hit> hits) {
    List<Chunk> chunks = hits.stream().map(Hit::chunk).toList();
    List<Found> best = spans.best(question, chunks);
    Map<Finding, Double> sums = new IdentityHashMap<>();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      Chunk chunk = chunks.get(i);
      Span own = new Span(best.get(i).start(), best.get(i).end());
      if (own.end() > own.start()) {
        Citation sentence = new Citation(chunk, sentence(chunk, own).plus(chunk.span().start()));
        double score = best.get(i).score();
        findings.add(new Finding(sentence, own.of(chunk.text()), score));
        sums.put(findings.get(findings.size() - 1), score + retrieval * hits.get(i).score());
      }
    }
    findings.sort(Comparator.comparingDouble((Finding f) -> sums.get(f)).reversed()); // stable
    return findings;
  }

  private static Span sentence(Chunk chunk, Span answer) {
    return Sentences.of(chunk.text()).stream()
        .filter(span -> span.end() > answer.start())
        .findFirst()
        .orElse(new Span(0, chunk.text().length()));
  }

  @Override
  public Reply answer(String question, List<Hit> hits) {
    return sure(question, hits)
        .map(best -> new Reply(best.text(), List.of(best.citation())))
        .findFirst()
        .orElse(Reply.none());
  }

  /** What is answered with, in order; nothing if the first is not sure enough. */
  Stream<Finding> sure(String question, List<Hit> hits) {
    List<Finding> findings = findings(question, hits);
    return findings.isEmpty() || findings.get(0).score() < least
        ? Stream.empty()
        : findings.stream();
  }
}
