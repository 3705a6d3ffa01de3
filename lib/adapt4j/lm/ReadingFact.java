package adapt4j.lm;

import adapt4j.lm.ReadingWords.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Something that holds for a thing: a relation with its values, and where they were written. */
final class ReadingFact {
  final ReadingThing thing;
  final ReadingRelation relation;
  final Map<String, Value> values = new HashMap<>();
  final Map<String, Integer> starts = new HashMap<>();
  int part; // whose templates tell it

  ReadingFact(ReadingThing thing, ReadingRelation relation, int part) {
    this.thing = thing;
    this.relation = relation;
    this.part = part;
  }

  static ReadingFact draw(
      ReadingThing thing, ReadingRelation relation, ReadingWords words, Random random, int pool) {
    ReadingFact fact = new ReadingFact(thing, relation, 0);
    relation.slots.forEach(
        (slot, rule) -> {
          Value value;
          do {
            value = words.value(rule, random, pool);
          } while (repeats(value.text()));
          fact.values.put(slot, value);
        });
    return fact;
  }

  /** A list that has something twice, such as "tea and tea". */
  private static boolean repeats(String text) {
    if (!text.contains(" and ")) {
      return false;
    }
    String[] items = text.split(", | and ");
    return new HashSet<>(List.of(items)).size() < items.length;
  }

  Value value(String slot) {
    return values.get(slot);
  }

  /** Whether the two have a value in common, so that one could be taken for the other. */
  boolean likens(ReadingFact other) {
    return values.entrySet().stream()
        .anyMatch(
            own ->
                other.values.values().stream()
                    .anyMatch(v -> v.text().equalsIgnoreCase(own.getValue().text())));
  }

  /** Whether a person is named in it, whom "she" or "he" could mean in the next sentence. */
  boolean namesPeople() {
    return relation.slots.values().stream()
        .anyMatch(
            rule -> rule.equals("person") || rule.equals("fullname") || rule.equals("relative-of"));
  }
}
