package adapt4j.rag;

import adapt4j.data.DataException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which documents are right for which question: the judgments of a test collection, in TREC's
 * format ({@code topic iteration document relevance}, separated by white space).
 *
 * <pre>{@code
 * Qrels qrels = Qrels.read(Path.of("qrels.txt"));
 * RetrievalScores scores = RetrievalScores.of(qrels, TrecRun.read(Path.of("run.txt")));
 * }</pre>
 */
public final class Qrels {
  private static final String FORM = "topic iteration document relevance";

  private final Map<String, Map<String, Integer>> judged = new LinkedHashMap<>();

  /** No judgments yet. */
  public Qrels() {}

  /**
   * Adds a judgment.
   *
   * @param topic id of the question, without white space
   * @param document id of the document, without white space
   * @param relevance 1 or more if the document is right, the more the better; 0 or less if not
   * @return these judgments
   * @throws IllegalArgumentException if an id is empty or has white space, or the pair was judged
   */
  public Qrels add(String topic, String document, int relevance) {
    Map<String, Integer> own =
        judged.computeIfAbsent(TrecFile.id(topic), key -> new LinkedHashMap<>());
    if (own.putIfAbsent(TrecFile.id(document), relevance) != null) {
      throw new IllegalArgumentException(
          "The document " + document + " was judged for the topic " + topic + " already.");
    }
    return this;
  }

  /**
   * Reads judgments.
   *
   * @param file in TREC's format
   * @return the judgments
   * @throws DataException if the file cannot be read, or a line is wrong
   */
  public static Qrels read(Path file) {
    Qrels qrels = new Qrels();
    TrecFile.read(
        file, FORM, 4, fields -> qrels.add(fields[0], fields[2], Integer.parseInt(fields[3])));
    return qrels;
  }

  /**
   * Writes them.
   *
   * @param file is replaced
   * @throws DataException if it cannot be written
   */
  public void write(Path file) {
    TrecFile.write(
        file,
        judged.entrySet().stream()
            .flatMap(
                topic ->
                    topic.getValue().entrySet().stream()
                        .map(d -> topic.getKey() + " 0 " + d.getKey() + " " + d.getValue()))
            .toList());
  }

  /**
   * The questions that were judged.
   *
   * @return their ids, in order
   */
  public Set<String> topics() {
    return Collections.unmodifiableSet(judged.keySet());
  }

  /**
   * The judgments of a question.
   *
   * @param topic its id
   * @return relevance by document; empty if it was not judged
   */
  public Map<String, Integer> of(String topic) {
    return Collections.unmodifiableMap(judged.getOrDefault(topic, Map.of()));
  }

  /**
   * The judgments of the handbook's questions: each has one right document. Questions that cannot
   * be answered are left out.
   *
   * @param questions of the handbook; their number, from 1, is the topic's id
   * @return the judgments
   */
  public static Qrels of(List<Handbook.Question> questions) {
    Qrels qrels = new Qrels();
    for (int i = 0; i < questions.size(); i++) {
      if (questions.get(i).answerable()) {
        qrels.add(String.valueOf(i + 1), questions.get(i).document(), 1);
      }
    }
    return qrels;
  }
}
