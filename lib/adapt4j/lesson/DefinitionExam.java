package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.lm.Generation;
import adapt4j.lm.GlossText.Definition;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sampling;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How near the definitions that a model writes come to the true ones: by the cosine of their MiniLM
 * vectors, beside the cosine with the definitions of other words.
 *
 * @param items one for each word
 */
public record DefinitionExam(List<Item> items) {
  /** Copies the list. */
  public DefinitionExam {
    items = List.copyOf(items);
  }

  /**
   * A word that was defined.
   *
   * @param definition the true one
   * @param written by the model
   * @param own the cosine of what was written with the true definition, -1 to 1
   * @param other the cosine with the definition of another word
   * @param others the mean cosine with those of all other words
   */
  public record Item(
      Definition definition, String written, double own, double other, double others) {}

  /**
   * Has words defined, and compares.
   *
   * @param lab of the encoder
   * @param lm writes, always the likeliest token
   * @param definitions of at least two words; word i is also compared with the one that is half the
   *     list away, so list them in an order that means nothing
   * @return one item for each
   * @throws IllegalArgumentException for fewer than two
   */
  public static DefinitionExam of(Lab lab, Lm lm, List<Definition> definitions) {
    int n = definitions.size();
    if (n < 2) {
      throw new IllegalArgumentException("Comparing takes two definitions or more, not " + n + ".");
    }
    List<Prompt> prompts =
        definitions.stream().map(d -> Prompt.question(d.instruction().prompt())).toList();
    List<String> written =
        lm.generate(prompts, Sampling.greedy().optMost(48)).stream().map(Generation::text).toList();
    float[] cosines;
    SentenceEncoder minilm = SentenceEncoder.miniLm(lab);
    try (NDArray mine = minilm.embed(written);
        NDArray theirs = minilm.embed(definitions.stream().map(Definition::text).toList());
        NDArray all = mine.matMul(theirs.transpose())) {
      cosines = all.toFloatArray();
    }
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double own = cosines[i * n + i];
      double sum = -own;
      for (int j = 0; j < n; j++) {
        sum += cosines[i * n + j];
      }
      double other = cosines[i * n + (i + n / 2) % n];
      items.add(new Item(definitions.get(i), written.get(i), own, other, sum / (n - 1)));
    }
    return new DefinitionExam(items);
  }

  /**
   * How many definitions are closer to the true one than to that of one other word.
   *
   * @return of as many as there are items; half of them by chance
   */
  public long closer() {
    return items.stream().filter(item -> item.own > item.other).count();
  }

  /**
   * How many are closer to the true one than to those of the other words on average: as {@link
   * #closer}, with less chance in it.
   *
   * @return of as many as there are items; half of them by chance, about
   */
  public long closerThanOthers() {
    return items.stream().filter(item -> item.own > item.others).count();
  }

  /**
   * Some to be shown, picked by rule: every tenth in alphabetical order, from the first on.
   *
   * @return a tenth of the items
   */
  public List<Item> everyTenth() {
    List<Item> sorted =
        items.stream()
            .sorted(Comparator.comparing((Item item) -> item.definition.words().get(0)))
            .toList();
    List<Item> some = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i += 10) {
      some.add(sorted.get(i));
    }
    return some;
  }
}
