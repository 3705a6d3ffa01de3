package adapt4j.lm;

import adapt4j.data.Subjects;
import adapt4j.lm.GlossText.Definition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Instructions beside reading, to show what instruction tuning changes: a model that was only
 * trained to go on with a text is shown what to do with a request.
 *
 * <pre>{@code
 * Instructions some = Instructions.train(1);
 * Instruction next = some.next();              // of any family
 * List<Instruction> test = Instructions.test(1).take("spell", 50);
 * }</pre>
 *
 * <p>The words of {@link #test} are in no instruction of {@link #train}: of all words every tenth
 * is kept by its hash, and of definitions those of {@link GlossText#words}. Some answers are made
 * by a rule that a model of subwords finds hard (spell, count), others need knowledge (define,
 * opposite, kind), others the text (copy, yes or no).
 */
public final class Instructions {
  /** The families, in alphabetical order. */
  public static final List<String> FAMILIES =
      List.of("copy", "count", "define", "kind", "opposite", "spell", "upper", "yesno");

  private static final Pattern PLAIN = Pattern.compile("[a-z]{3,10}");
  private static final Map<String, List<String>> PROMPTS =
      Map.of(
          "copy", List.of("Copy this: %s", "Repeat these words: %s", "Write again: %s"),
          "count",
              List.of(
                  "How many words are there in: %s", "Count the words: %s", "Number of words: %s"),
          "define", List.of("define: %s", "What does the word %s mean?", "Explain the word %s."),
          "kind",
              List.of(
                  "What kind of thing is this: %s",
                  "%s is a kind of what?", "Name a wider word for %s."),
          "opposite",
              List.of(
                  "What is the opposite of %s?",
                  "opposite: %s", "Name a word that means the reverse of %s."),
          "spell", List.of("Spell the word %s.", "spell: %s", "What are the letters of %s?"),
          "upper",
              List.of("Write in capitals: %s", "capitals: %s", "Put this in capital letters: %s"));

  private final Random random;
  private final ReadingTasks reading;
  private final Items items;

  /** What is asked about, which takes seconds to sort out, and is kept. */
  private record Items(
      List<String> plain,
      List<Map.Entry<String, String>> opposites,
      List<Definition> definitions,
      List<Definition> kinds) {
    private static final Map<Boolean, Items> MADE = new ConcurrentHashMap<>();

    static Items of(boolean test) {
      return MADE.computeIfAbsent(test, Items::make);
    }

    private static Items make(boolean test) {
      GlossText glosses = GlossText.load();
      List<Map.Entry<String, String>> opposites = new ArrayList<>();
      Collection<String> all = new TreeSet<>();
      for (Definition definition : glosses.train()) {
        definition.words().stream().filter(word -> PLAIN.matcher(word).matches()).forEach(all::add);
      }
      all.removeIf(Subjects::isCoarse);
      List<String> plain = all.stream().filter(word -> isTest(word) == test).toList();
      new TreeMap<>(glosses.opposites())
          .entrySet().stream()
              .filter(pair -> isTest(pair.getKey()) == test && isTest(pair.getValue()) == test)
              .filter(pair -> !Subjects.isCoarse(pair.getKey() + " " + pair.getValue()))
              .forEach(opposites::add);
      List<Definition> single =
          glosses.train().stream()
              .filter(d -> PLAIN.matcher(d.words().get(0)).matches())
              .filter(d -> !Subjects.isCoarse(d.words().get(0) + " " + d.text()))
              .toList();
      Map<String, Long> senses =
          single.stream()
              .collect(Collectors.groupingBy(d -> d.words().get(0), Collectors.counting()));
      List<Definition> definitions = test ? glosses.words() : single;
      List<Definition> kinds =
          single.stream()
              .filter(d -> d.part().equals("noun") && !d.kind().isEmpty())
              .filter(d -> isTest(d.words().get(0)) == test && senses.get(d.words().get(0)) == 1)
              .toList();
      return new Items(plain, opposites, definitions, kinds);
    }
  }

  private Instructions(boolean test, long seed) {
    random = new Random(seed * 2 + (test ? 1 : 0));
    reading = ReadingTasks.of(test ? ReadingPart.TEST_SEEN : ReadingPart.TRAIN, seed);
    items = Items.of(test);
  }

  /**
   * Instructions to train on.
   *
   * @param seed the same gives the same instructions
   * @return an endless source
   */
  public static Instructions train(long seed) {
    return new Instructions(false, seed);
  }

  /**
   * Instructions with other words.
   *
   * @param seed the same gives the same instructions
   * @return an endless source
   */
  public static Instructions test(long seed) {
    return new Instructions(true, seed);
  }

  /** Asks for the meaning of a word, in one of the wordings. */
  static Prompt define(String word, Random random) {
    List<String> wordings = PROMPTS.get("define");
    return Prompt.question(String.format(wordings.get(random.nextInt(wordings.size())), word));
  }

  static boolean isTest(String word) {
    return Math.floorMod(word.hashCode() * 31 + 11, 10) == 0;
  }

  /**
   * The next instruction.
   *
   * @return of a family by chance
   */
  public Instruction next() {
    return next(FAMILIES.get(random.nextInt(FAMILIES.size())));
  }

  /**
   * The next instructions of a family.
   *
   * @param family one of {@link #FAMILIES}
   * @param n how many, at least 0
   * @return n instructions
   * @throws IllegalArgumentException if there is no such family
   */
  public List<Instruction> take(String family, int n) {
    return Stream.generate(() -> next(family)).limit(n).toList();
  }

  /**
   * The next instruction of a family.
   *
   * @param family one of {@link #FAMILIES}
   * @return an instruction
   * @throws IllegalArgumentException if there is no such family
   */
  public Instruction next(String family) {
    return switch (family) {
      case "copy" -> {
        String words = some(2 + random.nextInt(4));
        yield prompted(family, words, words);
      }
      case "count" -> {
        int n = 1 + random.nextInt(7);
        yield prompted(family, some(n), ReadingPhrase.number(n, "#"));
      }
      case "define" -> {
        Definition one = pick(items.definitions);
        yield prompted(family, one.words().get(0), one.text());
      }
      case "kind" -> {
        Definition one = pick(items.kinds);
        yield prompted(family, one.words().get(0), one.kind());
      }
      case "opposite" -> {
        Map.Entry<String, String> pair = pick(items.opposites);
        yield prompted(family, pair.getKey(), pair.getValue());
      }
      case "spell" -> {
        String word = pick(items.plain);
        yield prompted(family, word, String.join(" ", word.split("")));
      }
      case "upper" -> {
        String words = some(1 + random.nextInt(3));
        yield prompted(family, words, words.toUpperCase(Locale.ROOT));
      }
      case "yesno" -> {
        ReadingTasks.Claim claim = reading.claim();
        yield new Instruction(
            family,
            "Is this right? " + claim.sentence() + "\n" + claim.passage(),
            claim.right() ? "yes" : "no");
      }
      default ->
          throw new IllegalArgumentException(
              "There is no family " + family + ". There are " + FAMILIES + ".");
    };
  }

  private Instruction prompted(String family, String item, String answer) {
    return new Instruction(family, String.format(pick(PROMPTS.get(family)), item), answer);
  }

  private String some(int n) {
    return String.join(" ", Stream.generate(() -> pick(items.plain)).limit(n).toList());
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
