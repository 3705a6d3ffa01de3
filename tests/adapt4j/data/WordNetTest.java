package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.data.WordNet.Meaning;
import java.util.ArrayList;
import java.util.List;
import net.sf.extjwnl.data.IndexWord;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.PointerType;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;
import org.junit.jupiter.api.Test;

class WordNetTest {
  private static final List<Meaning> ALL = WordNet.meanings();

  @Test
  void allMeaningsAreThere() {
    assertEquals(117_791, ALL.size());
    assertEquals(82_192, ALL.stream().filter(m -> m.part().equals("noun")).count());
    assertTrue(ALL.stream().noneMatch(m -> m.words().isEmpty() || m.gloss().isBlank()));
  }

  /** What a library that looks up single words says of some of them. */
  @Test
  void theyAreThoseOfAnotherReader() throws Exception {
    Dictionary other = WordNetGlosses.open();
    try {
      check(other, POS.NOUN, "harbor");
      check(other, POS.NOUN, "Einstein");
      check(other, POS.VERB, "run");
      check(other, POS.ADJECTIVE, "long");
      check(other, POS.ADJECTIVE, "beautiful");
      check(other, POS.ADJECTIVE, "asleep");
      check(other, POS.ADVERB, "slowly");
    } finally {
      other.close();
    }
  }

  private static void check(Dictionary other, POS part, String lemma) throws Exception {
    IndexWord word = other.getIndexWord(part, lemma);
    for (Synset synset : word.getSenses()) {
      List<String> words = synset.getWords().stream().map(w -> plain(w.getLemma())).toList();
      Meaning ours =
          ALL.stream()
              .filter(m -> m.gloss().equals(synset.getGloss().strip()) && m.words().equals(words))
              .findFirst()
              .orElseThrow(() -> new AssertionError(synset.toString()));
      assertEquals(part.getLabel(), ours.part());
      assertEquals(synset.getLexFileName(), ours.supersense());
      assertEquals(synset.getWords().get(0).getUseCount(), ours.met(), synset.toString());
      List<String> wider = new ArrayList<>();
      for (var target : synset.getTargets(PointerType.HYPERNYM)) {
        wider.add(plain(target.getSynset().getWords().get(0).getLemma()));
      }
      assertEquals(wider.isEmpty() ? "" : wider.get(0), ours.kind());
      List<String> opposites = new ArrayList<>();
      for (Word own : synset.getWords()) {
        for (var target : own.getTargets(PointerType.ANTONYM)) {
          opposites.add(plain(own.getLemma()) + "=" + plain(((Word) target).getLemma()));
        }
      }
      assertEquals(
          opposites.stream().sorted().toList(),
          ours.opposites().stream().map(Object::toString).sorted().toList());
    }
  }

  private static String plain(String lemma) {
    return lemma.replaceFirst("\\([a-z]+\\)$", "").replace('_', ' ');
  }
}
