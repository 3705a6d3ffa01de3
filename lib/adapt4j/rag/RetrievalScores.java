package adapt4j.rag;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How well documents were found, as trec_eval measures it with its option -c: the mean over all
 * questions that have a relevant document, and 0 for one without any result.
 *
 * <pre>{@code
 * RetrievalScores scores = RetrievalScores.of(Qrels.of(dev), TrecRun.of(base.hybrid(), dev, 10));
 * scores.recall(5);
 * }</pre>
 */
public final class RetrievalScores {
  private final Qrels qrels;
  private final TrecRun run;
  private final List<String> topics;

  private RetrievalScores(Qrels qrels, TrecRun run) {
    this.qrels = qrels;
    this.run = run;
    topics = qrels.topics().stream().filter(topic -> relevant(topic) > 0).toList();
    if (topics.isEmpty()) {
      throw new IllegalArgumentException(
          "No question has a relevant document, so nothing can be scored. Are these the right"
              + " judgments?");
    }
    if (topics.stream().noneMatch(run.topics()::contains)) {
      throw new IllegalArgumentException(
          "Judgments and run have no question in common. Judged are "
              + topics.get(0)
              + " and others.");
    }
  }

  /**
   * Scores a run.
   *
   * @param qrels what is right
   * @param run what was found
   * @return the scores
   * @throws IllegalArgumentException if no question has a relevant document, or none was asked
   */
  public static RetrievalScores of(Qrels qrels, TrecRun run) {
    return new RetrievalScores(qrels, run);
  }

  /**
   * The share of the relevant documents among the first k.
   *
   * @param k at least 1
   * @return 0 to 1
   * @throws IllegalArgumentException below 1
   */
  public double recall(int k) {
    check(k);
    return mean(
        topic ->
            (double) first(topic, k).stream().filter(d -> gain(topic, d) > 0).count()
                / relevant(topic));
  }

  /**
   * The mean reciprocal rank: 1 if the first is relevant, 1/2 if the second is the first that is,
   * and so on.
   *
   * @return 0 to 1
   */
  public double mrr() {
    return mean(
        topic -> {
          List<String> ranked = run.ranked(topic);
          for (int i = 0; i < ranked.size(); i++) {
            if (gain(topic, ranked.get(i)) > 0) {
              return 1.0 / (i + 1);
            }
          }
          return 0;
        });
  }

  /**
   * Normalised discounted cumulative gain of the first k (<a
   * href="https://doi.org/10.1145/582415.582418">Järvelin and Kekäläinen 2002</a>; the gain is the
   * relevance, the discount log2(rank + 1)).
   *
   * @param k at least 1
   * @return 0 to 1
   * @throws IllegalArgumentException below 1
   */
  public double ndcg(int k) {
    check(k);
    return mean(
        topic -> {
          List<Integer> found = first(topic, k).stream().map(d -> gain(topic, d)).toList();
          List<Integer> ideal =
              qrels.of(topic).values().stream()
                  .map(gain -> Math.max(0, gain))
                  .sorted(Comparator.reverseOrder())
                  .limit(k)
                  .toList();
          return dcg(found) / dcg(ideal);
        });
  }

  private static double dcg(List<Integer> gains) {
    double sum = 0;
    for (int i = 0; i < gains.size(); i++) {
      sum += gains.get(i) / (Math.log(i + 2) / Math.log(2));
    }
    return sum;
  }

  private List<String> first(String topic, int k) {
    return run.ranked(topic).stream().limit(k).toList();
  }

  private int gain(String topic, String document) {
    return Math.max(0, qrels.of(topic).getOrDefault(document, 0));
  }

  private long relevant(String topic) {
    Map<String, Integer> judged = qrels.of(topic);
    return judged.values().stream().filter(relevance -> relevance > 0).count();
  }

  private double mean(ToDoubleFunction<String> score) {
    return topics.stream().mapToDouble(score).average().orElseThrow();
  }

  private static void check(int k) {
    if (k < 1) {
      throw new IllegalArgumentException(k + " documents cannot be scored. Take 1 or more.");
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d questions: recall@5 %.3f, MRR %.3f, nDCG@10 %.3f",
        topics.size(),
        recall(5),
        mrr(),
        ndcg(10));
  }
}
