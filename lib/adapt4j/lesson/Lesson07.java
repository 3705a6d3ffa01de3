package adapt4j.lesson;

import adapt4j.lm.Generation;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.ReadingScore;
import adapt4j.lm.ReadingTask;
import adapt4j.lm.Sampling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The exercises of lesson 07, a small language model. */
public final class Lesson07 {
  private static final String SOLUTION = "solutions/07-language-model.ipynb";
  private static final List<String> STARTS =
      List.of("kitten (noun):", "a person who", "slowly (adverb):");
  private static final int TOKENS = 12;
  private static final int MOST_WORDS = 80;
  private static final double[] PROBABILITIES = {0.1, 0.4, 0.05, 0.3, 0.15};

  /** As in Sennrich et al. 2016, with other counts: the order of letters decides nothing. */
  private static final Map<String, Integer> WORDS =
      new TreeMap<>(Map.of("l o w", 5, "l o w e r", 2, "n e w e s t", 6, "w i d e s t", 3));

  /** What top-p leaves. */
  public final Exercise<Nucleus> nucleus;

  /** Perplexity. */
  public final Exercise<Perplexity> perplexity;

  /** Greedy writing. */
  public final Exercise<Writer> writer;

  /** The pair that is merged next. */
  public final Exercise<Pairs> pairs;

  /** A question that the reader gets wrong. */
  public final Exercise<ReadingTask> trap;

  private final Lm base;
  private final Lm reader;

  /** What is left of a distribution. */
  @FunctionalInterface
  public interface Nucleus {
    /**
     * @param probabilities of all tokens, which add up to 1
     * @param p from 0 to 1
     * @return as many, which add up to 1 again; 0 for what is left out
     */
    double[] of(double[] probabilities, double p);
  }

  /** A measure. */
  @FunctionalInterface
  public interface Perplexity {
    /**
     * @param logProbs of the tokens that came
     * @return the perplexity
     */
    double of(double[] logProbs);
  }

  /** Goes on with a text. */
  @FunctionalInterface
  public interface Writer {
    /**
     * @param text to go on with
     * @param tokens how many at most
     * @return what comes behind it
     */
    String goOn(String text, int tokens);
  }

  /** A choice. */
  @FunctionalInterface
  public interface Pairs {
    /**
     * @param words their symbols with spaces in between, and how often each word occurs
     * @return the most frequent pair of neighbours, with a space in between
     */
    String best(Map<String, Integer> words);
  }

  /**
   * @param base goes on with texts
   * @param reader answers questions on passages
   */
  public Lesson07(Lm base, Lm reader) {
    this.base = base;
    this.reader = reader;
    nucleus =
        new Exercise<>(
            "1. Top-p by hand",
            Lesson07::nucleusProblem,
            "right. Where the model is sure, one token is left; where it is not, many.",
            SOLUTION,
            "Go through the tokens from the likeliest down, until their sum reaches p.",
            "The token that crosses p stays. Set the others to 0, and divide by the sum of those that stay.");
    perplexity =
        new Exercise<>(
            "2. Perplexity",
            Lesson07::perplexityProblem,
            "right. A model that wavers evenly between four tokens has a perplexity of 4.",
            SOLUTION,
            "e to the power of the mean negative log-probability.",
            "Math.exp(-Arrays.stream(logProbs).average().orElseThrow())");
    writer =
        new Exercise<>(
            "3. Writing, token by token",
            this::writerProblem,
            "right. generate(...) does the same, and keeps what it has computed (the key-value cache).",
            SOLUTION,
            "base.next(text, 1).get(0) is the likeliest token. base.bpe().decode(its id) is its text.",
            "Append it to the text and ask again. The text of the token that ends a line is empty: stop there.");
    pairs =
        new Exercise<>(
            "4. The next merge",
            Lesson07::pairsProblem,
            "right. Merge it, count again, and do so 4,000 times: that is how the tokens were made.",
            SOLUTION,
            "Split each word at its spaces. Each pair of neighbours counts as often as the word occurs.",
            "A map from pair to count, and merge(a + \" \" + b, count, Integer::sum).");
    trap =
        new Exercise<>(
            "5. Find its limits",
            this::trapProblem,
            "right: a person reads it at once. Keep such cases: they are the next test set.",
            SOLUTION,
            "It has learnt from short, plain sentences. What would it never have met?",
            "Two people and a pronoun; a negation; an answer that must be computed; a long way between name and fact.");
  }

  private static String nucleusProblem(Nucleus answer) {
    double[] found = answer.of(PROBABILITIES.clone(), 0.6);
    String given =
        "for " + Arrays.toString(PROBABILITIES) + " and p = 0.6 it gives " + rounded(found);
    if (near(found, new double[] {0, 0.4, 0, 0.3, 0})) {
      return given + ", which does not add up to 1.";
    }
    if (near(found, new double[] {0, 1, 0, 0, 0})) {
      return given + ". 0.4 is less than 0.6, so one more token stays.";
    }
    double sum = 0.85;
    if (near(found, new double[] {0, 0.4 / sum, 0, 0.3 / sum, 0.15 / sum})) {
      return given + ". 0.4 and 0.3 reach 0.6 already.";
    }
    double[] right = {0, 0.4 / 0.7, 0, 0.3 / 0.7, 0};
    if (!near(found, right)) {
      return given + "; it should be " + rounded(right) + ".";
    }
    double[] one = answer.of(new double[] {0.2, 0.7, 0.1}, 0.1);
    return near(one, new double[] {0, 1, 0})
        ? null
        : "for p = 0.1 it gives " + rounded(one) + ". The likeliest token stays always.";
  }

  private static String perplexityProblem(Perplexity answer) {
    double quarter = Math.log(0.25);
    double found = answer.of(new double[] {quarter, quarter, quarter});
    String given =
        String.format(Locale.ROOT, "for three tokens of probability 1/4 it gives %.4f", found);
    if (near(found, 64)) {
      return given + ". That is of the whole text; perplexity is per token.";
    }
    if (near(found, 0.25)) {
      return given + ". The sign is missing: it is at least 1.";
    }
    if (near(found, -quarter)) {
      return given + ", the mean itself. Take e to its power.";
    }
    if (near(found, 2.6141)) {
      return given + ". The logarithms are natural ones, so it is e, not 2, to the power.";
    }
    if (!near(found, 4)) {
      return given + "; it should be 4.";
    }
    double mixed = answer.of(new double[] {Math.log(0.5), Math.log(0.125)});
    return near(mixed, 4)
        ? null
        : String.format(
            Locale.ROOT,
            "for probabilities of 1/2 and 1/8 it gives %.4f. It is the logarithms that are averaged,"
                + " not the probabilities.",
            mixed);
  }

  private String writerProblem(Writer answer) {
    for (String start : STARTS) {
      Generation right = base.generate(start, Sampling.greedy().optMost(TOKENS));
      String found = answer.goOn(start, TOKENS);
      if (found == null) {
        return "for \"" + start + "\" it gives null.";
      }
      if (found.startsWith(start)) {
        return "for \""
            + start
            + "\" the result begins with that text; only what comes behind it is"
            + " wanted.";
      }
      if (!found.strip().equals(right.text().strip())) {
        return "for \""
            + start
            + "\" it writes \""
            + found.strip()
            + "\"; generate(...) writes \""
            + right.text().strip()
            + "\".";
      }
    }
    return null;
  }

  private static String pairsProblem(Pairs answer) {
    String found = answer.best(new TreeMap<>(WORDS));
    String given = "for " + WORDS + " it gives \"" + found + "\"";
    if ("w e".equals(found)) {
      return given + ", which stands in 8 words. But e s stands in 9.";
    }
    if ("l o".equals(found) || "o w".equals(found)) {
      return given + ". Each word counts as often as it occurs: that pair comes 7 times.";
    }
    // e s and s t stand in the same words.
    return "e s".equals(found) || "s t".equals(found)
        ? null
        : given + "; e s and s t come nine times each.";
  }

  private String trapProblem(ReadingTask task) {
    if (!task.answerable()) {
      return "the passage should answer it: give the place of the answer.";
    }
    int words = task.passage().split("\\s+").length;
    if (words > MOST_WORDS) {
      return "the passage has " + words + " words; find it in " + MOST_WORDS + " or fewer.";
    }
    Prompt prompt = Prompt.question(task.question()).passage(task.passage());
    String read = reader.generate(prompt, Sampling.greedy().optMost(20)).text();
    return ReadingScore.exact(read, List.of(task.answer()))
        ? "it answers \"" + read + "\", which is right. Make it harder."
        : null;
  }

  private static boolean near(double a, double b) {
    return Near.of(a, b, 1e-3);
  }

  private static boolean near(double[] a, double[] b) {
    return Near.of(a, b, 1e-3);
  }

  private static String rounded(double[] values) {
    return Near.rounded(values, 3);
  }
}
