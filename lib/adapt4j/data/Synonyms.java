package adapt4j.data;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.IndexWord;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;

/** The synonyms that WordNet knows for a word as it stands in a text. */
final class Synonyms {
  /** After these comes no verb: "a pause" is no "to pause". */
  private static final Set<String> BEFORE_NOUNS =
      words(
          """
          a an the these those my our your his her its their whose some any each every no such one
          about across after against along among around at before behind below beneath beside
          besides between beyond by despite during except for from in inside into like near of off
          on onto out outside over past per since through throughout till toward towards under
          until unto up upon via with within without
          """);

  /** Words that hold a sentence together; most have some odd sense in WordNet ("as": arsenic). */
  private static final Set<String> STOP =
      words(
          """
          this that i me mine we us ours you yours he him she hers it they them theirs
          myself ourselves yourself yourselves himself herself itself themselves ones
          who whom which what where when why how whatever whichever whoever
          above as down than to and but or nor so yet if unless because while whereas although
          though whether either neither both
          am is are was were be been being do does did doing done have has had having
          can could may might must shall should will would ought cannot
          not none never nothing nobody all few more most much many other others
          another same own only just too very also even ever then there here now once again else
          etc eg ie vs
          """);

  /** No names, no abbreviations with dots, no numbers. */
  private static final Pattern PLAIN = Pattern.compile("[a-z][a-z' -]+");

  private static Synonyms wordNet;

  private final Dictionary dictionary;
  private final Map<Place, List<String>> known = new ConcurrentHashMap<>();

  /** A word, and whether it may be a verb there. */
  private record Place(String word, boolean verb) {}

  private Synonyms(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  /**
   * WordNet, opened at the first call and kept: 30 MB, half a second.
   *
   * @throws DataException if it is not on the class path, or damaged
   */
  static synchronized Synonyms wordNet() {
    if (wordNet == null) {
      wordNet = new Synonyms(WordNetGlosses.open());
    }
    return wordNet;
  }

  /**
   * The synonyms of a word's most frequent sense.
   *
   * @param word as it stands in a text
   * @param before the word before it; none before the first word, which may have a capital: any
   *     other with one is taken for a name
   * @return in lower case; none for a name, a number, a stop word or an inflected form
   */
  List<String> of(String word, String before) {
    String lower = word.toLowerCase(Locale.ROOT);
    boolean name = !word.equals(before.isEmpty() ? likeCase(word, lower) : lower);
    if (name
        || !PLAIN.matcher(lower).matches()
        || STOP.contains(lower)
        || BEFORE_NOUNS.contains(lower)) {
      return List.of();
    }
    boolean verb = !BEFORE_NOUNS.contains(before.toLowerCase(Locale.ROOT));
    return known.computeIfAbsent(new Place(lower, verb), this::lookUp);
  }

  /** A word with a capital at its beginning if another one has it there. */
  static String likeCase(String example, String word) {
    return Character.isUpperCase(example.charAt(0))
        ? Character.toUpperCase(word.charAt(0)) + word.substring(1)
        : word;
  }

  private List<String> lookUp(Place place) {
    try {
      Word frequent = inflected(place.word) ? null : mostFrequent(place);
      // It finds names, too: china is a country there.
      if (frequent == null || !frequent.getLemma().equals(place.word)) {
        return List.of();
      }
      List<String> all = frequent.getSynset().getWords().stream().map(Word::getLemma).toList();
      boolean number = all.stream().anyMatch(lemma -> Character.isDigit(lemma.charAt(0)));
      return all.stream()
          .filter(lemma -> !number && !lemma.equals(place.word) && PLAIN.matcher(lemma).matches())
          .toList();
    } catch (JWNLException e) {
      throw new DataException("WordNet could not be read: " + e.getMessage(), e);
    }
  }

  private Word mostFrequent(Place place) throws JWNLException {
    Word frequent = null;
    for (POS part : POS.getAllPOS()) {
      IndexWord entry = dictionary.getIndexWord(part, place.word);
      if (entry != null && (place.verb || part != POS.VERB)) {
        // WordNet sorts the senses by how often they were met.
        Synset sense = dictionary.getSynsetAt(part, entry.getSynsetOffsets()[0]);
        Word here = in(sense, place.word);
        if (frequent == null || here.getUseCount() > frequent.getUseCount()) {
          frequent = here;
        }
      }
    }
    return frequent;
  }

  /** A synonym of "founded" would need its ending, and "found" may be a form of "find". */
  private boolean inflected(String word) throws JWNLException {
    for (POS part : List.of(POS.NOUN, POS.VERB)) {
      for (String base : dictionary.getMorphologicalProcessor().lookupAllBaseForms(part, word)) {
        if (!base.equals(word)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Word in(Synset sense, String word) {
    return sense.getWords().stream()
        .filter(w -> w.getLemma().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(() -> new DataException("WordNet is damaged: no " + word + " in " + sense));
  }

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}
