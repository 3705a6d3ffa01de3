package adapt4j.lm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A relation of {@code reading-relations.txt}: its slots, and how it is told and asked. */
final class ReadingRelation {
  final String name;
  final Set<String> types;
  final int part; // whose it is as a whole: 0 everybody's, 1 the development's, 2 the test's
  final Map<String, String> slots = new LinkedHashMap<>(); // the rule of each
  String key = "";
  String clash = "";
  final List<Line> lines = new ArrayList<>();
  final List<Question> questions = new ArrayList<>();
  private static final int PARTS = 3;
  private final Map<Integer, List<Line>> byKind = new ConcurrentHashMap<>();
  private final Map<Integer, List<Question>> asked = new ConcurrentHashMap<>();

  /**
   * A wording.
   *
   * @param kind s a sentence, v a verb phrase, a an apposition, p two things in one sentence
   * @param part 0 training's, 1 the development's, 2 the test's
   */
  record Line(char kind, int part, ReadingPhrase phrase, String source) {}

  /**
   * A question.
   *
   * @param slot that answers it
   * @param core whether only the core of the slot's value does
   */
  record Question(String slot, boolean core, int part, ReadingPhrase phrase) {
    /** Whether it names the thing that it asks about. */
    boolean names() {
      return phrase.slots().contains("X") || phrase.slots().contains("X's");
    }
  }

  ReadingRelation(String name, Set<String> types, int part) {
    this.name = name;
    this.types = types;
    this.part = part;
  }

  /** The wordings of a kind that may be used where templates of this part are wanted. */
  List<Line> lines(char kind, int wanted) {
    return byKind.computeIfAbsent(
        kind * PARTS + wanted,
        k -> lines.stream().filter(l -> l.kind == kind && allowed(l.part, wanted)).toList());
  }

  /** Whether one would answer, or seem to answer, what is asked about the other. */
  boolean clashes(ReadingRelation other) {
    return clash.equals(other.name) || other.clash.equals(name);
  }

  List<Question> questions(int wanted) {
    return asked.computeIfAbsent(
        wanted, k -> questions.stream().filter(q -> allowed(q.part, wanted)).toList());
  }

  /** Of a relation that is kept out as a whole, every line is new. */
  private boolean allowed(int linePart, int wanted) {
    return part == 0 ? linePart == wanted : part == wanted;
  }

  @Override
  public String toString() {
    return name;
  }
}
