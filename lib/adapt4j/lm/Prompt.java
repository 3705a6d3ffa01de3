package adapt4j.lm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a language model is to go on from.
 *
 * <pre>{@code
 * Prompt.text("The cat");
 * Prompt.question("When does it open?").passage("The office opens at 7:30.");
 * Prompt.question("plural of cat").answer("cats").next("plural of dog");   // few-shot
 * }</pre>
 *
 * <p>Each part begins with its {@link Special} token. The question stands before the passage, so
 * that the model knows what to look for while it reads. White space at the borders of a part is
 * left out.
 */
public final class Prompt {
  private record Part(Special special, String text) {}

  private final List<Part> parts;

  private Prompt(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * A text to be continued.
   *
   * @param text not empty
   * @return the prompt
   * @throws IllegalArgumentException if it is empty
   */
  public static Prompt text(String text) {
    return new Prompt(List.of()).plus(Special.TEXT, text, "text");
  }

  /**
   * A question to be answered, or an instruction to be followed.
   *
   * @param question not empty
   * @return the prompt
   * @throws IllegalArgumentException if it is empty
   */
  public static Prompt question(String question) {
    return new Prompt(List.of()).plus(Special.QUESTION, question, "question");
  }

  /**
   * Adds the passage in which the answer stands.
   *
   * @param passage not empty
   * @return a new prompt
   * @throws IllegalArgumentException if it is empty, or there is no question before it
   */
  public Prompt passage(String passage) {
    if (last() != Special.QUESTION) {
      throw new IllegalArgumentException("A passage stands behind its question.");
    }
    return plus(Special.PASSAGE, passage, "passage");
  }

  /**
   * Adds the answer, so that this is an example for a next question.
   *
   * @param answer not empty
   * @return a new prompt
   * @throws IllegalArgumentException if it is empty, or there is no question before it
   */
  public Prompt answer(String answer) {
    if (last() != Special.QUESTION && last() != Special.PASSAGE) {
      throw new IllegalArgumentException("An answer stands behind its question.");
    }
    return plus(Special.ANSWER, answer, "answer");
  }

  /**
   * Adds the next question, behind examples that were answered.
   *
   * @param question not empty
   * @return a new prompt
   * @throws IllegalArgumentException if it is empty, or the question before has no answer
   */
  public Prompt next(String question) {
    if (last() != Special.ANSWER) {
      throw new IllegalArgumentException("Answer the question before with answer(...) first.");
    }
    return plus(Special.QUESTION, question, "question");
  }

  /**
   * The tokens, up to the place where the model goes on.
   *
   * @param bpe cuts the parts into tokens
   * @return the tokens; behind a question or a passage, the last one is {@link Special#ANSWER}
   */
  public int[] ids(Bpe bpe) {
    IntStream ids = IntStream.empty();
    for (Part part : parts) {
      IntStream own = IntStream.concat(IntStream.of(part.special.id()), tokens(bpe, part.text));
      if (part.special == Special.ANSWER) {
        own = IntStream.concat(own, IntStream.of(Special.END.id()));
      }
      ids = IntStream.concat(ids, own);
    }
    return (isText() ? ids : IntStream.concat(ids, IntStream.of(Special.ANSWER.id()))).toArray();
  }

  /**
   * The prompt with an answer to learn: only the answer counts, and that it ends.
   *
   * @param bpe cuts the parts into tokens
   * @param answer may be empty
   * @return what to train on
   */
  public Sample sample(Bpe bpe, String answer) {
    int[] given = ids(bpe);
    int[] all =
        IntStream.concat(
                IntStream.concat(IntStream.of(given), tokens(bpe, answer)),
                IntStream.of(Special.END.id()))
            .toArray();
    return new Sample(all, given.length);
  }

  /**
   * A whole text to learn: every token counts, and that it ends.
   *
   * @param bpe cuts it into tokens
   * @param text not empty
   * @return what to train on
   * @throws IllegalArgumentException if the text is empty
   */
  public static Sample sampleOf(Bpe bpe, String text) {
    int[] given = text(text).ids(bpe);
    return new Sample(
        IntStream.concat(IntStream.of(given), IntStream.of(Special.END.id())).toArray(), 1);
  }

  /** Whether a text goes on, rather than an answer beginning. */
  boolean isText() {
    return last() == Special.TEXT;
  }

  private Special last() {
    return parts.get(parts.size() - 1).special;
  }

  /** A word has the same tokens at the beginning of a part as inside: with a space before it. */
  private static IntStream tokens(Bpe bpe, String text) {
    String own = text.strip();
    return own.isEmpty() ? IntStream.empty() : IntStream.of(bpe.encode(" " + own));
  }

  private Prompt plus(Special special, String text, String name) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(
          "The " + name + " of this prompt is empty. The model needs something to go on from.");
    }
    List<Part> all = new ArrayList<>(parts);
    all.add(new Part(special, text));
    return new Prompt(all);
  }

  @Override
  public String toString() {
    StringBuilder all = new StringBuilder();
    parts.forEach(
        part -> all.append(part.special.shown()).append(' ').append(part.text).append(' '));
    return all.append(isText() ? "" : Special.ANSWER.shown()).toString().strip();
  }
}
