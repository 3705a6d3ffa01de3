package adapt4j.lm;

import adapt4j.data.DataException;
import adapt4j.data.NearCopies;
import adapt4j.data.Subjects;
import adapt4j.data.WordNet;
import adapt4j.data.WordNetGlosses;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * WordNet as text to learn a language from: 117,000 definitions of nouns, verbs, adjectives and
 * adverbs, with the words that they define and the examples of how these are used.
 *
 * <pre>{@code
 * GlossText glosses = GlossText.load();
 * String line = glosses.train().get(0).line();   // "harbor, seaport (noun): a sheltered port ..."
 * List<GlossText.Definition> unseen = glosses.words();   // 100 common words that train() has not
 * }</pre>
 *
 * <p>The parts are the same for every seed, and nothing crosses from one into training: no word
 * that is defined in {@link #words()}, {@link #test()} or {@link #dev()} is defined in {@link
 * #train()} in any of its senses (case, hyphens and a plural s do not count), and no definition
 * there is nearly a copy of one of theirs ({@link NearCopies}).
 *
 * <p>The 100 unseen words are drawn from all nouns of one word of 4 to 12 small letters which has
 * at most 3 senses, and whose first sense was met {@value #COMMON} times or more in the texts that
 * WordNet's authors tagged, is defined in {@value #SHORTEST} words or more, and is not defined by a
 * word that begins like it. Of examples those are kept that have 3 words or more and name no
 * author.
 */
public final class GlossText {
  private static final int UNSEEN = 100;
  private static final int DEV = 1_000;
  private static final int TEST = 2_000;
  private static final int COMMON = 8;
  private static final int SHORTEST = 4;
  private static final long SPLIT_SEED = 20_261_122;
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"(\\s*-)?");
  private static final Pattern SIGNS = Pattern.compile("[^\\p{L}\\p{N}]");
  private static final Pattern PLAIN = Pattern.compile("[a-z]{4,12}");

  private static GlossText own;

  private final List<Definition> train = new ArrayList<>();
  private final List<Definition> dev = new ArrayList<>();
  private final List<Definition> test = new ArrayList<>();
  private final List<Definition> words = new ArrayList<>();
  private final Map<String, String> opposites = new HashMap<>();

  /**
   * What WordNet says about a meaning.
   *
   * @param words that have it, the most usual first
   * @param part of speech: noun, verb, adjective or adverb
   * @param supersense the kind of thing, such as {@code noun.animal}
   * @param text the definition
   * @param examples of how the words are used, perhaps none
   * @param kind the first word of the next wider meaning: a harbor is a kind of port; empty if
   *     there is none
   */
  public record Definition(
      List<String> words,
      String part,
      String supersense,
      String text,
      List<String> examples,
      String kind) {
    /**
     * The definition as a line of a dictionary.
     *
     * @return such as "harbor, seaport (noun): a sheltered port"
     */
    public String line() {
      return String.join(", ", words) + " (" + part + "): " + text;
    }

    /**
     * As an instruction and its answer.
     *
     * @return "define: harbor" and the definition, of the first word
     */
    public Instruction instruction() {
      return new Instruction("define", "define: " + words.get(0), text);
    }
  }

  /** A definition with what decides whether its word is common. */
  private record Sense(Definition definition, int met, List<String> forms) {}

  private GlossText() {}

  /**
   * Reads WordNet, which takes some seconds the first time, and makes the parts.
   *
   * @return the same each time
   * @throws DataException if WordNet is missing or damaged
   */
  public static synchronized GlossText load() {
    if (own == null) {
      GlossText made = new GlossText();
      made.split(made.read());
      own = made;
    }
    return own;
  }

  private List<Sense> read() {
    List<WordNet.Meaning> meanings = WordNet.meanings();
    for (WordNet.Meaning meaning : meanings) {
      meaning.opposites().stream()
          .filter(pair -> PLAIN.matcher(pair.getKey()).matches())
          .filter(pair -> PLAIN.matcher(pair.getValue()).matches())
          .forEach(pair -> opposites.putIfAbsent(pair.getKey(), pair.getValue()));
    }
    return meanings.parallelStream().map(GlossText::sense).toList();
  }

  private static Sense sense(WordNet.Meaning meaning) {
    Definition definition =
        new Definition(
            meaning.words(),
            meaning.part(),
            meaning.supersense(),
            WordNetGlosses.definition(meaning.gloss()),
            examples(meaning.gloss()),
            meaning.kind());
    List<String> forms = meaning.words().stream().map(GlossText::form).toList();
    return new Sense(definition, meaning.met(), forms);
  }

  /** Quotations of authors have their name behind a dash. */
  static List<String> examples(String gloss) {
    List<String> kept = new ArrayList<>();
    Matcher quoted = QUOTED.matcher(gloss);
    while (quoted.find()) {
      String example = quoted.group(1).strip();
      if (quoted.group(2) == null && example.split(" ").length >= 3) {
        kept.add(example);
      }
    }
    return List.copyOf(kept);
  }

  /** What makes two spellings one word. */
  static String form(String lemma) {
    String plain = SIGNS.matcher(lemma.toLowerCase(Locale.ROOT)).replaceAll("");
    boolean plural = plain.length() > 3 && plain.endsWith("s") && !plain.endsWith("ss");
    return plural ? plain.substring(0, plain.length() - 1) : plain;
  }

  private void split(List<Sense> senses) {
    List<Sense> left = new ArrayList<>(senses);
    left.removeIf(sense -> sense.definition.text().isBlank());
    Map<String, Integer> sensesOf = new HashMap<>();
    Map<String, Sense> first = new HashMap<>();
    for (Sense sense : left) {
      String word = sense.definition.words().get(0);
      sense.forms.forEach(form -> sensesOf.merge(form, 1, Integer::sum));
      first.merge(word, sense, (a, b) -> b.met > a.met ? b : a);
    }
    Collections.shuffle(left, new Random(SPLIT_SEED));
    Set<String> heldOut = new HashSet<>();
    NearCopies kept = new NearCopies(left.stream().map(s -> s.definition.text()).toList());
    for (Sense sense : left) {
      if (words.size() < UNSEEN && isCommon(sense, first, sensesOf)) {
        take(sense, words, heldOut, kept);
      }
    }
    int next = 0;
    for (; dev.size() < DEV && next < left.size(); next++) {
      take(left.get(next), test.size() < TEST ? test : dev, heldOut, kept);
    }
    left.subList(next, left.size()).parallelStream()
        .filter(sense -> Collections.disjoint(sense.forms, heldOut))
        .map(Sense::definition)
        .filter(definition -> !kept.has(definition.text()))
        .forEachOrdered(train::add);
  }

  /** Takes a definition whose words none of the parts has yet. */
  private static void take(Sense sense, List<Definition> to, Set<String> heldOut, NearCopies kept) {
    if (Collections.disjoint(sense.forms, heldOut) && kept.keep(sense.definition.text())) {
      to.add(sense.definition);
      heldOut.addAll(sense.forms);
    }
  }

  /** Whether the text has a word that begins as the word does: ruler, one who rules. */
  private static boolean definesItself(String word, String text) {
    String head = word.substring(0, Math.min(4, word.length() - 1));
    String lower = " " + text.toLowerCase(Locale.ROOT);
    return lower.contains(word) || lower.matches(".*[^a-z]" + head + ".*");
  }

  private static boolean isCommon(
      Sense sense, Map<String, Sense> first, Map<String, Integer> sensesOf) {
    Definition definition = sense.definition;
    String word = definition.words().get(0);
    String form = form(word);
    return definition.part().equals("noun")
        && PLAIN.matcher(word).matches()
        && sense.met >= COMMON
        && first.get(word) == sense
        && sensesOf.get(form) <= 3
        && definition.text().split(" ").length >= SHORTEST
        && !definesItself(word, definition.text())
        && !Subjects.isCoarse(word + " " + definition.text());
  }

  /**
   * What to train on.
   *
   * @return in an order drawn once
   */
  public List<Definition> train() {
    return Collections.unmodifiableList(train);
  }

  /**
   * To choose on.
   *
   * @return 1,000 definitions
   */
  public List<Definition> dev() {
    return Collections.unmodifiableList(dev);
  }

  /**
   * To report perplexity on, once.
   *
   * @return 2,000 definitions
   */
  public List<Definition> test() {
    return Collections.unmodifiableList(test);
  }

  /**
   * Common words that are in no other part, to have them defined.
   *
   * @return 100 definitions; the word is the first of each
   */
  public List<Definition> words() {
    return Collections.unmodifiableList(words);
  }

  /**
   * Words and their opposites.
   *
   * @return of each word one, such as long and short; none of them is held out by itself
   */
  Map<String, String> opposites() {
    return opposites;
  }
}
