package adapt4j.bench;

import adapt4j.Lab;
import adapt4j.lesson.DefinitionExam;
import adapt4j.lm.GlossExam;
import adapt4j.lm.GlossText;
import adapt4j.lm.GlossText.Definition;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Questions;
import adapt4j.lm.ReadingBaseline;
import adapt4j.lm.ReadingExam;
import adapt4j.lm.ReadingPart;
import adapt4j.lm.ReadingTasks;
import adapt4j.lm.Sampling;
import java.util.List;
import java.util.Locale;

/**
 * Measures the course's language models ({@code ./lab bench lm}): how well the reader reads and
 * defines, how well definitions are foretold, and how fast it writes.
 *
 * <p>{@link #dev} takes the parts to choose on, {@link #test} those that are for the report. Choose
 * nothing by the second.
 */
public final class LmBench {
  private static final int TASKS = 300;
  private static final int SEED = 8; // of the tasks; 7 was used for an earlier reader
  private static final int WARM_UP = 5; // texts
  private static final int TIMED = 30;

  private final Lab lab;
  private final Lm base;
  private final Lm reader;
  private final BenchReport.Builder report = new BenchReport.Builder("lm");

  private LmBench(Lab lab, Lm base, Lm reader) {
    this.lab = lab;
    this.base = base;
    this.reader = reader;
  }

  /**
   * Measures on what neither training nor choosing has seen.
   *
   * @param lab where it runs
   * @return the numbers; takes some minutes
   */
  public static BenchReport test(Lab lab) {
    GlossText glosses = GlossText.load();
    try (Lm base = Lm.base(lab);
        Lm reader = Lm.reader(lab)) {
      LmBench bench = new LmBench(lab, base, reader);
      bench.reading(ReadingPart.TEST_SEEN, ReadingPart.TEST_UNSEEN, TASKS);
      bench.natural(Questions.test());
      bench.glosses(glosses.train(), glosses.test());
      bench.definitions(glosses.words());
      bench.speed(glosses.words());
      return bench.report.build();
    }
  }

  /**
   * Measures two models on the parts to choose on, and a few of everything.
   *
   * @param lab where it runs
   * @param base goes on with texts
   * @param reader answers
   * @param tasks reading tasks of each kind
   * @return the numbers
   */
  public static BenchReport dev(Lab lab, Lm base, Lm reader, int tasks) {
    GlossText glosses = GlossText.load();
    LmBench bench = new LmBench(lab, base, reader);
    bench.reading(ReadingPart.DEV_SEEN, ReadingPart.DEV_UNSEEN, tasks);
    bench.natural(Questions.dev());
    bench.glosses(glosses.train(), glosses.dev());
    List<Definition> nouns =
        glosses.dev().stream()
            .filter(d -> d.part().equals("noun") && d.words().get(0).matches("[a-z]{4,12}"))
            .limit(100)
            .toList();
    bench.definitions(nouns);
    bench.speed(nouns);
    return bench.report.build();
  }

  private void reading(ReadingPart seenPart, ReadingPart unseenPart, int n) {
    List<Questions.Question> seen = questions(seenPart, n);
    List<Questions.Question> unseen = questions(unseenPart, n);
    ReadingExam one = ReadingExam.of(reader, seen);
    ReadingExam two = ReadingExam.of(reader, unseen);
    ReadingExam both = one.and(two);
    ReadingExam blind =
        ReadingExam.withoutPassages(reader, seen).and(ReadingExam.withoutPassages(reader, unseen));
    report.atLeast("reading: exact match, seen templates", one.exact(), 0.93);
    report.atLeast("reading: exact match, unseen templates", two.exact(), 0.70);
    report.atMost("reading: exact match without the passage", blind.exactAnswerable(), 0.02);
    report.atLeast("reading: \"not stated\" where it is not", both.notStatedRightly(), 0.80);
    report.atMost("reading: \"not stated\" where it is", both.notStatedWrongly(), 0.05);
    report.only("... \"not stated\" where it is not, seen templates", one.notStatedRightly());
    report.only("... \"not stated\" where it is not, unseen templates", two.notStatedRightly());
    report.only("... \"not stated\" where it is, seen templates", one.notStatedWrongly());
    report.only("... \"not stated\" where it is, unseen templates", two.notStatedWrongly());
    report.only("... exact match of the rule without a model", rule(unseen));
  }

  private static List<Questions.Question> questions(ReadingPart part, int n) {
    return ReadingExam.questions(ReadingTasks.of(part, SEED).take(n));
  }

  /** The longest run of new words in the sentence that is most like the question. */
  private static double rule(List<Questions.Question> questions) {
    ReadingBaseline rule =
        new ReadingBaseline(questions.stream().map(Questions.Question::passage).toList());
    return questions.stream().filter(q -> q.isRight(rule.answer(q.passage(), q.question()))).count()
        / (double) questions.size();
  }

  private void natural(List<Questions.Question> questions) {
    ReadingExam exam = ReadingExam.of(reader, questions);
    report.atLeast("natural questions: exact match", exam.exact(), 0.60);
    report.only("... exact match of the rule without a model", rule(questions));
    report.show("Natural questions that were answered wrongly:");
    for (ReadingExam.Item miss : exam.misses()) {
      report.show(
          "  %s  %s  (right: %s)"
              .formatted(
                  miss.question().question(), miss.given(), miss.question().answers().get(0)));
    }
  }

  private void glosses(List<Definition> train, List<Definition> test) {
    GlossExam exam = GlossExam.of(base, train, test);
    report.atMost("definitions: perplexity over that of trigrams, base model", exam.ratio(), 0.70);
    report.only("... perplexity of the base model", exam.model());
    report.only("... perplexity of Kneser-Ney trigrams", exam.trigrams());
    report.only("... the same over whole lines", GlossExam.ofLines(base, train, test).ratio());
    report.only("... perplexity of the reader", GlossExam.of(reader, train, test).model());
  }

  private void definitions(List<Definition> words) {
    DefinitionExam exam = DefinitionExam.of(lab, reader, words);
    report.atLeast(
        "unseen words, of " + words.size() + ": closer to the true definition than to another",
        exam.closer(),
        75);
    report.only("... closer than to the others on average", exam.closerThanOthers());
    report.show("Every tenth of the unseen words, in alphabetical order:");
    for (DefinitionExam.Item item : exam.everyTenth()) {
      report.show(
          String.format(
              Locale.ROOT,
              "  %s: %s  (true: %s)  cosine %.2f, with another word's %.2f",
              item.definition().words().get(0),
              item.written(),
              item.definition().text(),
              item.own(),
              item.other()));
    }
  }

  private void speed(List<Definition> words) {
    report.atLeast("greedy tokens a second", speed(words, Sampling.greedy()), 150);
    report.only(
        "... sampled tokens a second, top-p 0.9",
        speed(words, Sampling.temperature(1).optTopP(0.9)));
  }

  /** Tokens a second, one text after another, as a learner sees them. */
  private double speed(List<Definition> words, Sampling how) {
    long tokens = 0;
    long start = 0;
    for (int i = 0; i < WARM_UP + TIMED; i++) {
      if (i == WARM_UP) {
        tokens = 0;
        start = System.nanoTime();
      }
      Prompt prompt = Prompt.question(words.get(i % words.size()).instruction().prompt());
      tokens += reader.generate(prompt, how).ids().length;
    }
    return tokens / ((System.nanoTime() - start) / 1e9);
  }
}
