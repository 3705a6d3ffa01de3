package adapt4j.lm;

import adapt4j.lm.GlossText.Definition;
import java.util.List;
import java.util.stream.Stream;

/**
 * How well definitions are foretold, by a language model and by counting three words at a time
 * ({@link KneserNey}). Both go through lines of a dictionary, such as "harbor, seaport (noun): a
 * sheltered port", and the tokens are the same.
 *
 * @param model perplexity of the language model
 * @param trigrams perplexity of the trigram model
 */
public record GlossExam(double model, double trigrams) {
  /**
   * Asks for the tokens of the definitions, and for their ends; what stands before the colon is
   * given.
   *
   * @param lm the model
   * @param train what the trigrams are counted in: lines that the model was trained on too
   * @param test at least one definition that neither has seen
   * @return both perplexities
   * @throws IllegalArgumentException if there is none, or a line is longer than the context
   */
  public static GlossExam of(Lm lm, List<Definition> train, List<Definition> test) {
    return of(lm, train, test.stream().map(d -> sample(lm.bpe(), d)));
  }

  /**
   * Asks for the tokens of whole lines, the defined words among them.
   *
   * @param lm the model
   * @param train what the trigrams are counted in: lines that the model was trained on too
   * @param test at least one definition that neither has seen
   * @return both perplexities
   * @throws IllegalArgumentException if there is none, or a line is longer than the context
   */
  public static GlossExam ofLines(Lm lm, List<Definition> train, List<Definition> test) {
    return of(lm, train, test.stream().map(d -> Prompt.sampleOf(lm.bpe(), d.line())));
  }

  private static GlossExam of(Lm lm, List<Definition> train, Stream<Sample> test) {
    Bpe bpe = lm.bpe();
    List<Sample> samples = test.toList();
    List<int[]> lines = train.stream().map(d -> Prompt.sampleOf(bpe, d.line()).ids()).toList();
    KneserNey counts = new KneserNey(lines, bpe.size());
    return new GlossExam(lm.perplexity(samples), counts.perplexityOf(samples));
  }

  /** A line in which the definition alone is asked for. */
  static Sample sample(Bpe bpe, Definition definition) {
    String line = definition.line();
    String head = line.substring(0, line.length() - definition.text().length());
    return new Sample(Prompt.sampleOf(bpe, line).ids(), Prompt.text(head).ids(bpe).length);
  }

  /**
   * How much better the model is.
   *
   * @return its perplexity as a share of that of the trigrams; below 1 if it is better
   */
  public double ratio() {
    return model / trigrams;
  }
}
