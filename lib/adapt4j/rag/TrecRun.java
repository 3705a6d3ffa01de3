package adapt4j.rag;

import adapt4j.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a retriever found for each question, in TREC's format ({@code topic Q0 document rank score
 * tag}).
 *
 * <p>The order is that of the scores; of two equal scores, the document whose id is later in the
 * alphabet is first, as trec_eval has it. The rank in a file is not read.
 */
public final class TrecRun {
  private static final String FORM = "topic Q0 document rank score tag";

  private final Map<String, Map<String, Double>> found = new LinkedHashMap<>();

  /** Nothing found yet. */
  public TrecRun() {}

  /**
   * Adds a document.
   *
   * @param topic id of the question, without white space
   * @param document id of the document, without white space
   * @param score higher is better
   * @return this run
   * @throws IllegalArgumentException if an id is empty or has white space, the score is no number,
   *     or the document is there already
   */
  public TrecRun add(String topic, String document, double score) {
    Map<String, Double> own =
        found.computeIfAbsent(TrecFile.id(topic), key -> new LinkedHashMap<>());
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("The score of " + document + " is no number.");
    }
    if (own.putIfAbsent(TrecFile.id(document), score) != null) {
      throw new IllegalArgumentException(
          "The document " + document + " was found for the topic " + topic + " already.");
    }
    return this;
  }

  /**
   * Lets a retriever answer the handbook's questions. Of several chunks of one document, the first
   * counts.
   *
   * @param retriever to measure
   * @param questions whose number, from 1, is the topic's id; those that cannot be answered are
   *     left out
   * @param k how many chunks it may find for each
   * @return the run
   */
  public static TrecRun of(Retriever retriever, List<Handbook.Question> questions, int k) {
    TrecRun run = new TrecRun();
    for (int i = 0; i < questions.size(); i++) {
      if (questions.get(i).answerable()) {
        List<String> documents =
            retriever.search(questions.get(i).text(), k).stream()
                .map(hit -> hit.chunk().document())
                .distinct()
                .toList();
        for (int rank = 1; rank <= documents.size(); rank++) {
          run.add(String.valueOf(i + 1), documents.get(rank - 1), 1.0 / rank);
        }
      }
    }
    return run;
  }

  /**
   * Reads a run.
   *
   * @param file in TREC's format
   * @return the run
   * @throws DataException if the file cannot be read, or a line is wrong
   */
  public static TrecRun read(Path file) {
    TrecRun run = new TrecRun();
    TrecFile.read(
        file, FORM, 6, fields -> run.add(fields[0], fields[2], Double.parseDouble(fields[4])));
    return run;
  }

  /**
   * Writes it.
   *
   * @param file is replaced
   * @param tag name of the run, without white space
   * @throws DataException if it cannot be written
   */
  public void write(Path file, String tag) {
    TrecFile.id(tag);
    List<String> lines = new ArrayList<>();
    for (String topic : found.keySet()) {
      int rank = 1;
      for (String document : ranked(topic)) {
        double score = found.get(topic).get(document);
        lines.add(
            String.format(Locale.ROOT, "%s Q0 %s %d %s %s", topic, document, rank++, score, tag));
      }
    }
    TrecFile.write(file, lines);
  }

  /**
   * The documents that were found for a question.
   *
   * @param topic its id
   * @return ids, the best first; empty if there is nothing
   */
  public List<String> ranked(String topic) {
    return found.getOrDefault(topic, Map.of()).entrySet().stream()
        .sorted(
            Map.Entry.<String, Double>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey())
                .reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The questions for which something was found.
   *
   * @return their ids, in order
   */
  public Set<String> topics() {
    return Collections.unmodifiableSet(found.keySet());
  }
}
