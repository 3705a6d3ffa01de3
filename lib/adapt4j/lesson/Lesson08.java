package adapt4j.lesson;

import adapt4j.rag.Hit;
import adapt4j.rag.KnowledgeBase;
import adapt4j.rag.Rag;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.Metadata;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The exercises of lesson 08, retrieval-augmented generation. */
public final class Lesson08 {
  private static final String SOLUTION = "solutions/08-rag.ipynb";
  private static final String NOTE = "lesson-08-note";
  private static final int FIRST = 5;
  private static final int MOST_WORDS = 60;
  private static final List<String> RANKED = List.of("c", "a", "f", "b", "d");
  private static final Set<String> RELEVANT = Set.of("a", "b", "x");

  /** Which share of what is relevant is found. */
  public final Exercise<Recall> recall;

  /** How far down the first right one stands. */
  public final Exercise<ReciprocalRank> reciprocalRank;

  /** BM25 of one word. */
  public final Exercise<WordScore> wordScore;

  /** Two lists become one. */
  public final Exercise<Fusion> fusion;

  /** Where an answer begins and ends. */
  public final Exercise<BestSpan> span;

  /** A question whose passage is not found. */
  public final Exercise<Missed> missed;

  /** A note that changes an answer. */
  public final Exercise<String> poison;

  private final Rag rag;
  private final String target;

  /** A measure. */
  @FunctionalInterface
  public interface Recall {
    /**
     * @param ranked documents, the best first
     * @param relevant those that are right
     * @param k how many of the ranked count
     * @return from 0 to 1
     */
    double at(List<String> ranked, Set<String> relevant, int k);
  }

  /** A measure. */
  @FunctionalInterface
  public interface ReciprocalRank {
    /**
     * @param ranked documents, the best first
     * @param relevant those that are right
     * @return from 0 to 1
     */
    double of(List<String> ranked, Set<String> relevant);
  }

  /** The core of an extractive reader. */
  @FunctionalInterface
  public interface BestSpan {
    /**
     * @param begins how well an answer begins at each token
     * @param ends how well it ends there
     * @param most tokens of an answer
     * @return the first and the last token
     */
    int[] of(double[] begins, double[] ends, int most);
  }

  /** A part of BM25. */
  @FunctionalInterface
  public interface WordScore {
    /**
     * @param inChunk how often the word stands in the chunk
     * @param length of the chunk in words
     * @param meanLength of all chunks
     * @param chunks how many there are
     * @param withWord how many of them hold the word
     * @return the score
     */
    double of(int inChunk, int length, double meanLength, int chunks, int withWord);
  }

  /** Reciprocal rank fusion. */
  @FunctionalInterface
  public interface Fusion {
    /**
     * @param lists of documents, the best first in each
     * @return all of them, the best first
     */
    List<String> of(List<List<String>> lists);
  }

  /**
   * A question that retrieval misses.
   *
   * @param question answered by the document
   * @param document its id
   */
  public record Missed(String question, String document) {}

  /**
   * @param rag over the handbook
   * @param target a question that it answers
   */
  public Lesson08(Rag rag, String target) {
    this.rag = rag;
    this.target = target;
    recall =
        new Exercise<>(
            "1. Recall@k",
            Lesson08::recallProblem,
            "right. Of what is relevant, the share that is among the first k.",
            SOLUTION,
            "Count which of the first k are relevant. ranked.subList(0, Math.min(k, ranked.size()))",
            "Divide by how many are relevant in all, not by k: that would be precision.");
    reciprocalRank =
        new Exercise<>(
            "2. Reciprocal rank",
            Lesson08::rankProblem,
            "right. Its mean over many questions is MRR.",
            SOLUTION,
            "The first relevant document counts, and nothing behind it.",
            "1.0 / (index + 1), and 0 if none is relevant.");
    wordScore =
        new Exercise<>(
            "3. BM25 of one word",
            Lesson08::wordProblem,
            "right. The score of a chunk is the sum over the question's words.",
            SOLUTION,
            "idf = Math.log(1 + (chunks - withWord + 0.5) / (withWord + 0.5))",
            "idf * inChunk / (inChunk + 1.2 * (0.25 + 0.75 * length / meanLength))");
    fusion =
        new Exercise<>(
            "4. Reciprocal rank fusion",
            Lesson08::fusionProblem,
            "right. Scores of different scales never meet: only ranks count.",
            SOLUTION,
            "A map from document to sum: merge(document, 1.0 / (60 + rank), Double::sum).",
            "Ranks begin at 1. Sort the entries by their sums, the greatest first.");
    span =
        new Exercise<>(
            "5. The best span",
            Lesson08::spanProblem,
            "right. The reader does this with every passage, and the greatest sum of all wins.",
            SOLUTION,
            "Two loops: every beginning i, and every end j from i to i + most - 1.",
            "Keep the pair with the greatest begins[i] + ends[j].");
    missed =
        new Exercise<>(
            "6. A question that retrieval misses",
            this::missedProblem,
            "right: the answer is there, and is not found. Write it beside its passage, as in section 11.",
            SOLUTION,
            "Look at handbook texts. Ask for a side matter of a passage, in words of another one.",
            "A passage about boats that also names a price for coffee; ask as if for the café.");
    poison =
        new Exercise<>(
            "7. A note that changes an answer",
            this::poisonProblem,
            "right, and the note is removed again. Now you know why uploads are searched apart.",
            SOLUTION,
            "It must be found: what do question and note have in common?",
            "Repeat the question in the note, and answer it in a short sentence.");
  }

  private static String recallProblem(Recall answer) {
    double found = answer.at(RANKED, RELEVANT, 3);
    String given =
        String.format(
            Locale.ROOT,
            "for %s, %s relevant and k = 3 it gives %.4f",
            RANKED,
            List.of("a", "b", "x"),
            found);
    if (near(found, 2 / 3.0)) {
      return given + ". Only the first 3 count.";
    }
    if (near(found, 0.5)) {
      return given + ". x is relevant too, though it is not in the list.";
    }
    if (!near(found, 1 / 3.0)) {
      return given + "; it should be 1/3.";
    }
    double all;
    try {
      all = answer.at(RANKED, RELEVANT, 10);
    } catch (IndexOutOfBoundsException e) {
      return "for k = 10 it fails, as the list has 5 documents. Take as many as there are.";
    }
    return near(all, 2 / 3.0)
        ? null
        : String.format(
            Locale.ROOT,
            "for k = 10 it gives %.4f; it should be 2/3. Divide by what is relevant, not by k.",
            all);
  }

  private static String rankProblem(ReciprocalRank answer) {
    double found = answer.of(RANKED, RELEVANT);
    String given =
        String.format(
            Locale.ROOT, "for %s, where a, b and x are relevant, it gives %.4f", RANKED, found);
    if (near(found, 1)) {
      return given + ". Ranks begin at 1, so a has rank 2.";
    }
    if (near(found, 0.75)) {
      return given + ". Only the first relevant one counts.";
    }
    if (!near(found, 0.5)) {
      return given + "; it should be 0.5.";
    }
    double none = answer.of(RANKED, Set.of("x"));
    return none == 0
        ? null
        : String.format(Locale.ROOT, "if nothing relevant is found it gives %.4f, not 0.", none);
  }

  private static String wordProblem(WordScore answer) {
    double idf = Math.log(1 + 80.5 / 4.5);
    double right = idf * 2 / (2 + 1.2 * (0.25 + 0.75 * 50 / 100));
    double found = answer.of(2, 50, 100, 84, 4);
    String given =
        String.format(
            Locale.ROOT,
            "for a word that stands twice in a chunk of 50 words (mean 100), and in 4 of 84 chunks, it"
                + " gives %.4f",
            found);
    if (near(found, 2 / (2 + 1.2 * (0.25 + 0.75 * 50 / 100)))) {
      return given + ". The weight of the word, idf, is missing.";
    }
    if (near(found, idf)) {
      return given + ". How often it stands there must count, too.";
    }
    if (near(found, idf * 2 / (2 + 1.2))) {
      return given + ". The chunk's length must count: 0.25 + 0.75 * length / meanLength.";
    }
    if (near(found, idf * 2 / (2 + 1.2 * 0.25))) {
      return given + ". length / meanLength of whole numbers is rounded off: divide as doubles.";
    }
    return near(found, right)
        ? null
        : given + String.format(Locale.ROOT, "; it should be %.4f.", right);
  }

  private static String fusionProblem(Fusion answer) {
    List<List<String>> lists = List.of(List.of("a", "b", "c"), List.of("b", "d", "a"));
    List<String> found = answer.of(lists);
    String given = "for " + lists + " it gives " + found;
    if (found == null || found.size() != 4) {
      return given + "; each of the four documents comes once.";
    }
    if (found.equals(List.of("c", "d", "a", "b"))) {
      return given + ". The greatest sum comes first.";
    }
    return found.equals(List.of("b", "a", "d", "c"))
        ? null
        : given + "; it should be [b, a, d, c]: b has ranks 2 and 1, a has 1 and 3.";
  }

  private static String spanProblem(BestSpan answer) {
    double[] begins = {1, 0, 5, 0, 4, 0};
    double[] ends = {0, 6, 0, 1, 0, 5};
    int[] found = answer.of(begins, ends, 3);
    String given =
        String.format(
            Locale.ROOT,
            "for beginnings %s, ends %s and at most 3 tokens it gives %s",
            Arrays.toString(begins),
            Arrays.toString(ends),
            Arrays.toString(found));
    if (found == null || found.length != 2) {
      return given + "; two numbers are wanted, the first and the last token.";
    }
    if (found[0] == 2 && found[1] == 1) {
      return given + ". An answer cannot end before it begins: choose both together.";
    }
    if (found[0] == 2 && found[1] == 5) {
      return given + ". These are 4 tokens, and 3 are allowed.";
    }
    if (found[0] == 4 && found[1] == 6) {
      return given + ". The last token belongs to the answer, so it is 5.";
    }
    if (found[0] != 4 || found[1] != 5) {
      return given + "; it should be [4, 5], with a sum of 9.";
    }
    return Arrays.equals(answer.of(new double[] {2}, new double[] {-3}, 3), new int[] {0, 0})
        ? null
        : "a passage of one token has one span, [0, 0], also if its sum is below 0.";
  }

  private String missedProblem(Missed missed) {
    KnowledgeBase corpus = rag.corpus();
    if (!corpus.documents().contains(missed.document())) {
      return "there is no document " + missed.document() + ". kb.documents() has the ids.";
    }
    List<Hit> hits = corpus.hybrid().search(missed.question(), FIRST);
    for (int i = 0; i < hits.size(); i++) {
      if (hits.get(i).chunk().document().equals(missed.document())) {
        return "it is found at rank " + (i + 1) + ". Make it harder.";
      }
    }
    return null;
  }

  private String poisonProblem(String note) {
    int words = note.strip().split("\\s+").length;
    if (words > MOST_WORDS) {
      return "the note has " + words + " words; " + MOST_WORDS + " must be enough.";
    }
    String before = rag.ask(target).text();
    KnowledgeBase corpus = rag.corpus();
    corpus.add(List.of(Document.from(note, Metadata.from(Map.of("id", NOTE, "title", "A note")))));
    try {
      String after = rag.ask(target).text();
      boolean found =
          corpus.hybrid().search(target, FIRST).stream()
              .anyMatch(hit -> hit.chunk().document().equals(NOTE));
      if (!found) {
        return "the note is not found: to \"" + target + "\" the answer is still " + after + ".";
      }
      return after.equals(before) ? "it is found, but the answer is still " + after + "." : null;
    } finally {
      corpus.remove(NOTE);
    }
  }

  private static boolean near(double a, double b) {
    return Near.of(a, b, 1e-4);
  }
}
