package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.waits;
import static org.junit.jupiter.api.Assertions.assertFalse;

import adapt4j.Lab;
import adapt4j.rag.Chunker;
import adapt4j.rag.Handbook;
import adapt4j.rag.KnowledgeBase;
import adapt4j.rag.Rag;
import adapt4j.rag.SentenceEmbeddings;
import adapt4j.rag.SentenceReader;
import adapt4j.text.SentenceEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. */
class Lesson08Test {
  private static final String TARGET = "When does the Brindle office open?";
  private static Lab lab;
  private static Rag rag;
  private static Lesson08 lesson;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    KnowledgeBase kb =
        KnowledgeBase.builder()
            .setEmbedding(SentenceEmbeddings.of(SentenceEncoder.miniLm(lab)))
            .optChunker(Chunker.whole())
            .build()
            .add(Handbook.version(1));
    rag = Rag.builder().setCorpus(kb).setGenerator(SentenceReader.of(kb)).build();
    lesson = new Lesson08(rag, TARGET);
  }

  @AfterAll
  static void close() {
    rag.corpus().close();
    lab.close();
  }

  @Test
  void recall() {
    passes(() -> lesson.recall.check((l, r, k) -> hits(l, r, k) / r.size()));
    fails("Only the first 3", () -> lesson.recall.check((l, r, k) -> hits(l, r, 9) / r.size()));
    fails("x is relevant", () -> lesson.recall.check((l, r, k) -> hits(l, r, k) / 2));
    fails("not by k", () -> lesson.recall.check((l, r, k) -> hits(l, r, k) / k));
    fails("should be 1/3", () -> lesson.recall.check((l, r, k) -> 7));
    fails(
        "as many as there are",
        () -> lesson.recall.check((l, r, k) -> hits(l.subList(0, k), r, k) / r.size()));
    waits(() -> lesson.recall.check((l, r, k) -> Exercise.todo()));
  }

  private static double hits(List<String> list, Set<String> relevant, int k) {
    return list.stream().limit(k).filter(relevant::contains).count();
  }

  @Test
  void reciprocalRank() {
    passes(() -> lesson.reciprocalRank.check((l, r) -> first(l, r)));
    fails("begin at 1", () -> lesson.reciprocalRank.check((l, r) -> 1));
    fails("first relevant one", () -> lesson.reciprocalRank.check((l, r) -> 0.5 + 0.25));
    fails("should be 0.5", () -> lesson.reciprocalRank.check((l, r) -> 2));
    fails("not 0", () -> lesson.reciprocalRank.check((l, r) -> 0.5));
    waits(() -> lesson.reciprocalRank.check((l, r) -> Exercise.todo()));
  }

  private static double first(List<String> list, Set<String> relevant) {
    for (int i = 0; i < list.size(); i++) {
      if (relevant.contains(list.get(i))) {
        return 1.0 / (i + 1);
      }
    }
    return 0;
  }

  @Test
  void wordScore() {
    passes(() -> lesson.wordScore.check((t, n, m, all, with) -> idf(all, with) * much(t, n / m)));
    fails("idf", () -> lesson.wordScore.check((t, n, m, all, with) -> much(t, n / m)));
    fails("How often", () -> lesson.wordScore.check((t, n, m, all, with) -> idf(all, with)));
    fails(
        "length must count",
        () -> lesson.wordScore.check((t, n, m, all, with) -> idf(all, with) * much(t, 1)));
    fails(
        "as doubles",
        () -> lesson.wordScore.check((t, n, m, all, with) -> idf(all, with) * much(t, 0)));
    fails("should be", () -> lesson.wordScore.check((t, n, m, all, with) -> 7));
    waits(() -> lesson.wordScore.check((t, n, m, all, with) -> Exercise.todo()));
  }

  private static double idf(int all, int with) {
    return Math.log(1 + (all - with + 0.5) / (with + 0.5));
  }

  private static double much(int times, double share) {
    return times / (times + 1.2 * (0.25 + 0.75 * share));
  }

  @Test
  void span() {
    passes(() -> lesson.span.check((b, e, most) -> best(b, e, most, -1e9)));
    fails("before it begins", () -> lesson.span.check((b, e, m) -> new int[] {top(b), top(e)}));
    fails("4 tokens", () -> lesson.span.check((b, e, most) -> best(b, e, 99, -1e9)));
    fails("so it is 5", () -> lesson.span.check((b, e, m) -> new int[] {4, 6}));
    fails("below 0", () -> lesson.span.check((b, e, most) -> best(b, e, most, 0)));
    fails("should be", () -> lesson.span.check((b, e, most) -> new int[] {0, 1}));
    fails("two numbers", () -> lesson.span.check((b, e, most) -> new int[0]));
    waits(() -> lesson.span.check((b, e, most) -> Exercise.todo()));
  }

  private static int top(double[] scores) {
    int top = 0;
    for (int i = 0; i < scores.length; i++) {
      top = scores[i] > scores[top] ? i : top;
    }
    return top;
  }

  private static int[] best(double[] begins, double[] ends, int most, double least) {
    int[] span = {-1, -1};
    double best = least;
    for (int i = 0; i < begins.length; i++) {
      for (int j = i; j < Math.min(i + most, ends.length); j++) {
        if (begins[i] + ends[j] > best) {
          best = begins[i] + ends[j];
          span = new int[] {i, j};
        }
      }
    }
    return span;
  }

  @Test
  void fusion() {
    passes(() -> lesson.fusion.check(lists -> fuse(lists, true)));
    fails("greatest sum", () -> lesson.fusion.check(lists -> fuse(lists, false)));
    fails("comes once", () -> lesson.fusion.check(lists -> lists.get(0)));
    fails("should be", () -> lesson.fusion.check(lists -> List.of("a", "b", "c", "d")));
    waits(() -> lesson.fusion.check(lists -> Exercise.todo()));
  }

  private static List<String> fuse(List<List<String>> lists, boolean best) {
    Map<String, Double> sums = new HashMap<>();
    for (List<String> list : lists) {
      for (int i = 0; i < list.size(); i++) {
        sums.merge(list.get(i), 1.0 / (60 + i + 1), Double::sum);
      }
    }
    List<String> all = new ArrayList<>(sums.keySet());
    Comparator<String> order = Comparator.comparing(sums::get);
    all.sort(best ? order.reversed() : order);
    return all;
  }

  @Test
  void missed() {
    passes(() -> lesson.missed.check(new Lesson08.Missed("Where is the fire?", "dogs")));
    fails("rank 1", () -> lesson.missed.check(new Lesson08.Missed(TARGET, "office")));
    fails("no document", () -> lesson.missed.check(new Lesson08.Missed(TARGET, "moon")));
    waits(() -> lesson.missed.check(null));
  }

  @Test
  void poison() {
    String before = rag.ask(TARGET).text();
    passes(() -> lesson.poison.check(TARGET + " It opens at noon."));
    fails("not found", () -> lesson.poison.check("Bring potatoes."));
    fails("must be enough", () -> lesson.poison.check("open ".repeat(61)));
    waits(() -> lesson.poison.check(null));
    assertFalse(rag.corpus().documents().contains("lesson-08-note"));
    org.junit.jupiter.api.Assertions.assertEquals(before, rag.ask(TARGET).text());
  }
}
