package adapt4j.lm;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Marks the tokens of a text from the first to the last, looking at those before only: which stand
 * in a passage, so that they may be copied, and which of these also stand in the question before
 * it.
 *
 * <p>The second mark, an exact match between question and passage, is a feature that readers were
 * given long before transformers (<a href="https://arxiv.org/abs/1704.00051">Chen et al. 2017</a>,
 * section 3.2, "exact match"). A large model learns it by itself; a small one reads much better
 * when it is told. Tokens are compared without the space before them and without regard to
 * capitals; a piece of a word counts as such.
 */
final class Marks {
  /** Not in a passage. */
  static final int NONE = 0;

  /** In a passage. */
  static final int SOURCE = 1;

  /** In a passage, and also in the question. */
  static final int MATCH = 2;

  private final Bpe bpe;
  private final Set<String> asked = new HashSet<>();
  private Special part = Special.TEXT;

  Marks(Bpe bpe) {
    this.bpe = bpe;
  }

  /** The mark of the next token. */
  int next(int id) {
    if (id < Special.values().length) {
      part = Special.values()[id];
      if (part == Special.QUESTION) {
        asked.clear();
      }
      return NONE;
    }
    if (part != Special.QUESTION && part != Special.PASSAGE) {
      return NONE;
    }
    String word = bpe.decode(id).strip().toLowerCase(Locale.ROOT);
    boolean meaning = word.codePoints().anyMatch(Character::isLetterOrDigit);
    if (part == Special.QUESTION) {
      if (meaning) {
        asked.add(word);
      }
      return NONE;
    }
    return meaning && asked.contains(word) ? MATCH : SOURCE;
  }

  /** The marks of a whole text. */
  static int[] of(Bpe bpe, int[] ids) {
    Marks marks = new Marks(bpe);
    int[] all = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      all[i] = marks.next(ids[i]);
    }
    return all;
  }
}
