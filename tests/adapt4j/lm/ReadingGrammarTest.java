package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.lm.ReadingRelation.Line;
import adapt4j.lm.ReadingRelation.Question;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadingGrammarTest {
  private static final ReadingGrammar GRAMMAR = ReadingGrammar.own();
  private static final List<String> TYPE =
      List.of("type pond it", "name pond: the <stem> Pond", "rel depth on pond: V=deep");
  private static final List<String> WORDS = List.of("deep = [<2..9>] metres | <#2..9> feet");

  @Test
  void varietyIsWideAndAPartOfItIsKeptBack() {
    assertTrue(GRAMMAR.relations.size() >= 120, GRAMMAR.relations.size() + " relations");
    assertEquals(7, GRAMMAR.relations.stream().filter(r -> r.part == 1).count());
    assertEquals(14, GRAMMAR.relations.stream().filter(r -> r.part == 2).count());
    for (ReadingRelation relation : GRAMMAR.relations) {
      assertTrue(relation.questions.size() >= 6, relation + " has few questions");
      assertTrue(relation.lines.size() >= 5, relation + " has few wordings");
      for (String type : relation.types) {
        assertTrue(GRAMMAR.types.containsKey(type), relation + " is on an unknown " + type);
      }
      for (int part = 0; part < 3; part++) {
        boolean has = relation.part == 0 || relation.part == part;
        boolean told = relation.lines('s', part).size() + relation.lines('v', part).size() > 0;
        assertEquals(has, told, relation + " in part " + part);
        assertEquals(has, !relation.questions(part).isEmpty(), relation + " in part " + part);
      }
    }
  }

  @Test
  void noWordingOrQuestionOfARelationComesTwice() {
    for (ReadingRelation relation : GRAMMAR.relations) {
      Set<String> seen = new HashSet<>();
      for (Line line : relation.lines) {
        assertTrue(seen.add(line.kind() + line.source()), relation + ": " + line.source());
        assertEquals("sp".indexOf(line.kind()) >= 0, line.source().matches(".*[.]"), line.source());
      }
      Set<String> names = new HashSet<>();
      for (ReadingRelation other : GRAMMAR.relations) {
        assertTrue(names.add(other.name), other + " comes twice");
      }
    }
  }

  /** What is told in another part's words would be no test of unseen words. */
  @Test
  void eachWordingBelongsToOnePart() {
    ReadingRelation opens = relation("opens");
    for (char kind : "sv".toCharArray()) {
      Set<Line> all = new HashSet<>();
      for (int part = 0; part < 3; part++) {
        for (Line line : opens.lines(kind, part)) {
          assertTrue(all.add(line), line.source());
        }
      }
    }
    Set<Question> asked = new HashSet<>();
    for (int part = 0; part < 3; part++) {
      opens.questions(part).forEach(question -> assertTrue(asked.add(question)));
    }
    assertEquals(7, asked.size());
  }

  private static ReadingRelation relation(String name) {
    return GRAMMAR.relations.stream().filter(r -> r.name.equals(name)).findFirst().orElseThrow();
  }

  @Test
  void valuesVarySoThatTheyCannotBeGuessed() {
    Random random = new Random(1);
    for (ReadingRelation relation : GRAMMAR.relations) {
      for (String rule : new HashSet<>(relation.slots.values())) {
        Set<String> values = new HashSet<>();
        for (int i = 0; i < 400; i++) {
          values.add(GRAMMAR.words.value(rule, random, 0).text());
        }
        boolean key = rule.equals(relation.slots.get(relation.key));
        int few = key || rule.equals("language-set") ? 14 : 20;
        assertTrue(values.size() >= few, rule + " has only " + values.size() + " values");
      }
    }
  }

  @Test
  void aValueHasACoreAndAUnit() {
    ReadingWords words = new ReadingWords(List.of("deep = [<2..9>] metres", "also = <deep>"));
    ReadingWords.Value value = words.value("also", new Random(1), 0);
    assertTrue(value.text().matches("[2-9] metres"), value.text());
    assertEquals("metres", value.unit());
    assertEquals(value.text().substring(0, 1), value.core());
  }

  @Test
  void wordsOfASharedRuleAreSharedOut() {
    ReadingWords words = new ReadingWords(List.of("x* = a | b | c | d | e | f"));
    List<Set<String>> shares = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      for (int pool = 0; pool < 3; pool++) {
        shares.get(pool).add(words.value("x", random, pool).text());
      }
    }
    assertEquals(List.of(Set.of("a", "b", "c", "f"), Set.of("d"), Set.of("e")), shares);
  }

  @Test
  void numbersInWordsAndWithCommas() {
    assertEquals("forty-two", ReadingPhrase.number(42, "#"));
    assertEquals("seventeen", ReadingPhrase.number(17, "#"));
    assertEquals("ninety", ReadingPhrase.number(90, "#"));
    assertEquals("12,050", ReadingPhrase.number(12_050, ","));
    assertEquals("950", ReadingPhrase.number(950, ","));
  }

  @Test
  void mistakesAreNamedWithTheirLine() {
    says("Line 4: {W2} is no slot", "s {X} is {W2} deep.");
    says("no slot of depth", "q How deep is {Z}?");
    says("cannot answer", "q Is {X} {V} deep?");
    says("There is no rule depths", "s {X} is <depths> deep.");
    says("is not closed", "s {X} is {V deep.");
    says("a ')' is missing", "s {X} is (very|quite {V} deep.");
    says("closes nothing", "s {X} is very) {V} deep.");
    says("no line of a relation", "{X} is {V} deep.");
    String none =
        assertThrows(IllegalArgumentException.class, () -> new ReadingWords(List.of("x: y")))
            .getMessage();
    assertTrue(none.contains("This is no rule: x: y"), none);
    assertFalse(new ReadingGrammar(WORDS, TYPE).relations.isEmpty());
  }

  private static void says(String words, String line) {
    List<String> lines = new java.util.ArrayList<>(TYPE);
    lines.add(line);
    String message =
        assertThrows(IllegalArgumentException.class, () -> new ReadingGrammar(WORDS, lines))
            .getMessage();
    assertTrue(message.contains(words), message);
  }
}
