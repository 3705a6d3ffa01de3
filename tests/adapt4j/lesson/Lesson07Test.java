package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.waits;

import adapt4j.Lab;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.ReadingTask;
import adapt4j.lm.Sampling;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. */
class Lesson07Test {
  private static Lab lab;
  private static Lm base;
  private static Lm reader;
  private static Lesson07 lesson;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    base = Lm.base(lab);
    reader = Lm.reader(lab);
    lesson = new Lesson07(base, reader);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void nucleus() {
    passes(() -> lesson.nucleus.check((q, p) -> top(q, p, true, true)));
    fails("add up to 1", () -> lesson.nucleus.check((q, p) -> top(q, p, true, false)));
    fails("one more", () -> lesson.nucleus.check((q, p) -> top(q, p, false, true)));
    fails("reach 0.6 already", () -> lesson.nucleus.check((q, p) -> top(q, p + 0.15, true, true)));
    fails("should be", () -> lesson.nucleus.check((q, p) -> q));
    fails(
        "stays always", () -> lesson.nucleus.check((q, p) -> p < 0.5 ? q : top(q, p, true, true)));
    waits(() -> lesson.nucleus.check((q, p) -> Exercise.todo()));
  }

  private static double[] top(double[] all, double p, boolean crossing, boolean scaled) {
    List<Integer> order =
        IntStream.range(0, all.length)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> -all[i]))
            .toList();
    double[] kept = new double[all.length];
    double sum = 0;
    for (int i : order) {
      if (sum >= p || !crossing && sum + all[i] > p) {
        break;
      }
      kept[i] = all[i];
      sum += all[i];
    }
    double whole = scaled ? sum : 1;
    return Arrays.stream(kept).map(k -> k / whole).toArray();
  }

  @Test
  void perplexity() {
    passes(() -> lesson.perplexity.check(l -> Math.exp(-mean(l))));
    fails("per token", () -> lesson.perplexity.check(l -> Math.exp(-mean(l) * l.length)));
    fails("sign", () -> lesson.perplexity.check(l -> Math.exp(mean(l))));
    fails("the mean itself", () -> lesson.perplexity.check(l -> -mean(l)));
    fails("natural", () -> lesson.perplexity.check(l -> Math.pow(2, -mean(l))));
    fails("should be 4", () -> lesson.perplexity.check(l -> 7));
    fails(
        "averaged",
        () ->
            lesson.perplexity.check(
                l -> 1 / Arrays.stream(l).map(Math::exp).average().orElseThrow()));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  @Test
  void writer() {
    passes(() -> lesson.writer.check(Lesson07Test::goOn));
    fails("begins with", () -> lesson.writer.check((text, n) -> text + goOn(text, n)));
    fails("generate(...) writes", () -> lesson.writer.check((text, n) -> goOn(text, 3)));
    fails("gives null", () -> lesson.writer.check((text, n) -> null));
    waits(() -> lesson.writer.check((text, n) -> Exercise.todo()));
  }

  private static String goOn(String text, int tokens) {
    StringBuilder whole = new StringBuilder(text);
    for (int i = 0; i < tokens; i++) {
      String next = base.bpe().decode(base.next(whole.toString(), 1).get(0).id());
      if (next.isEmpty()) {
        break;
      }
      whole.append(next);
    }
    return whole.substring(text.length());
  }

  @Test
  void pairs() {
    passes(() -> lesson.pairs.check(words -> best(words, true)));
    fails("7 times", () -> lesson.pairs.check(words -> "l o"));
    fails("8 words", () -> lesson.pairs.check(words -> "w e"));
    fails("nine times", () -> lesson.pairs.check(words -> "n e"));
    waits(() -> lesson.pairs.check(words -> Exercise.todo()));
  }

  private static String best(Map<String, Integer> words, boolean weighted) {
    Map<String, Integer> counts = new TreeMap<>();
    words.forEach(
        (word, times) -> {
          String[] symbols = word.split(" ");
          for (int i = 0; i + 1 < symbols.length; i++) {
            counts.merge(symbols[i] + " " + symbols[i + 1], weighted ? times : 1, Integer::sum);
          }
        });
    return Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  @Test
  void trap() {
    fails("which is right", () -> lesson.trap.check(task("Mara Lind opened it in 1987.", "1987")));
    fails("words", () -> lesson.trap.check(task("1987 " + "and ".repeat(90), "1987")));
    ReadingTask none = new ReadingTask("It is old.", "When?", ReadingTask.NOT_STATED, -1, "own");
    fails("should answer", () -> lesson.trap.check(none));
    ReadingTask hard = task("Mara Lind opened it in 1987.", "opened");
    Prompt prompt = Prompt.question(hard.question()).passage(hard.passage());
    // It is asked when, so it will not say "opened".
    org.junit.jupiter.api.Assertions.assertNotEquals(
        "opened", reader.generate(prompt, Sampling.greedy()).text());
    passes(() -> lesson.trap.check(hard));
    waits(() -> lesson.trap.check(null));
  }

  private static ReadingTask task(String passage, String answer) {
    String question = "When did Mara Lind open it?";
    return new ReadingTask(passage, question, answer, passage.indexOf(answer), "own");
  }
}
