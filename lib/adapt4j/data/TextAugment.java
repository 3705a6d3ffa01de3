package adapt4j.data;

import java.util.List;
import java.util.Random;

/**
 * Changes a text at random, so that its class most likely stays what it was (data augmentation).
 * The four changes are those of EDA (<a href="https://arxiv.org/abs/1901.11196">Wei and Zou
 * 2019</a>, section 2), for English text.
 *
 * <pre>{@code
 * TextAugment gentle = TextAugment.synonyms(0.1).then(TextAugment.deletion(0.1));
 * gentle.apply("the sound of an alarm", lab.random());            // a look at one
 * Texts more = glosses.train().augmented(4, TextAugment.eda(0.1), lab.random());
 * }</pre>
 *
 * <p>A share says how much of a text is changed: so many of its words, rounded down, but at least
 * one where the share is over 0. The paper recommends 0.05 to 0.1, and 4 to 16 copies of a text,
 * the fewer the more texts there are. What stands between the words survives; grammar is not looked
 * after ("an alarm" may become "an dismay").
 *
 * <p>Use it on what a model learns from, never on the development or test part. Do not expect much
 * of it: the paper's own mean gain is 3 points with 500 texts and under 1 with whole data sets, for
 * networks trained from nothing, and its section 6 expects little where the model is pre-trained,
 * which <a href="https://arxiv.org/abs/2010.01764">Longpre et al. 2020</a> then found. Not for
 * short texts whose class hangs on one word, nor where the order of words or a "not" decides.
 */
@FunctionalInterface
public interface TextAugment {
  /**
   * Draws a changed copy of a text.
   *
   * @param text any; without a word in it, it stays as it is
   * @param random where the draws come from: the same state gives the same copy
   * @return a text with at least one word, if there was one
   */
  String apply(String text, Random random);

  /**
   * This change and then another one.
   *
   * @param next what is done to the result of this one
   * @return both, in this order
   */
  default TextAugment then(TextAugment next) {
    return (text, random) -> next.apply(apply(text, random), random);
  }

  /**
   * Some words become a synonym each. A word's synonyms are WordNet's for its most frequent sense
   * as a noun, verb, adjective or adverb, whichever is most frequent; after "a", "of" and the like
   * not as a verb. Stop words stay ("the", "of", "not"), and so do names, numbers, inflected forms
   * ("moved", "sounds") and words without a synonym.
   *
   * @param share of the words, from 0 to 1
   * @return the change
   * @throws IllegalArgumentException if the share is out of range
   * @throws DataException if WordNet is not on the class path, or damaged
   */
  static TextAugment synonyms(double share) {
    return new Eda(Eda.Change.SYNONYMS, share);
  }

  /**
   * Synonyms of some of the words come in, each at a place of its own.
   *
   * @param share how many, as a share of the words, from 0 to 1
   * @return the change; a text none of whose words has a synonym stays as it is
   * @throws IllegalArgumentException if the share is out of range
   * @throws DataException if WordNet is not on the class path, or damaged
   */
  static TextAugment insertion(double share) {
    return new Eda(Eda.Change.INSERTION, share);
  }

  /**
   * Two words change places, some times over.
   *
   * @param share how many times, as a share of the words, from 0 to 1
   * @return the change
   * @throws IllegalArgumentException if the share is out of range
   */
  static TextAugment swap(double share) {
    return new Eda(Eda.Change.SWAP, share);
  }

  /**
   * Each word goes with the same chance; one always stays.
   *
   * @param share the chance, from 0 to 1; here nothing is rounded
   * @return the change
   * @throws IllegalArgumentException if the share is out of range
   */
  static TextAugment deletion(double share) {
    return new Eda(Eda.Change.DELETION, share);
  }

  /**
   * One of the four, drawn anew for each text: EDA as the paper has it.
   *
   * @param share for whichever comes, from 0 to 1
   * @return the change
   * @throws IllegalArgumentException if the share is out of range
   * @throws DataException if WordNet is not on the class path, or damaged
   */
  static TextAugment eda(double share) {
    List<TextAugment> four =
        List.of(synonyms(share), insertion(share), swap(share), deletion(share));
    return (text, random) -> four.get(random.nextInt(four.size())).apply(text, random);
  }
}
