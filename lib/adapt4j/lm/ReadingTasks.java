package adapt4j.lm;

import adapt4j.lm.ReadingGrammar.Type;
import adapt4j.lm.ReadingRelation.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes tasks of reading: facts about invented people, places and things in the words of many
 * templates, and a question about one of them, or about one that is missing.
 *
 * <pre>{@code
 * ReadingTasks tasks = ReadingTasks.of(ReadingPart.TRAIN, 1);
 * ReadingTask task = tasks.next();             // as many as you like
 * List<ReadingTask> test = ReadingTasks.of(ReadingPart.TEST_UNSEEN, 1).take(300);
 * }</pre>
 *
 * <p>The same part and seed give the same tasks. Of a question that the passage does not answer
 * there is nearly an answer: another relation of the same thing, the same relation of another
 * thing, or of another key (the price of tea, where that of cake is asked). The idea of made-up
 * reading tasks is that of <a href="https://arxiv.org/abs/1502.05698">Weston et al. 2015</a>; not
 * for judging how well a model reads real text, for which there are {@link Questions}.
 */
public final class ReadingTasks {
  private static final int UNANSWERABLE = 15; // per cent
  private static final int LONGEST = 120; // words of a passage
  static final Set<String> ALONE = Set.of("handbook", "recipe", "storm");

  private final ReadingGrammar grammar;
  private final ReadingPart part;
  private final Random random;
  private final List<ReadingRelation> targets;

  /** A task with what it was made of. */
  record Made(ReadingTask task, ReadingFact asked, List<ReadingThing> things) {}

  ReadingTasks(ReadingGrammar grammar, ReadingPart part, long seed) {
    this.grammar = grammar;
    this.part = part;
    random = new Random(seed * 31 + part.ordinal());
    targets =
        grammar.relations.stream()
            .filter(relation -> part.templates == 0 ? relation.part == 0 : isTarget(relation))
            .flatMap(r -> r.types.contains("handbook") ? Stream.of(r, r) : Stream.of(r))
            .toList();
  }

  /** A part's own relations, and those of training with wordings kept for the part. */
  private boolean isTarget(ReadingRelation relation) {
    return relation.part == part.templates || relation.part == 0;
  }

  /**
   * An endless source of tasks.
   *
   * @param part whose names and templates
   * @param seed the same gives the same tasks
   * @return a source, not for several threads at once
   */
  public static ReadingTasks of(ReadingPart part, long seed) {
    return new ReadingTasks(ReadingGrammar.own(), part, seed);
  }

  /**
   * The next tasks.
   *
   * @param n how many, at least 0
   * @return n tasks
   */
  public List<ReadingTask> take(int n) {
    return Stream.generate(this::next).limit(n).toList();
  }

  /**
   * The next task.
   *
   * @return one whose answer, if it has one, stands once in the passage and not in the question
   */
  public ReadingTask next() {
    return make().task();
  }

  /**
   * A sentence about a passage, to be judged.
   *
   * @param passage as of a task
   * @param sentence about what it says
   * @param right whether it says so
   */
  record Claim(String passage, String sentence, boolean right) {}

  /** A fact of a passage in another wording, half of the times with another value. */
  Claim claim() {
    while (true) {
      Made made = make();
      ReadingFact fact = made.asked;
      if (!made.task.answerable() || !fact.relation.slots.containsKey("V")) {
        continue;
      }
      boolean right = random.nextBoolean();
      ReadingFact told = draw(fact.thing, fact.relation);
      told.part = 0;
      fact.values.forEach(
          (slot, value) -> {
            if (right || !slot.equals("V")) {
              told.values.put(slot, value);
            }
          });
      String sentence =
          new ReadingPassage(List.of(fact.thing), grammar.words, random, part.names).plain(told);
      boolean same = told.value("V").text().equalsIgnoreCase(fact.value("V").text());
      if (right == same && !sentence.isEmpty() && !made.task.passage().contains(sentence)) {
        return new Claim(made.task.passage(), sentence, right);
      }
    }
  }

  Made make() {
    for (int tries = 0; tries < 1_000; tries++) {
      Made made = attempt();
      if (made != null) {
        return made;
      }
    }
    throw new IllegalStateException("No task fits the grammar.");
  }

  private Made attempt() {
    ReadingRelation relation = pick(targets);
    List<Question> questions = relation.questions(part.templates);
    if (questions.isEmpty()) {
      return null;
    }
    Question question = pick(questions);
    List<String> typeNames = relation.types.stream().sorted().toList();
    Type type = grammar.types.get(pick(typeNames));
    List<ReadingThing> things = things(type);
    ReadingThing thing = things.get(0);
    boolean answerable = random.nextInt(100) >= UNANSWERABLE;
    List<ReadingFact> facts = new ArrayList<>();
    ReadingFact asked = draw(thing, relation);
    asked.part = part.templates;
    ReadingThing askedThing = thing;
    if (answerable) {
      facts.add(asked);
      addKeys(asked, facts, random.nextInt(4));
    } else {
      int way = random.nextInt(3);
      if (way == 0 && !relation.key.isEmpty()) {
        addKeys(asked, facts, 1 + random.nextInt(3)); // another key
      } else if (way <= 1 && question.names() && relation.key.isEmpty()) {
        ReadingFact told = draw(thing, relation); // another thing
        told.part = part.templates;
        facts.add(told);
        askedThing = things.size() > 1 ? things.get(1) : another(type, things);
      }
    }
    if (!question.names() && (things.size() > 1 || askedThing != thing)) {
      return null; // of which thing?
    }
    boolean nearMiss = !answerable && !facts.isEmpty();
    addOthers(thing, relation, facts, 1 + random.nextInt(6));
    if (things.size() > 1) {
      ReadingThing second = things.get(1);
      List<ReadingFact> more = new ArrayList<>();
      if (askedThing != second && random.nextInt(100) < 60) {
        ReadingFact same = draw(second, relation);
        same.part = part.templates;
        more.add(same);
      }
      addOthers(second, relation, more, more.isEmpty() ? 1 + random.nextInt(2) : random.nextInt(2));
      facts = ordered(facts, more);
    } else {
      Collections.shuffle(facts, random);
    }
    if (!answerable && !nearMiss && facts.size() < 2
        || things.size() == 1 && facts.isEmpty()
        || things.size() > 1 && !allNamed(things.get(1), facts)) {
      return null;
    }
    return finish(asked, question, askedThing, things, facts, answerable);
  }

  private boolean allNamed(ReadingThing thing, List<ReadingFact> facts) {
    return facts.stream().anyMatch(fact -> fact.thing == thing);
  }

  private Made finish(
      ReadingFact asked,
      Question question,
      ReadingThing askedThing,
      List<ReadingThing> things,
      List<ReadingFact> facts,
      boolean answerable) {
    ReadingPassage passage = new ReadingPassage(things, grammar.words, random, part.names);
    String text = passage.write(facts);
    ReadingWords.Value value = asked.value(question.slot());
    if (question.core() && (value.coreEnd() == 0 || value.unit().isEmpty())) {
      return null;
    }
    boolean alone = things.size() == 1 && askedThing == asked.thing;
    ReadingQuestion writer =
        new ReadingQuestion(asked, askedThing, alone, passage.canBeShort(askedThing), random);
    question.phrase().write(writer);
    String ask = writer.toString();
    int words = 1 + (int) text.chars().filter(c -> c == ' ').count();
    if (words > LONGEST) {
      return null;
    }
    if (!answerable) {
      boolean said = count(text, value.text()) > 0;
      return said
          ? null
          : new Made(
              new ReadingTask(text, ask, ReadingTask.NOT_STATED, -1, asked.relation.name),
              asked,
              things);
    }
    Integer start = asked.starts.get(question.slot());
    if (start == null) {
      return null;
    }
    int length = question.core() ? value.coreEnd() : value.text().length();
    String answer = text.substring(start, start + length);
    if (count(text, answer) != 1 || count(ask, answer) > 0) {
      return null;
    }
    return new Made(new ReadingTask(text, ask, answer, start, asked.relation.name), asked, things);
  }

  /** How often an answer stands in a text as a word or words of its own. */
  static int count(String text, String answer) {
    int count = 0;
    for (int at = find(text, answer, 0); at >= 0; at = find(text, answer, at + 1)) {
      count++;
    }
    return count;
  }

  /** Where an answer stands in a text next, in capitals or not; -1 if it does not. */
  static int find(String text, String answer, int from) {
    int length = answer.length();
    for (int at = from; at + length <= text.length(); at++) {
      int end = at + length;
      boolean word =
          (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
              && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
      if (word && text.regionMatches(true, at, answer, 0, length)) {
        return at;
      }
    }
    return -1;
  }

  private List<ReadingThing> things(Type type) {
    List<ReadingThing> things = new ArrayList<>();
    things.add(ReadingThing.draw(type, grammar.words, random, part.names));
    if (!ALONE.contains(type.name()) && random.nextInt(100) < 45) {
      things.add(another(type, things));
    }
    return things;
  }

  private ReadingThing another(Type type, List<ReadingThing> others) {
    while (true) {
      ReadingThing thing = ReadingThing.draw(type, grammar.words, random, part.names);
      if (others.stream().noneMatch(o -> o.name().equals(thing.name()))) {
        return thing;
      }
    }
  }

  private ReadingFact draw(ReadingThing thing, ReadingRelation relation) {
    return ReadingFact.draw(thing, relation, grammar.words, random, part.names);
  }

  /** The same relation with other keys. */
  private void addKeys(ReadingFact asked, List<ReadingFact> facts, int n) {
    for (int i = 0; i < n && !asked.relation.key.isEmpty(); i++) {
      ReadingFact more = draw(asked.thing, asked.relation);
      more.part = part.templates;
      if (!more.likens(asked) && facts.stream().noneMatch(more::likens)) {
        facts.add(more);
      }
    }
  }

  /** Other relations of a thing, in the words of training. */
  private void addOthers(
      ReadingThing thing, ReadingRelation asked, List<ReadingFact> facts, int n) {
    List<ReadingRelation> others = new ArrayList<>(grammar.shared(thing.type()));
    Collections.shuffle(others, random);
    for (ReadingRelation relation : others.subList(0, Math.min(n, others.size()))) {
      if (relation == asked || relation.clashes(asked)) {
        continue;
      }
      int times = relation.key.isEmpty() || random.nextInt(3) > 0 ? 1 : 2;
      for (int i = 0; i < times; i++) {
        ReadingFact fact = draw(thing, relation);
        if (facts.stream().noneMatch(fact::likens)) {
          facts.add(fact);
        }
      }
    }
  }

  /** One thing after the other more often than mixed. */
  private List<ReadingFact> ordered(List<ReadingFact> one, List<ReadingFact> two) {
    Collections.shuffle(one, random);
    Collections.shuffle(two, random);
    List<ReadingFact> all = new ArrayList<>();
    boolean swap = random.nextBoolean();
    all.addAll(swap ? two : one);
    all.addAll(swap ? one : two);
    if (random.nextInt(100) < 25) {
      Collections.shuffle(all, random);
    }
    return all;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
