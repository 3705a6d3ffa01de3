package adapt4j.lm;

import adapt4j.lm.ReadingGrammar.Type;
import java.util.Map;
import java.util.Random;

/**
 * A thing or a person with an invented name.
 *
 * @param type what kind it is
 * @param noun what it may be called, such as museum; empty for a person
 * @param name in full, such as "the Torvel Museum"
 * @param subject it, she or he
 */
record ReadingThing(Type type, String noun, String name, String subject) {
  static ReadingThing draw(Type type, ReadingWords words, Random random, int pool) {
    Map.Entry<String, ReadingPhrase> way = type.names().get(random.nextInt(type.names().size()));
    String name = words.text(way.getValue(), random, pool);
    return type.person()
        ? new ReadingThing(type, "", name, way.getKey())
        : new ReadingThing(type, way.getKey(), name, "it");
  }

  String possessive() {
    return switch (subject) {
      case "she" -> "her";
      case "he" -> "his";
      default -> "its";
    };
  }

  String object() {
    return switch (subject) {
      case "she" -> "her";
      case "he" -> "him";
      default -> "it";
    };
  }

  /** "The museum", or the surname of a person. */
  String shorter() {
    return type.person() ? name.substring(name.lastIndexOf(' ') + 1) : "the " + noun;
  }

  /** Whether the name says what it is: the Torvel Museum does, Torvel does not. */
  boolean tellsNoun() {
    return type.person() || name.toLowerCase().contains(noun);
  }

  static String genitive(String name) {
    return name + (name.endsWith("s") ? "'" : "'s");
  }
}
