package adapt4j.data;

import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Dictionary definitions to be sorted by the kind of thing that they define: is "the sound of an
 * alarm" an event, or a communication? The texts are WordNet's ({@link WordNetGlosses}), the
 * classes its supersenses.
 *
 * <pre>{@code
 * TextSplits glosses = Glosses.eight().load();                  // 800, 240 and 480 texts
 * TextSplits more = Glosses.eight().optTrain(4_000).load();     // the same dev and test parts
 * TextSplits all = Glosses.all().load();                        // all 41 supersenses
 * }</pre>
 *
 * <p>What is done to make it an honest task:
 *
 * <ul>
 *   <li>Examples and quotations are cut off; definitions of fewer than {@value #SHORTEST} words are
 *       left out.
 *   <li>The word that is defined is no part of the text. A definition that repeats it, in a form
 *       that begins with it, is left out: a model may know the word, and need not read the rest.
 *       (Of words under four letters only the plural is looked for: "tied" may stay for "tie", as
 *       it does in one text of 800. Of a name of several words, single ones may stay.)
 *   <li>No text comes twice, and none is nearly a copy of another one: no two, in the same part or
 *       in different ones, share half of their different words.
 *   <li>The parts are the same for every seed. Test and development part do not depend on how many
 *       texts are asked for to train, and fewer of these are always the first ones of more.
 *   <li>Every class has the same number of texts (give or take one), and they come in turns.
 * </ul>
 */
public final class Glosses {
  private static final List<String> EIGHT =
      List.of(
          "noun.act",
          "noun.attribute",
          "noun.cognition",
          "noun.communication",
          "noun.event",
          "noun.possession",
          "noun.state",
          "noun.time");
  private static final int SHORTEST = 3;
  private static final long SPLIT_SEED = 20_261_121;

  private static SoftReference<WordNetGlosses> read = new SoftReference<>(null);

  private final List<String> wanted; // none: all
  private int train = 800;
  private int dev = 240;
  private int test = 480;

  private Glosses(List<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * The course's task: eight kinds of things that nobody can touch, which are harder to tell apart
   * than plants and animals.
   *
   * @return 800 texts to train, 240 for development, 480 to test
   */
  public static Glosses eight() {
    return new Glosses(EIGHT);
  }

  /**
   * All 41 supersenses of nouns and verbs. Some are small: there are not many more texts of {@code
   * noun.motive} than this takes.
   *
   * @return 820 texts to train, 205 for development, 410 to test
   */
  public static Glosses all() {
    return new Glosses(List.of()).optTrain(820).optDev(205).optTest(410);
  }

  /**
   * A task of your own.
   *
   * @param supersenses at least 2 of {@link WordNetGlosses#supersenses()}
   * @return 800 texts to train, 240 for development, 480 to test
   * @throws IllegalArgumentException for fewer than 2
   */
  public static Glosses of(String... supersenses) {
    if (List.of(supersenses).stream().distinct().count() < 2) {
      throw new IllegalArgumentException("Name two supersenses or more, such as noun.animal.");
    }
    return new Glosses(List.of(supersenses).stream().distinct().toList());
  }

  /**
   * How many texts there are to train, of all classes together.
   *
   * @param texts at least 1
   * @return this task
   * @throws IllegalArgumentException for fewer than 1
   */
  public Glosses optTrain(int texts) {
    train = atLeastOne(texts);
    return this;
  }

  /**
   * How many texts the development part has.
   *
   * @param texts at least 1
   * @return this task
   * @throws IllegalArgumentException for fewer than 1
   */
  public Glosses optDev(int texts) {
    dev = atLeastOne(texts);
    return this;
  }

  /**
   * How many texts the test part has. Another number makes other parts.
   *
   * @param texts at least 1
   * @return this task
   * @throws IllegalArgumentException for fewer than 1
   */
  public Glosses optTest(int texts) {
    test = atLeastOne(texts);
    return this;
  }

  private static int atLeastOne(int texts) {
    if (texts < 1) {
      throw new IllegalArgumentException("A part has 1 text or more, not " + texts + ".");
    }
    return texts;
  }

  /**
   * Reads WordNet, which takes a few seconds the first time, and makes the three parts.
   *
   * @return the same for every seed
   * @throws DataException if WordNet is missing or damaged
   * @throws IllegalArgumentException if a class has fewer texts than asked for, or is not there
   */
  public TextSplits load() {
    WordNetGlosses wordNet = wordNet();
    List<String> classes = wanted.isEmpty() ? wordNet.supersenses() : wanted;
    Map<String, List<Gloss>> all =
        wordNet.glosses().stream().collect(Collectors.groupingBy(Gloss::supersense));
    Random random = new Random(SPLIT_SEED);
    List<Deque<Gloss>> left = new ArrayList<>();
    for (String name : classes) {
      if (!all.containsKey(name)) {
        throw new IllegalArgumentException(
            "There is no supersense " + name + ". There are " + wordNet.supersenses() + ".");
      }
      List<Gloss> glosses = new ArrayList<>(all.get(name));
      Collections.shuffle(glosses, random);
      left.add(new ArrayDeque<>(glosses));
    }
    NearCopies kept =
        new NearCopies(left.stream().flatMap(Deque::stream).map(Gloss::text).toList());
    Texts testPart = draw(test, left, classes, kept);
    Texts devPart = draw(dev, left, classes, kept);
    return new TextSplits(draw(train, left, classes, kept), devPart, testPart);
  }

  /** Kept as long as memory is not short: several tasks in one notebook are the rule. */
  private static synchronized WordNetGlosses wordNet() {
    WordNetGlosses wordNet = read.get();
    if (wordNet == null) {
      wordNet = WordNetGlosses.builder().setSampling(1, false).build();
      try {
        wordNet.prepare();
      } catch (IOException | TranslateException e) {
        throw new DataException("WordNet could not be read: " + e.getMessage(), e);
      }
      read = new SoftReference<>(wordNet);
    }
    return wordNet;
  }

  private Texts draw(int n, List<Deque<Gloss>> left, List<String> classes, NearCopies kept) {
    List<String> texts = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int label = i % classes.size();
      Gloss next;
      do {
        next = left.get(label).poll();
        if (next == null) {
          throw new IllegalArgumentException(
              "There are not enough different definitions of "
                  + classes.get(label)
                  + " for parts of "
                  + train
                  + ", "
                  + dev
                  + " and "
                  + test
                  + " texts in "
                  + classes.size()
                  + " classes.");
        }
      } while (!fit(next) || !kept.keep(next.text()));
      texts.add(next.text());
      labels.add(label);
    }
    return new Texts(texts, labels, classes);
  }

  private static boolean fit(Gloss gloss) {
    return NearCopies.words(gloss.text()).size() >= SHORTEST
        && gloss.words().stream().noneMatch(word -> repeats(gloss.text(), word));
  }

  /**
   * Whether a text has a word in it, or one that begins with it (less a last e or y): "move",
   * "moves", "moving". Of words of fewer than four letters only the plural counts.
   */
  static boolean repeats(String text, String word) {
    String words = plain(text);
    String plain = plain(word).stripTrailing();
    return plain.length() < 5 // of which one is the space before it
        ? words.contains(plain + " ") || words.contains(plain + "s ")
        : words.contains(plain.replaceFirst("[ey]$", ""));
  }

  /** Words in lower case, with one space before and behind each. */
  private static String plain(String text) {
    return " " + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip() + " ";
  }
}
