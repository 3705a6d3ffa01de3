package adapt4j.align;

import adapt4j.lm.Generation;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sampling;
import java.util.ArrayList;
import java.util.List;

/**
 * Two texts for a prompt, before anybody has said which one is better.
 *
 * @param prompt what was asked
 * @param first one text
 * @param second another one
 */
public record Pair(Prompt prompt, String first, String second) {
  /**
   * Checks that the texts are two.
   *
   * @throws IllegalArgumentException if they are equal
   */
  public Pair {
    if (first.strip().equals(second.strip())) {
      throw new IllegalArgumentException(
          "Both texts for " + prompt + " are \"" + first + "\". There is nothing to choose.");
    }
  }

  /**
   * Lets a model write two texts for each prompt.
   *
   * @param lm the model
   * @param prompts one for each pair; a prompt may come several times
   * @param how the tokens are chosen; greedy would write the same text twice
   * @return the pairs in the order of the prompts; where both texts came out equal, there is none
   */
  public static List<Pair> sample(Lm lm, List<Prompt> prompts, Sampling how) {
    List<Prompt> twice = new ArrayList<>();
    prompts.forEach(prompt -> twice.addAll(List.of(prompt, prompt)));
    List<Generation> texts = lm.generate(twice, how);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < twice.size(); i += 2) {
      String first = texts.get(i).text();
      String second = texts.get(i + 1).text();
      if (!first.strip().equals(second.strip())) {
        pairs.add(new Pair(twice.get(i), first, second));
      }
    }
    return pairs;
  }
}
