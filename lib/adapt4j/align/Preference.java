package adapt4j.align;

import adapt4j.lm.Prompt;

/**
 * Of two texts for a prompt, the one that somebody found better.
 *
 * @param prompt what was asked
 * @param chosen the better text
 * @param rejected the other one; either may be empty, as a model may write nothing
 */
public record Preference(Prompt prompt, String chosen, String rejected) {
  /**
   * Checks that there are two texts.
   *
   * @throws IllegalArgumentException if a part is missing, or the texts are equal
   */
  public Preference {
    if (prompt == null || chosen == null || rejected == null) {
      throw new IllegalArgumentException(
          "A preference has a prompt, a chosen and a rejected text, but one of them is missing: "
              + "one text alone says nothing about what is better.");
    }
    if (chosen.strip().equals(rejected.strip())) {
      throw new IllegalArgumentException(
          "The chosen and the rejected text for "
              + prompt
              + " are equal: \""
              + chosen
              + "\". Leave such pairs out.");
    }
  }
}
