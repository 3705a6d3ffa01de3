package adapt4j.lm;

import adapt4j.data.Subjects;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Invented names that can be spoken, such as Torvel or Maskin. Their first three letters say
 * whether they are for training, for development or for the test: so no name of one is ever part of
 * a name of another, whatever is put behind it (Torvelford, Torvel's).
 */
final class ReadingNames {
  private static final String[] ONSETS =
      ("b br d dr f fl g gr h j k kl kr l m n p pl pr r s sk st t tr v w z sh th ch b d f g h k l m n"
              + " p r s t v")
          .split(" ");
  private static final String[] VOWELS = "a e i o u a e i o u a e o ai au ie oa".split(" ");
  private static final String[] CODAS = "- n r l s m k t nd rt lm sk ck n r l s".split(" ");

  /** Too many consonants in a row, or the same twice at the end. */
  private static final Pattern HARD =
      Pattern.compile("[^aeiou]{4}|([^aeiou])\\1[^aeiou]|[aeiou]{3}|[^aeiou]{3}$");

  private ReadingNames() {}

  /**
   * A name.
   *
   * @param random what decides
   * @param pool 0 training, 1 development, 2 test
   */
  static String stem(Random random, int pool) {
    while (true) {
      StringBuilder name = new StringBuilder(head(random));
      while (name.length() < 3) {
        name.append(pick(ONSETS, random)).append(pick(VOWELS, random));
      }
      if (pool(name) != pool) {
        continue;
      }
      if (random.nextInt(3) > 0 || name.length() < 4) {
        name.append(pick(ONSETS, random)).append(pick(VOWELS, random));
      }
      name.append(pick(CODAS, random).replace("-", ""));
      if (name.length() <= 9 && !HARD.matcher(name).find() && !Subjects.isCoarse(name.toString())) {
        name.setCharAt(0, Character.toUpperCase(name.charAt(0)));
        return name.toString();
      }
    }
  }

  private static String head(Random random) {
    String coda = random.nextInt(2) == 0 ? pick(CODAS, random).replace("-", "") : "";
    return pick(ONSETS, random) + pick(VOWELS, random) + coda;
  }

  private static String pick(String[] from, Random random) {
    return from[random.nextInt(from.length)];
  }

  /** Of ten names, eight are for training. */
  static int pool(CharSequence name) {
    String three = name.toString().substring(0, 3).toLowerCase();
    int tenth = Math.floorMod(three.hashCode() * 31 + 7, 10);
    return tenth == 3 ? 1 : tenth == 7 ? 2 : 0;
  }
}
